import { SplitError } from "../../error.ts";
import { numbered } from "../assign/grouped_rows.ts";
import { SET_NAMES, type SetName } from "../split.ts";
import { repairGroups, type RepairMode } from "./repair_groups.ts";

/** A row of a split: its subject, its set, and its label where it has one. */
export interface RepairableRow {
  /** The patient: what must be in one set. */
  subject: string;
  /** The set that it is in. */
  set: string;
  /** The label, of which each set keeps the values that it has; of all rows, or of none. */
  label?: string | number;
}

/** A split that is mended, row by row. */
export interface Repaired {
  /** The set of each row. */
  sets: string[];
  /** How many rows have another set than before. */
  moved: number;
}

/**
 * Mends a split that has subjects in several sets, by moving as few rows as possible: each subject goes to
 * the set that most of its rows are in (of equal ones, that which lacks most of its rows), while every set keeps rows of every label that it has. In the mode
 * `trained` each goes to the first of its sets instead, so that a trained network has seen nothing of what
 * it is tested on.
 *
 * @param sets The sets in the order of their use. Default train, validation, test, then others by name.
 * @throws {SplitError} There are too few subjects for that.
 *
 * @example
 * ```ts
 * import { repairSets } from "hemoleak/split";
 *
 * const rows = [
 *   { subject: "A", set: "train" },
 *   { subject: "A", set: "train" },
 *   { subject: "A", set: "test" },
 *   { subject: "B", set: "test" },
 * ];
 * const { sets, moved } = repairSets(rows);
 * console.assert(moved === 1 && sets.join() === "train,train,train,test");
 * ```
 */
export function repairSets(
  rows: readonly RepairableRow[],
  mode: RepairMode = "fewest",
  sets: readonly string[] = inOrderOfUse(rows.map(({ set }) => set)),
): Repaired {
  const groups = numbered(rows.map(({ subject }) => subject));
  const labels = rows.every(({ label }) => label !== undefined)
    ? numbered(rows.map(({ label }) => String(label)))
    : null;
  const place = new Map(sets.map((name, set) => [name, set]));
  const setOf = rows.map(({ set }, i) => {
    const at = place.get(set);
    if (at !== undefined) return at;
    throw new SplitError({
      row: i + 1,
      expected: `one of the sets ${sets.join(", ")}`,
      found: set,
    });
  });
  const repaired = repairGroups({
    groupOf: groups.valueOf,
    groups: groups.values.length,
    setOf,
    sets,
    labelOf: labels?.valueOf ?? null,
    labels: labels?.values ?? [],
  }, mode);
  return {
    sets: Array.from(groups.valueOf, (group) => sets[repaired.setOf[group]!]!),
    moved: repaired.rows,
  };
}

/** The names of sets in the order of their use, others after them by name, numbers by their value. */
export function inOrderOfUse(names: readonly string[]): string[] {
  const rank = (name: string) => {
    const place = SET_NAMES.indexOf(name as SetName);
    return place < 0 ? SET_NAMES.length : place;
  };
  return [...new Set(names)].sort((a, b) =>
    rank(a) - rank(b) || (Number(a) - Number(b) || 0) || (a < b ? -1 : 1)
  );
}
