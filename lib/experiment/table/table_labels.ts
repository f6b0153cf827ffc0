import { OptionsError, PredictionsError } from "../../error.ts";
import { namesIn, type WholeTable } from "../../predictions/whole_table.ts";
import { closest } from "../../text/closest.ts";
import { compareNaturally } from "../../text/natural_order.ts";
import { isMissing, labelOf, numberOf, valueForm } from "../../text/values.ts";

/** What the labels of a table are, row by row. */
export type ReadLabels =
  | { labels: (0 | 1)[]; classes: null }
  | {
    labels: string[];
    /** In the order that was given, or in that of people. */
    classes: readonly string[];
    /** Which spellings were taken for which class, for the user. */
    respelled: string[];
  };

/** Of so many names, or more than so many, labels are not taken for classes unless these are named. */
const FEWEST = 3, MOST = 20;

/**
 * Reads the labels of a table. They are classes if `classes` says so, or if they are 3 to 20 different names, or as
 * many whole numbers, and none is missing; names are compared without case, a blank, a hyphen and an underscore
 * being the same. Otherwise there are two labels, 0 and 1, or `positive` and one other name.
 *
 * @throws {OptionsError} Classes as well as a positive label.
 * @throws {PredictionsError} No column of labels, a label that is none, or a class without rows.
 */
export function readLabels(
  table: WholeTable,
  { positive, classes }: { positive?: string; classes?: readonly string[] },
): ReadLabels {
  const { file, names, places } = table;
  if (places.label < 0) {
    throw new PredictionsError({
      file,
      expected: "a column label",
      found: names.join(","),
      hint: "say which column has the labels, such as --columns label=ich",
    });
  }
  if (positive !== undefined && classes !== undefined) {
    throw new OptionsError({
      expected: "a positive label, or classes",
      found: `${positive}, and ${classes.join(", ")}`,
    });
  }
  const texts = namesIn(table, "label");
  const found = classes ?? (positive === undefined ? classesIn(texts) : null);
  return found === null
    ? { labels: twoLabels(table, texts, positive), classes: null }
    : classLabels(table, texts, found);
}

/** The classes that labels are by themselves; null where they need not be. */
function classesIn(texts: readonly string[]): string[] | null {
  const names = new Map(texts.toReversed().map((text) => [valueForm(text), text]));
  if (names.size < FEWEST || names.size > MOST) return null;
  const all = [...names.values()];
  if (all.some((text) => isMissing(text) && text.toLowerCase() !== "none")) return null;
  // Among 0 and 1, a name is more likely a mistake than a class; what has decimals is measured.
  const areNames = all.every((text) => labelOf(text) === null && numberOf(text) === null);
  return areNames || all.every((text) => Number.isInteger(numberOf(text)?.value))
    ? all.sort(compareNaturally)
    : null;
}

function classLabels(
  { file, names, lines, places }: WholeTable,
  texts: readonly string[],
  classes: readonly string[],
): ReadLabels {
  const nameOf = new Map(classes.map((name) => [valueForm(name), name]));
  if (nameOf.size < Math.max(2, classes.length)) {
    throw new PredictionsError({
      file,
      expected: "two different classes or more",
      found: classes.join(",") || "none",
      hint: "classes are compared without case, and a blank, a hyphen and an underscore are one",
    });
  }
  const column = names[places.label]!, respelled = new Map<string, string>();
  const labels = texts.map((text, row) => {
    const name = nameOf.get(valueForm(text)), near = closest(text, classes);
    if (name === undefined) {
      throw new PredictionsError({
        ...{ file, line: lines[row]!, column, found: `"${text}"` },
        expected: `a class (${classes.join(", ")})`,
        ...near !== null && { hint: `did you mean ${near}?` },
      });
    }
    if (text !== name) respelled.set(text, name);
    return name;
  });
  const known = new Set(labels), lacking = classes.filter((name) => !known.has(name));
  if (lacking.length > 0) {
    throw new PredictionsError({
      ...{ file, column },
      expected: "rows of each class",
      found: `none of ${lacking.join(", ")}`,
      hint: `of a class without rows nothing can be learned: name the others in --classes`,
    });
  }
  const spellings = [...respelled].map(([text, name]) => `${name} from ${text}`);
  return {
    labels,
    classes,
    respelled: spellings.length === 0 ? [] : [`classes: ${spellings.join(", ")}`],
  };
}

function twoLabels(
  { file, names, lines, places }: WholeTable,
  texts: readonly string[],
  positive: string | undefined,
): (0 | 1)[] {
  let negative: string | null = null;
  return texts.map((text, row) => {
    const fault = { file, line: lines[row]!, column: names[places.label]!, found: `"${text}"` };
    if (positive === undefined) {
      const label = labelOf(text);
      if (label !== null) return label;
      throw new PredictionsError({
        ...fault,
        expected: "0 or 1 (or, with --positive NAME, a name)",
        hint: "of several classes, --classes NAME,NAME,... says which there are",
      });
    }
    if (text.toLowerCase() === positive.toLowerCase()) return 1;
    negative ??= text;
    if (text !== "" && text.toLowerCase() === negative.toLowerCase()) return 0;
    throw new PredictionsError({ ...fault, expected: `"${positive}" or one other name` });
  });
}
