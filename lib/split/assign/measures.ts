import type { GroupedRows, Stratifier } from "./grouped_rows.ts";

/** What is to be shared out evenly: the slices, or the subjects, of one stratum. */
export interface Measure {
  /** The column, or columns such as `label x site`; null for all rows. */
  column: string | null;
  /** Its value; `others` for values that are too rare to be balanced each; null for all rows. */
  value: string | null;
  /** What is counted. A subject counts in every stratum that it has a slice of. */
  unit: "slices" | "subjects";
  /** How many there are. */
  total: number;
  /** How much it counts; all measures together 1. 0 where it is only reported. */
  weight: number;
  /** Whether no set may be without it. */
  required: boolean;
}

/** How much of each measure each group has; most have few, so only those are kept. */
export interface GroupMeasures {
  measures: readonly Measure[];
  groups: number;
  /** Where the entries of each group begin, and the end. */
  starts: Uint32Array;
  /** The measure of each entry. */
  measureOf: Uint32Array;
  /** How much of it the group has. */
  amounts: Float64Array;
  /** What cannot be balanced, for the user. */
  notes: readonly string[];
}

/** A stratum of each row, of one column or of several together. */
interface Family {
  column: string | null;
  values: readonly (string | null)[];
  valueOf: ArrayLike<number>;
  isClass: boolean;
}

const OTHERS = "others";

/**
 * Counts what sets are balanced by: the slices and the subjects of all rows, of every value of each
 * column and, of several columns, of every combination. Each of these families counts as much as another,
 * and each stratum as much as another of its family.
 *
 * A value that too few groups have for the smallest set to expect one is counted together with the other
 * such values of its family, since it could only be all here or all there; not so the label, of which
 * every set must have each value.
 *
 * @param smallest The share of the smallest set.
 */
export function groupMeasures(rows: GroupedRows, smallest: number): GroupMeasures {
  const notes: string[] = [];
  const all: Family = {
    column: null,
    values: [null],
    valueOf: new Uint8Array(rows.length),
    isClass: false,
  };
  const families = [all, ...rows.strata.map(familyOf), ...jointFamily(rows.strata)]
    .map((family) => pooled(family, rows, smallest, notes));
  const units = rows.subjectOf === null ? ["slices"] as const : ["slices", "subjects"] as const;
  const measures: Measure[] = [];
  const entries = new Entries(rows.groups);
  const counted = families.filter(({ weighted }) => weighted.includes(true)).length;
  for (const { family, weighted } of families) {
    const strata = weighted.filter((is) => is).length;
    for (const unit of units) {
      const first = measures.length;
      for (const [value, name] of family.values.entries()) {
        measures.push({
          column: family.column,
          value: name,
          unit,
          total: 0,
          weight: weighted[value] ? 1 / (counted * units.length * strata) : 0,
          required: unit === "slices" && (family.isClass || family.column === null),
        });
      }
      forEachUnit(rows, family, unit, (group, value) => {
        measures[first + value]!.total++;
        entries.add(group, first + value);
      });
    }
  }
  return { measures, groups: rows.groups, ...entries.packed(), notes };
}

function familyOf({ name, values, valueOf, isClass }: Stratifier): Family {
  return { column: name, values, valueOf, isClass };
}

/** All columns together, where there are several. */
function jointFamily(strata: readonly Stratifier[]): Family[] {
  if (strata.length < 2) return [];
  const [first, ...others] = strata.map(familyOf) as [Family, ...Family[]];
  return [others.reduce(crossed, first)];
}

function crossed(a: Family, b: Family): Family {
  const found = new Map<number, number>();
  const { length } = a.valueOf, several = b.values.length;
  const valueOf = new Uint32Array(length);
  for (let row = 0; row < length; row++) {
    valueOf[row] = found.getOrInsert(a.valueOf[row]! * several + b.valueOf[row]!, found.size);
  }
  // In the order of the values, not of the rows.
  const order = [...found].sort(([one], [other]) => one - other);
  const place = new Uint32Array(order.length);
  for (const [rank, [, number]] of order.entries()) place[number] = rank;
  return {
    column: `${a.column} x ${b.column}`,
    values: order.map(([key]) =>
      `${a.values[Math.floor(key / several)]} x ${b.values[key % several]}`
    ),
    valueOf: valueOf.map((number) => place[number]!),
    isClass: false,
  };
}

