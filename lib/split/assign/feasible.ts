import { SplitError } from "../../error.ts";
import { countOf, countText, percentText } from "../../text/numbers.ts";
import { Criterion } from "./criterion.ts";
import type { GroupMeasures } from "./measures.ts";
import type { WantedSets } from "./wanted_sets.ts";

/** A group may be so many times as large as the largest set is to be, and no more. */
const MOST_TIMES = 2;
/** A set of another size than wanted by more than this gets a note. */
const NOTED = 0.1;

/**
 * Refuses what no sharing out can give.
 *
 * @param of What groups are, in a message, such as `subject`.
 * @throws {SplitError} Fewer groups than sets, or than sets for a label; or a group more than twice as
 *   large as the largest set is to be.
 */
export function expectFeasible(groups: GroupMeasures, { column, names, shares }: WantedSets): void {
  const sets = `${countOf(names.length, column)} (${namesText(names)})`;
  if (groups.groups < names.length) {
    throw new SplitError({
      expected: `at least ${names.length} groups that can be apart, for ${sets},`,
      found: groups.groups,
      hint: column === "fold" ? "ask for fewer folds" : "ask for fewer sets, or add subjects",
    });
  }
  const holders = holdersOf(groups);
  for (const [measure, { required, value, column: of }] of groups.measures.entries()) {
    if (!required || holders[measure]! >= names.length) continue;
    throw new SplitError({
      expected: `at least ${names.length} groups with ${of} ${value}, one each for ${sets},`,
      found: holders[measure]!,
      hint: "ask for fewer sets, add subjects, or do not stratify by it",
    });
  }
  const largest = largestGroup(groups), total = groups.measures[0]!.total;
  const most = Math.max(...shares) * total;
  if (largest <= MOST_TIMES * most) return;
  throw new SplitError({
    expected: `groups of at most ${countText(Math.floor(MOST_TIMES * most))} slices, twice as ` +
      `many as the largest of ${sets} is to have,`,
    found: `one of ${countText(largest)} (${percentText(largest / total)} of all)`,
    hint: column === "fold"
      ? "ask for fewer folds, or leave some of its slices out"
      : "leave some of its slices out, or ask for other shares",
  });
}

/**
 * Makes sure that every set has slices, of every label.
 *
 * @throws {SplitError} Groups hold labels in a way that gives no such sets.
 */
export function expectComplete(
  groups: GroupMeasures,
  { names, shares }: WantedSets,
  setOf: ArrayLike<number>,
): void {
  const criterion = new Criterion(groups, shares);
  for (let group = 0; group < groups.groups; group++) criterion.put(group, setOf[group]!);
  const [first] = criterion.missing();
  if (first === undefined) return;
  const { column, value } = groups.measures[first.measure]!;
  throw new SplitError({
    expected: "every set to get slices" + (column === null ? "" : ` with ${column} ${value}`),
    problem: `${names[first.set]} gets none: the groups that have them cannot be divided so`,
    hint: "ask for fewer sets, or add subjects",
  });
}

/** Sets of another size than wanted, as groups are not divided. */
export function sizeNotes(
  groups: GroupMeasures,
  { names, shares }: WantedSets,
  got: readonly number[],
): string[] {
  const total = groups.measures[0]!.total;
  const odd = names.flatMap((name, set) => {
    const share = got[set]! / total;
    const isRounded = Math.abs(got[set]! - shares[set]! * total) < 1;
    return Math.abs(share / shares[set]! - 1) > NOTED && !isRounded
      ? [`${name} ${percentText(share)} in place of ${percentText(shares[set]!)}`]
      : [];
  });
  if (odd.length === 0) return [];
  return [
    `groups are not divided, and the largest has ${countOf(largestGroup(groups), "slice")} of ` +
    `${countText(total)}: ${odd.join(", ")}`,
  ];
}

/** How many groups have some of each measure. */
function holdersOf({ measures, measureOf }: GroupMeasures): Uint32Array {
  const holders = new Uint32Array(measures.length);
  for (const measure of measureOf) holders[measure]!++;
  return holders;
}

/** The first measure counts all slices. */
function largestGroup({ groups, starts, measureOf, amounts }: GroupMeasures): number {
  let largest = 0;
  for (let group = 0; group < groups; group++) {
    const first = starts[group]!;
    if (measureOf[first] === 0) largest = Math.max(largest, amounts[first]!);
  }
  return largest;
}

function namesText(names: readonly string[]): string {
  return names.length > 4 ? `${names[0]} to ${names.at(-1)}` : names.join(", ");
}
