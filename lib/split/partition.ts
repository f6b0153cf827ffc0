import { SplitError } from "../error.ts";
import { checkOptions } from "../options.ts";
import { countsByKind, eachKind, isClass, labelKinds, placesByKind } from "./label_kinds.ts";
import {
  type Label,
  type SetName,
  SPLIT_RULES,
  type SplitOptions,
  type SplitUnit,
} from "./split.ts";

/**
 * Deals units (slices or subjects) out to the sets: first the test share of all, then the
 * validation share of the rest, each set with at least one unit of each stratum.
 *
 * @param labels One label a unit.
 * @param unit The unit's name, for messages.
 * @returns One set a unit, in the same order.
 * @throws {OptionsError} There is no such option.
 * @throws {SplitError} Fewer than three units of a label (of all together if not stratified), one
 * label only, or a share outside (0, 1).
 */
export function partition(
  labels: readonly Label[],
  unit: SplitUnit,
  options: SplitOptions,
): SetName[] {
  checkOptions(`a split by ${unit}`, options, SPLIT_RULES);
  const { random, test = 0.15, validation = 0.2, stratify = true } = options;
  checkShare("test", test);
  checkShare("validation", validation);
  checkLabels(labels, unit, stratify);

  const order = random.shuffled(labels.keys());
  const strata = stratify ? placesByKind(labels, order) : [order];
  const sizes = strata.map((stratum) => stratum.length);
  const tested = quotas(sizes, test, 2);
  const validated = quotas(sizes.map((size, s) => size - tested[s]!), validation, 1);

  const sets = new Array<SetName>(labels.length).fill("train");
  strata.forEach((stratum, s) => {
    const end = tested[s]! + validated[s]!;
    stratum.forEach((i, rank) => {
      if (rank < tested[s]!) sets[i] = "test";
      else if (rank < end) sets[i] = "validation";
    });
  });
  return sets;
}

/**
 * Draws who of the units that are left validates; at least one of each label, and one is left of each.
 *
 * @param labels One label a unit.
 * @returns Places in `labels`.
 * @throws {SplitError} A share outside (0, 1).
 */
export function drawValidation(
  labels: readonly Label[],
  { random, validation = 0.2 }: Pick<SplitOptions, "random" | "validation">,
): Set<number> {
  checkShare("validation", validation);
  const order = random.shuffled(labels.keys());
  const strata = placesByKind(labels, order);
  const drawn = quotas(strata.map((stratum) => stratum.length), validation, 1);
  return new Set(strata.flatMap((stratum, s) => stratum.slice(0, drawn[s])));
}

/**
 * How many units of each stratum to take so that the sum is the share of all, by largest remainder;
 * at least one of each is taken and at least `spare` of each are left.
 */
function quotas(sizes: readonly number[], share: number, spare: number): number[] {
  const due = sizes.map((size) => size * share);
  const taken = sizes.map((size, s) => Math.min(size - spare, Math.max(1, Math.floor(due[s]!))));
  const wanted = Math.round(sizes.reduce((sum, size) => sum + size, 0) * share);
  for (let sum = taken.reduce((a, b) => a + b, 0); sum < wanted; sum++) {
    const open = [...sizes.keys()].filter((s) => taken[s]! < sizes[s]! - spare);
    if (open.length === 0) break;
    const neediest = open.reduce((a, b) => due[b]! - taken[b]! > due[a]! - taken[a]! ? b : a);
    taken[neediest]!++;
  }
  return taken;
}

function checkShare(set: SetName, share: number): void {
  if (!(share > 0 && share < 1)) {
    throw new SplitError({ expected: `the ${set} share to lie between 0 and 1`, found: share });
  }
}

function checkLabels(labels: readonly Label[], unit: string, stratify: boolean): void {
  const counts = labelKinds(labels).map((kind) => labels.filter((one) => one === kind).length);
  const found = `${countsByKind(labels)} ${unit}s`;
  if (counts.length < 2 || counts.includes(0)) {
    throw new SplitError({
      expected: `${unit}s of ${labels.some(isClass) ? "two classes or more" : "both labels"}`,
      found,
      hint: "check the label table",
    });
  }
  const scarce = stratify ? Math.min(...counts) : labels.length;
  if (scarce < 3) {
    throw new SplitError({
      expected:
        `at least 3 ${unit}s${stratify ? ` of ${eachKind(labels)}` : ""}, one each for train, ` +
        "validation and test,",
      found,
      hint: `add ${unit}s${stratify ? " or split without stratification" : ""}`,
    });
  }
}
