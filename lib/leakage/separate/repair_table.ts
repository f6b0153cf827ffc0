import type { PredictionTable } from "../../predictions/prediction_table.ts";
import type { WholeTable } from "../../predictions/whole_table.ts";
import { numbered } from "../../split/assign/grouped_rows.ts";
import { repairGroups, type RepairMode } from "../../split/repair/repair_groups.ts";
import { inOrderOfUse } from "../../split/repair/repair_sets.ts";
import { SplitError } from "../../error.ts";
import type { Join, People } from "./person_groups.ts";
import { countOf, countText } from "../../text/numbers.ts";
import { doubtNotes } from "./remaining_doubts.ts";
import { BY_SUBJECT, columnValues, MOST_LABELS, tableGroups } from "./table_people.ts";
import { writtenSets } from "./written_column.ts";

/** How a split is mended. */
export interface RepairTableOptions {
  /** `subject`, or a column whose values stay in one set each as well. Default `subject`. */
  by?: string;
  /** Default `fewest`. */
  mode?: RepairMode;
}

/** Slices that have gone from one set to another. */
export interface Move {
  from: string;
  to: string;
  slices: number;
}

/** Somebody of whom slices have changed their set. */
export interface MovedPerson {
  /** The first of the names. */
  subject: string;
  to: string;
  moves: Move[];
}

/** What has to be done again, as what was tested has been seen. */
export interface Consequences {
  /** Whether the network has to be trained again: it has seen slices of subjects who are no longer in training. */
  train: boolean;
  /** Folds whose networks have to be trained again. */
  folds: string[];
  /** Whether the epoch and the threshold have to be chosen again: validation subjects are tested now. */
  choose: boolean;
  /** Slices whose scores say nothing any more, as the network had part in their subject. */
  voidScores: number;
}

/** What is said of a mended split. */
export interface RepairReport {
  by: string;
  column: "set" | "fold";
  /** The name of the column that says it. */
  written: string;
  mode: RepairMode;
  /** The sets in the order of their use, with what each had and has. */
  sets: { name: string; before: number; after: number }[];
  slices: number;
  people: number;
  groups: number;
  /** Groups that were in several sets. */
  leaked: number;
  /** Slices that have another set than before. */
  moved: number;
  moves: Move[];
  subjects: MovedPerson[];
  consequences: Consequences;
  /** The name of the column with scores that is left out, as they would mislead. */
  leftOut: string | null;
  joins: Join[];
  notes: string[];
}

/** A mended table: its column of sets, and what is said of it. */
export interface TableRepair {
  columns: Record<string, string[]>;
  report: RepairReport;
}

/**
 * Mends the split that a table has.
 *
 * @throws {PredictionsError} It has none.
 * @throws {SplitError} It cannot be mended, or folds are to be mended for networks that were trained.
 */