/** A family with its rare values as one, and which of its values are balanced. */
function pooled(
  family: Family,
  rows: GroupedRows,
  smallest: number,
  notes: string[],
): { family: Family; weighted: boolean[] } {
  const { column, values, valueOf, isClass } = family;
  if (column === null || isClass) return { family, weighted: values.map(() => true) };
  const holders = groupsOf(rows, family);
  const isRare = Array.from(holders, (groups) => groups * smallest < 1);
  const rare = isRare.filter((is) => is).length;
  if (values.length === 1) notes.push(`${column} has one value: there is nothing to balance`);
  if (rare === 0) return { family, weighted: values.map(() => values.length > 1) };
  const kept = [...values.keys()].filter((value) => !isRare[value]);
  const place = new Uint32Array(values.length).fill(kept.length);
  for (const [rank, value] of kept.entries()) place[value] = rank;
  const together: Family = {
    ...family,
    values: [...kept.map((value) => values[value]!), OTHERS],
    valueOf: Uint32Array.from(valueOf, (value) => place[value]!),
  };
  const ofOthers = groupsOf(rows, together)[kept.length]!;
  const isBalanced = ofOthers * smallest >= 1 && kept.length > 0;
  notes.push(
    kept.length === 0
      ? `${column} is not balanced: each of its ${values.length} values has too few groups for every set`
      : `${rare} of ${values.length} values of ${column} have too few groups for every set and are ` +
        (isBalanced ? "counted together" : "not balanced"),
  );
  return { family: together, weighted: [...kept.map(() => true), isBalanced] };
}

/** How many groups have each value. */
function groupsOf(rows: GroupedRows, { values, valueOf }: Family): Uint32Array {
  const holders = new Uint32Array(values.length);
  forEachPair(rows.groupOf, valueOf, values.length, (_, value) => holders[value]!++);
  return holders;
}

/** Calls for each slice, or for each subject and value of its slices, with the group and the value. */
function forEachUnit(
  { length, groupOf, subjectOf }: GroupedRows,
  { values, valueOf }: Family,
  unit: Measure["unit"],
  call: (group: number, value: number) => void,
): void {
  if (unit === "slices" || subjectOf === null) {
    for (let row = 0; row < length; row++) call(groupOf[row]!, valueOf[row]!);
    return;
  }
  forEachPair(subjectOf, valueOf, values.length, (row, value) => call(groupOf[row]!, value));
}

/** Calls once for each pair that there is, with the first row of it. */
function forEachPair(
  ownerOf: ArrayLike<number>,
  valueOf: ArrayLike<number>,
  values: number,
  call: (row: number, value: number) => void,
): void {
  const seen = new Set<number>();
  let last = -1;
  for (let row = 0; row < valueOf.length; row++) {
    const pair = ownerOf[row]! * values + valueOf[row]!;
    // Slices of a stack mostly lie together.
    if (pair === last || seen.has(pair)) continue;
    seen.add(last = pair);
    call(row, valueOf[row]!);
  }
}

/** Amounts by group and measure, while they are counted. */
class Entries {
  readonly #groups: Map<number, number>[];

  constructor(groups: number) {
    this.#groups = Array.from({ length: groups }, () => new Map());
  }

  add(group: number, measure: number): void {
    const amounts = this.#groups[group]!;
    amounts.set(measure, (amounts.get(measure) ?? 0) + 1);
  }

  packed(): Pick<GroupMeasures, "starts" | "measureOf" | "amounts"> {
    const starts = new Uint32Array(this.#groups.length + 1);
    for (const [group, { size }] of this.#groups.entries()) {
      starts[group + 1] = starts[group]! + size;
    }
    const measureOf = new Uint32Array(starts.at(-1)!), amounts = new Float64Array(starts.at(-1)!);
    for (const [group, counts] of this.#groups.entries()) {
      // In one order, whatever that of the rows: sums of fractions depend on it.
      const ordered = [...counts].sort(([a], [b]) => a - b);
      for (const [at, [measure, amount]] of ordered.entries()) {
        measureOf[starts[group]! + at] = measure;
        amounts[starts[group]! + at] = amount;
      }
    }
    return { starts, measureOf, amounts };
  }
}
