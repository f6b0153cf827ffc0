import { OptionsError } from "../../error.ts";
import { getOrMake } from "../../groups.ts";
import {
  type PredictionTable,
  PredictionTableBuilder,
} from "../../predictions/prediction_table.ts";
import { namesIn, type WholeTable } from "../../predictions/whole_table.ts";
import { numbered } from "../../split/assign/grouped_rows.ts";
import { closest } from "../../text/closest.ts";
import { plainColumn } from "../../text/column_names.ts";
import { textOfField } from "../../files/csv_records.ts";
import { labelOf, valueForm } from "../../text/values.ts";
import { firstNames, type Join, type People } from "./person_groups.ts";

/** The names of a table's rows as predictions have them, all of the training set and without scores. */
export function namesOf(table: WholeTable): PredictionTable {
  const builder = new PredictionTableBuilder();
  const subjects = namesIn(table, "subject"), studies = namesIn(table, "study");
  const slices = namesIn(table, "slice");
  for (const [row, subject] of subjects.entries()) {
    const line = table.lines[row]!;
    const names = { subject, study: studies[row]!, slice: slices[row]! };
    builder.add({ ...names, set: "train", label: 0, score: NaN }, line);
  }
  return builder.finish();
}

/** What stays on one side. */
export interface TableGroups {
  /** How many groups. */
  groups: number;
  /** The number of each row's group, in the order of names. */
  groupOf: Uint32Array;
  /** What a group is called, by its number: the first name in it. */
  names: string[];
  /** How many people. */
  people: number;
  /** The number of each row's person; null where people are not kept together. */
  subjectOf: Uint32Array | null;
  /** Who was joined, and why. */
  joins: Join[];
}

/** Units by which a table is split; any other is a column's name. */
export const BY_SUBJECT = "subject", BY_SLICE = "slice";

/**
 * Says which rows stay together: those of one person; by a column, those of all people who share a value of
 * it as well.
 *
 * @throws {OptionsError} There is no such column.
 */
export function tableGroups(
  table: WholeTable,
  names: PredictionTable,
  people: People,
  by: string,
): TableGroups {
  const persons = numberedPeople(names, people);
  if (by === BY_SUBJECT) {
    return {
      groups: persons.values.length,
      groupOf: persons.valueOf,
      names: persons.values,
      people: persons.values.length,
      subjectOf: persons.valueOf,
      joins: people.joins,
    };
  }
  const { values } = columnValues(table, by);
  people.join("column", (groups) => {
    const first = new Map<string, number>();
    for (const [row, value] of values.entries()) {
      const subject = names.subjectOf[row]!;
      groups.join(getOrMake(first, valueForm(value), () => subject), subject);
    }
  });
  const joined = numberedPeople(names, people);
  return {
    groups: joined.values.length,
    groupOf: joined.valueOf,
    names: joined.values,
    people: persons.values.length,
    subjectOf: persons.valueOf,
    joins: people.joins.filter(({ why }) => why !== "column"),
  };
}

/** Every row alone: people are torn apart. */
export function sliceGroups(names: PredictionTable): TableGroups {
  const keys = Array.from(names.subjectOf, (subject, row) => {
    const study = names.studies[names.studyOf[row]!]!.name;
    return [names.subjects[subject]!, study, names.slices.get(row), row].join("\0");
  });
  const { valueOf } = numbered(keys);
  const people = names.subjects.length;
  return {
    groups: valueOf.length,
    groupOf: valueOf,
    names: [],
    people,
    subjectOf: null,
    joins: [],
  };
}

function numberedPeople(names: PredictionTable, people: People) {
  const first = firstNames(names.subjects, people);
  return numbered(Array.from(names.subjectOf, (subject) => first[subject]!));
}

/** Labels of more values are measurements. */
export const MOST_LABELS = 20;

/** A column's values, row by row. */
export interface ColumnValues {
  /** What the user calls it. */
  name: string;
  values: string[];
  /** Whether it is the label. */
  isLabel: boolean;
}

/**
 * The values of a column by its name, in another case, too; `label` is whatever was taken for that.
 *
 * @throws {OptionsError} There is none.
 */
export function columnValues(table: WholeTable, name: string): ColumnValues {
  const { names, places, rows } = table;
  const exact = names.indexOf(name);
  const place = exact >= 0
    ? exact
    : name === "label" && places.label >= 0
    ? places.label
    : names.findIndex((one) => plainColumn(one) === plainColumn(name));
  if (place < 0) {
    const near = closest(name, names);
    throw new OptionsError({
      expected: `one of the columns ${names.join(",")}`,
      found: name,
      ...near !== null && { hint: `did you mean ${near}?` },
    });
  }
  const isLabel = place === places.label;
  const values = rows.map((fields) => {
    const value = textOfField(fields[place]!);
    if (value === "") return "(empty)";
    return isLabel ? String(labelOf(value) ?? value) : value;
  });
  return { name, values, isLabel };
}