export function repairTable(
  table: WholeTable,
  names: PredictionTable,
  people: People,
  { by = BY_SUBJECT, mode = "fewest" }: RepairTableOptions = {},
): TableRepair {
  const written = writtenSets(table);
  if (written.kind === "fold" && mode === "trained") {
    throw new SplitError({
      expected: "a split into training and test sets, of which one network was trained,",
      found: "folds",
      hint: "repair folds by the fewest moves; the report says which to train again",
    });
  }
  const groups = tableGroups(table, names, people, by);
  const label = labelsOf(table);
  const sets = inOrderOfUse(written.sets);
  const place = new Map(sets.map((name, set) => [name, set]));
  const setOf = Uint16Array.from(written.sets, (name) => place.get(name)!);
  const repaired = repairGroups({
    ...groups,
    setOf,
    sets,
    labelOf: label?.valueOf ?? null,
    labels: label?.values ?? [],
  }, mode);
  const after = Uint16Array.from(groups.groupOf, (group) => repaired.setOf[group]!);
  const moves = movesOf(sets, setOf, after);
  const leaked = repaired.moved.filter(({ before }) => before.filter((n) => n > 0).length > 1);
  const consequences = consequencesOf(written.kind, sets, repaired.moved);
  const sizes = sets.map((name, set) => ({
    name,
    before: setOf.filter((one) => one === set).length,
    after: after.filter((one) => one === set).length,
  }));
  const isVoid = consequences.voidScores > 0 && table.places.score >= 0;
  return {
    columns: { [written.name]: Array.from(after, (set) => sets[set]!) },
    report: {
      by,
      column: written.kind,
      written: written.name,
      mode,
      sets: sizes,
      slices: table.rows.length,
      people: groups.people,
      groups: groups.groups,
      leaked: leaked.length,
      moved: repaired.rows,
      moves,
      subjects: repaired.moved.map(({ group, before, to }) => ({
        subject: groups.names[group]!,
        to: sets[to]!,
        moves: before.flatMap((slices, set) =>
          set === to || slices === 0 ? [] : [{ from: sets[set]!, to: sets[to]!, slices }]
        ),
      })),
      consequences,
      leftOut: isVoid ? table.names[table.places.score]! : null,
      joins: groups.joins,
      notes: [...shrunkNotes(sizes), ...people.notes, ...doubtNotes(names, sets, after)],
    },
  };
}

/** Null where there are none, or what is called a label is a measurement. */
function labelsOf(table: WholeTable): ReturnType<typeof numbered> | null {
  if (table.places.label < 0) return null;
  const labels = numbered(columnValues(table, "label").values);
  return labels.values.length > MOST_LABELS ? null : labels;
}

/** The fewest moves empty a set that shares nearly all its subjects with a larger one. */
function shrunkNotes(sizes: RepairReport["sets"]): string[] {
  return sizes.filter(({ before, after }) => after < before / 2).map(({ name, before, after }) =>
    `${name} keeps ${countText(after)} of ${
      countOf(before, "slice")
    }, as most of its subjects have more in ` +
    "other sets: a new split, without --repair, gives it the size that you want"
  );
}

function movesOf(sets: readonly string[], before: Uint16Array, after: Uint16Array): Move[] {
  const counts = new Map<number, number>();
  for (const [row, to] of after.entries()) {
    if (before[row] === to) continue;
    const move = before[row]! * sets.length + to;
    counts.set(move, (counts.get(move) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b).map(([move, slices]) => ({
    from: sets[Math.floor(move / sets.length)]!,
    to: sets[move % sets.length]!,
    slices,
  }));
}

/**
 * What a move costs. A network has seen every group that had rows in training; it may be tested on the
 * group only if trained again without it. Rows that come into training were not seen, which spoils nothing.
 * Of folds each network has seen the rows of all others, so the fold that a group ends in, and whose
 * network has seen part of it, is to be trained again.
 */
function consequencesOf(
  kind: "set" | "fold",
  sets: readonly string[],
  moved: readonly { before: number[]; to: number }[],
): Consequences {
  const sizeOf = (before: readonly number[]) => before.reduce((sum, count) => sum + count, 0);
  if (kind === "fold") {
    return {
      train: false,
      folds: [...new Set(moved.map(({ to }) => to))].sort((a, b) => a - b).map((to) => sets[to]!),
      choose: false,
      voidScores: moved.reduce((sum, { before }) => sum + sizeOf(before), 0),
    };
  }
  const train = sets.indexOf("train"), validation = sets.indexOf("validation");
  const seen = moved.filter(({ before, to }) => train >= 0 && before[train]! > 0 && to !== train);
  const chosen = moved.filter(({ before, to }) =>
    !(train >= 0 && before[train]! > 0) && validation >= 0 && before[validation]! > 0 &&
    sets[to] === "test"
  );
  return {
    train: seen.length > 0,
    folds: [],
    choose: chosen.length > 0,
    voidScores: [...seen, ...chosen].reduce((sum, { before }) => sum + sizeOf(before), 0),
  };
}
