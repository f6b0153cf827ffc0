import type { PredictionTable } from "../../predictions/prediction_table.ts";
import type { WholeTable } from "../../predictions/whole_table.ts";
import { Random } from "../../random.ts";
import { assignGroups } from "../../split/assign/assign_sets.ts";
import type { Balance } from "../../split/assign/balance.ts";
import { numbered, type Stratifier } from "../../split/assign/grouped_rows.ts";
import { type WantedOptions, wantedSets } from "../../split/assign/wanted_sets.ts";
import type { Join, People } from "./person_groups.ts";
import { doubtNotes } from "./remaining_doubts.ts";
import {
  BY_SLICE,
  BY_SUBJECT,
  columnValues,
  MOST_LABELS,
  sliceGroups,
  tableGroups,
} from "./table_people.ts";
import { writtenColumns } from "./written_column.ts";

/** How a table is split. */
export interface SplitTableOptions extends WantedOptions {
  /** `subject`, `slice` (which leaks), or a column whose values stay in one set each. Default `subject`. */
  by?: string;
  /** Columns by which sets are balanced. Default the label, where there is one of few values. */
  stratify?: readonly string[];
  /** Decides where choices are equal. Default 0. */
  seed?: number;
}

/** What is said of a split. */
export interface SplitReport {
  by: string;
  stratify: string[];
  seed: number;
  /** The name of the column that says it: that of one which the table has, or `set` or `fold`. */
  written: string;
  /** Wanted and got. */
  balance: Balance;
  slices: number;
  /** Names that the table has for subjects. */
  subjects: number;
  /** People, as far as names (and images) tell. */
  people: number;
  /** What stayed together. */
  groups: number;
  /** Subjects who were kept together, and why. */
  joins: Join[];
  notes: string[];
}

/** A split: a column for the table, and what is said of it. */
export interface TableSplit {
  /** The columns to write, by their names. */
  columns: Record<string, string[]>;
  report: SplitReport;
}

/**
 * Splits a table.
 *
 * @param names Of the table's rows.
 * @param people Who belongs together; not looked at where slices are split one by one.
 * @throws {OptionsError} There is no such column.
 * @throws {SplitError} The sets cannot be had.
 */
export function splitTable(
  table: WholeTable,
  names: PredictionTable,
  people: People,
  { by = BY_SUBJECT, stratify, seed = 0, ...options }: SplitTableOptions = {},
): TableSplit {
  const wanted = wantedSets(options);
  const isBySlice = by === BY_SLICE;
  const groups = isBySlice ? sliceGroups(names) : tableGroups(table, names, people, by);
  const strata = strataOf(table, stratify);
  const assigned = assignGroups(
    { ...groups, length: table.rows.length, strata },
    wanted,
    new Random(seed, "split"),
  );
  const setOf = Uint16Array.from(groups.groupOf, (group) => assigned.setOf[group]!);
  const there = writtenColumns(table).find(({ kind }) => kind === wanted.column);
  const written = there?.name ?? wanted.column;
  const leaks =
    "slices are split one by one, so subjects are in several sets: this split leaks, and " +
    "what is measured on it is no performance on new patients";
  return {
    columns: { [written]: Array.from(setOf, (set) => wanted.names[set]!) },
    report: {
      by,
      stratify: strata.map(({ name }) => name),
      seed,
      written,
      balance: assigned.balance,
      slices: table.rows.length,
      subjects: names.subjects.length,
      people: groups.people,
      groups: groups.groups,
      joins: groups.joins,
      notes: [
        ...isBySlice ? [leaks] : [],
        ...there === undefined ? [] : [`the column ${written} that the table has is replaced`],
        ...assigned.notes,
        ...isBySlice ? [] : people.notes,
        ...isBySlice ? [] : doubtNotes(names, wanted.names, setOf),
      ],
    },
  };
}

function strataOf(table: WholeTable, stratify: readonly string[] | undefined): Stratifier[] {
  const names = stratify ?? (table.places.label < 0 ? [] : ["label"]);
  const strata = names.map((name): Stratifier => {
    const { values, isLabel } = columnValues(table, name);
    return { name, ...numbered(values), isClass: isLabel };
  });
  return stratify === undefined
    ? strata.filter(({ values }) => values.length <= MOST_LABELS)
    : strata;
}
