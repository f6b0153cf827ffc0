import { PredictionsError } from "../../error.ts";
import type { ClassTable } from "../../predictions/classes/class_table.ts";
import { matchPredictions, type NamedTable } from "../../predictions/match_predictions.ts";
import { samePeople } from "../../predictions/people/same_person.ts";
import { valueForm } from "../../text/values.ts";
import { clusteredTest } from "../auc/obuchowski.ts";
import type { PairedTest } from "../auc/paired_difference.ts";
import { assertOneClassSplit, classViews, presentClasses } from "./class_views.ts";
import { type MacroOptions, macroTest } from "./macro_auc.ts";

/** Two classifiers of the same classes compared on the same slices. Differences are the first minus the second. */
export interface ClassComparison {
  /** Of the macro AUCs, over subjects. */
  macro: PairedTest;
  /** Of each class's AUC against the rest; the p-values are not adjusted for each other. */
  classes: ({ name: string } & PairedTest)[];
}

/**
 * Compares the AUCs of two classifiers of the same classes that judged the same slices.
 *
 * @throws {PredictionsError} They did not: other classes, the first slice that one lacks, or labels otherwise;
 * or slices of one class only, or several folds.
 */
export function compareClasses(
  first: NamedTable<ClassTable>,
  second: NamedTable<ClassTable>,
  { level = 0.95 }: MacroOptions = {},
): ClassComparison {
  assertOneClassSplit(first.table);
  assertOneClassSplit(second.table);
  const other = { ...second, table: inOrderOf(first.table, second) };
  const rows = matchPredictions(
    first,
    other,
    ({ classes, classOf }, row) => classes[classOf[row]!]!,
  );
  const own = presentClasses(classViews(samePeople(first.table).table, rows.first));
  const others = classViews(other.table, rows.second);
  // The second's scores in the first's rows, so that subjects are the same.
  const pairs = own.map(({ name, scored }) => {
    const { scores } = others.find((view) => view.name === name)!.scored;
    return { name, first: scored, second: { ...scored, scores } };
  });
  return {
    macro: macroTest(pairs.map((pair) => pair.first), pairs.map((pair) => pair.second), { level }),
    classes: pairs.map((pair) => ({
      name: pair.name,
      ...clusteredTest(pair.first, pair.second, { level }),
    })),
  };
}

/** The second's table with its classes by the first one's names, which may be written otherwise. */
function inOrderOf({ classes }: ClassTable, { table, file }: NamedTable<ClassTable>): ClassTable {
  const forms = classes.map(valueForm), own = table.classes.map(valueForm);
  const places = own.map((form) => forms.indexOf(form));
  if (own.length !== classes.length || places.includes(-1)) {
    throw new PredictionsError({
      file,
      expected: `the classes ${classes.join(", ")}`,
      found: table.classes.join(", "),
    });
  }
  return { ...table, classes: places.map((place) => classes[place]!) };
}
