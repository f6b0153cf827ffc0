import { PredictionsError } from "../../error.ts";
import { compareNaturally } from "../../text/natural_order.ts";
import type { CodedColumn } from "../../predictions/coded_column.ts";
import { assertImpersonal, OWN_ATTRIBUTES } from "../../predictions/prediction_columns.ts";
import type { PredictionRows } from "../../predictions/prediction_table.ts";
import { SET_NAMES, type SetName } from "../../split/split.ts";
import { quantile } from "../../statistics/quantile.ts";
import { closest } from "../../text/closest.ts";
import { whyNobodys } from "../../text/normal_name.ts";
import { numberOf, valueForm } from "../../text/values.ts";

/** Numbers with more values than this are cut into quarters; fewer are names like any other. */
const MOST_NUMBERS = 10;

/** A column by whose values rows are grouped. */
export interface Attribute {
  name: string;
  /** Names, each a group; or numbers, of which a range is a group. */
  kind: "names" | "numbers";
  /** The groups, in their natural order. */
  groups: readonly string[];
  /** Where numbers are cut: a group begins with its bound. */
  cuts: readonly number[];
  /** The group of each row; -1 where it has no value. */
  of: Int32Array;
  /** Rows of each set without a value. */
  missing: Record<SetName, number>;
}

/**
 * The groups of an attribute.
 *
 * Values are compared without case, a blank, a hyphen and an underscore within them being the same, and
 * numbers by what they are (`GE` is `ge`, `Site-A` is `site a`, `01` is `1.0`). A column of more than ten different
 * numbers is cut at the quartiles of its training rows or, where these have none, of all rows;
 * DICOM's ages (`057Y`) are numbers of years.
 *
 * @param name A column that the table was read with, `subject` or `study`.
 * @param isSite Whether it names the site of a claim: then numbers are names, and `unknown` is none.
 * @throws {PredictionsError} There is no such column, or it holds people's names or birth dates.
 */
export function attributeOf(table: PredictionRows, name: string, isSite = false): Attribute {
  const found = columnOf(table, name);
  const isOwn = OWN_ATTRIBUTES.some((own) => own === name);
  const column = isSite && !isOwn ? withoutNobodys(found) : found;
  const numbers = isOwn || isSite ? null : numbersOf(column.values);
  const grouped = numbers === null ? byName(column, isOwn) : byNumber(column, numbers, table);
  const missing = { train: 0, validation: 0, test: 0 };
  for (let row = 0; row < table.length; row++) {
    if (grouped.of[row]! < 0) missing[SET_NAMES[table.sets[row]!]!]++;
  }
  return { name, ...grouped, missing };
}

function columnOf(table: PredictionRows, name: string): CodedColumn {
  assertImpersonal(name);
  if (name === "subject") return { name, values: table.subjects, of: table.subjectOf };
  if (name === "study") {
    return { name, values: table.studies.map((_, study) => String(study)), of: table.studyOf };
  }
  const column = table.attributes.find((each) => each.name === name);
  if (column !== undefined) return column;
  const names = [...table.attributes.map((each) => each.name), ...OWN_ATTRIBUTES];
  const near = closest(name, names);
  throw new PredictionsError({
    expected: `an attribute of the predictions (${names.join(", ")})`,
    found: name,
    ...near !== null && { hint: `did you mean ${near}?` },
  });
}

/** What stands for any site is no value. */
function withoutNobodys(column: CodedColumn): CodedColumn {
  const values = column.values.map((value) => whyNobodys(value) === null ? value : "");
  return { ...column, values };
}

/** The numbers of a column's values, NaN for none; null where not all are, or few differ. */
function numbersOf(values: readonly string[]): Float64Array | null {
  const numbers = Float64Array.from(values, (value) => value === "" ? NaN : numberIn(value));
  const isNumber = numbers.every((number, at) => values[at] === "" || Number.isFinite(number));
  const distinct = new Set(numbers.filter(Number.isFinite));
  return isNumber && distinct.size > MOST_NUMBERS ? numbers : null;
}

function numberIn(text: string): number {
  const [, count, unit] = /^(\d{3})([DWMY])$/.exec(text) ?? [];
  return unit === undefined
    ? numberOf(text)?.value ?? NaN
    : Number(count) / UNITS_A_YEAR[unit as keyof typeof UNITS_A_YEAR];
}

/** Of DICOM's Age String (PS3.5, section 6.2). */
const UNITS_A_YEAR = { D: 365.25, W: 365.25 / 7, M: 12, Y: 1 } as const;

/** What is given of its own has been compared already. */
function byName({ values, of }: CodedColumn, isOwn: boolean): Grouped {
  const spellings = new Map<string, string>();
  const forms = values.map((value) => isOwn ? value : valueForm(value));
  for (const [at, form] of forms.entries()) {
    const value = values[at]!;
    const known = spellings.get(form);
    if (value !== "" && (known === undefined || value < known)) spellings.set(form, value);
  }
  const inOrder = [...spellings].sort(([a], [b]) => compareNaturally(a, b));
  const places = new Map(inOrder.map(([form], place) => [form, place]));
  const groupOf = Int32Array.from(forms, (form, at) => values[at] === "" ? -1 : places.get(form)!);
  return {
    kind: "names",
    groups: inOrder.map(([, value]) => value),
    cuts: [],
    of: Int32Array.from(of, (code) => groupOf[code]!),
  };
}

type Grouped = Pick<Attribute, "kind" | "groups" | "cuts" | "of">;

function byNumber(column: CodedColumn, numbers: Float64Array, table: PredictionRows): Grouped {
  const cuts = quartiles(column, numbers, table);
  const groupOf = Int32Array.from(
    numbers,
    (number) => Number.isNaN(number) ? -1 : cuts.filter((cut) => cut <= number).length,
  );
  const text = cuts.map((cut) => String(Number(cut.toPrecision(6))));
  const groups = [...text, ""].map((bound, at) =>
    at === 0
      ? `below ${bound}`
      : bound === ""
      ? `${text[at - 1]} or more`
      : `${text[at - 1]} to below ${bound}`
  );
  return {
    kind: "numbers",
    groups,
    cuts,
    of: Int32Array.from(column.of, (code) => groupOf[code]!),
  };
}

/** Without those that would cut off nothing. */
function quartiles(
  { of }: CodedColumn,
  numbers: Float64Array,
  { sets, length }: PredictionRows,
): number[] {
  const valuesOf = (isOf: (set: number) => boolean) => {
    const values = new Float64Array(length);
    let count = 0;
    for (let row = 0; row < length; row++) {
      const number = numbers[of[row]!]!;
      if (isOf(sets[row]!) && !Number.isNaN(number)) values[count++] = number;
    }
    return values.subarray(0, count).sort();
  };
  const train = SET_NAMES.indexOf("train");
  const trained = valuesOf((set) => set === train);
  const sorted = trained.length > 0 ? trained : valuesOf(() => true);
  const cuts = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  return [...new Set(cuts)].filter((cut) => cut > sorted[0]!);
}
