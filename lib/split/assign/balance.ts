import { Criterion } from "./criterion.ts";
import type { GroupMeasures } from "./measures.ts";
import type { WantedSets } from "./wanted_sets.ts";

/** How much of something the sets have. */
export interface MeasureBalance {
  /** The column, or columns such as `label x site`; null for all rows. */
  column: string | null;
  /** Its value; `others` for values that are too rare to be balanced each; null for all rows. */
  value: string | null;
  /** What is counted. A subject counts in every stratum that it has a slice of. */
  unit: "slices" | "subjects";
  /** How many there are. */
  total: number;
  /** Of each set, how much it should have: its share of the total. */
  wanted: number[];
  /** Of each set, how much it has. */
  got: number[];
  /** Whether it counts in the deviation; values that are too rare do not. */
  counts: boolean;
}

/** How near sets are to what was wanted. */
export interface Balance {
  /** Whether rows have a set each or a fold. */
  column: "set" | "fold";
  /** The sets, in the order of their use. */
  sets: { name: string; share: number }[];
  /**
   * The root of the mean squared relative deviation, `got / wanted - 1`, over the sets and everything that
   * is balanced: 0 where all is exact. Each family of strata (all, each column, all columns together)
   * counts as much as another, half by its slices, half by its subjects.
   */
  deviation: number;
  /** Slices and subjects of all, then of each stratum. */
  measures: MeasureBalance[];
}

/** Sums up sets. */
export function balanceOf(
  groups: GroupMeasures,
  { column, names, shares }: WantedSets,
  setOf: ArrayLike<number>,
): Balance {
  const criterion = new Criterion(groups, shares);
  for (let group = 0; group < groups.groups; group++) criterion.put(group, setOf[group]!);
  return {
    column,
    sets: names.map((name, set) => ({ name, share: shares[set]! })),
    deviation: Math.sqrt(criterion.deviation()),
    measures: groups.measures.map(({ column, value, unit, total, weight }, measure) => ({
      column,
      value,
      unit,
      total,
      wanted: shares.map((share) => share * total),
      got: shares.map((_, set) => criterion.held(set, measure)),
      counts: weight > 0,
    })),
  };
}
