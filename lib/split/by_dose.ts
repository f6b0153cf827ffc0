import { SplitError } from "../error.ts";
import { groupBy } from "../groups.ts";
import { splitBySubject } from "./by_subject.ts";
import { inPlaceOrder } from "./in_place_order.ts";
import { labelKinds, labelWord } from "./label_kinds.ts";
import type { Label, PlacedSlice, SetName, SplitOptions } from "./split.ts";

/** How slices are shared out by {@linkcode splitByDose}. */
export interface DoseOptions extends SplitOptions {
  /** The share in [0, 1] of each test subject's donor slices that the network is trained on. */
  dose: number;
  /** Share of the subjects that are tested. Default 0.5: more of them, and tighter intervals. */
  test?: number;
}

/**
 * Splits by whole subjects and then lets the test subjects leak into the training set, as much as
 * asked: the dose in a dose-response experiment.
 *
 * Half of each test subject's slices (the greater half), drawn at random, are judged and never
 * trained on; the others are its *donors*, of which the dose is trained on. As many slices of the
 * training subjects, of the same labels, are left out. So nothing but the dose changes with the
 * dose: neither the judged slices, nor the validation set, nor the size of the training set or its
 * share of each label. What is moved or left out at a dose is so at every higher one. Dose 0 is
 * a split by subject; at dose 1 the network has seen a part of every subject it is judged on.
 *
 * @returns One set per slice, in the same order, whatever that is; null for a slice that is not used.
 * @throws {SplitError} The dose lies outside [0, 1], or there are too few subjects, or too few
 *   training slices to make room for all donors.
 *
 * @example
 * ```ts
 * import { Random, splitByDose } from "hemoleak";
 *
 * const slices = Array.from({ length: 240 }, (_, i) => ({
 *   ...{ subject: `S${i % 24}`, study: "", series: "", slice: Math.floor(i / 24) },
 *   label: i % 2 as 0 | 1,
 * }));
 * const count = (dose: number, set: string) =>
 *   splitByDose(slices, { random: new Random(7, "split"), dose }).filter((one) => one === set).length;
 * console.assert(count(0, "train") === count(1, "train") && count(0, "test") === count(1, "test"));
 * ```
 */
export function splitByDose(
  slices: readonly PlacedSlice<Label>[],
  { dose, test = 0.5, ...options }: DoseOptions,
): (SetName | null)[] {
  checkDose(dose);
  const sets: (SetName | null)[] = splitBySubject(slices, { ...options, test });
  const order = options.random.shuffled(inPlaceOrder(slices));
  const donors = drawDonors(slices, order.filter((i) => sets[i] === "test"));
  for (const label of labelKinds(slices.map((slice) => slice.label))) {
    const own = order.filter((i) => sets[i] === "train" && slices[i]!.label === label);
    const given = donors.map((of) => of.filter((i) => slices[i]!.label === label));
    checkRoom(own.length, given.flat().length, label);
    const moved = given.flatMap((of) => of.slice(0, Math.round(dose * of.length)));
    for (const i of own.slice(0, moved.length)) sets[i] = null;
    for (const i of given.flat()) sets[i] = null;
    for (const i of moved) sets[i] = "train";
  }
  return sets;
}

/** For each test subject, the slices that may be trained on. */
function drawDonors(slices: readonly PlacedSlice<Label>[], order: readonly number[]): number[][] {
  const ofSubject = groupBy(order, (i) => slices[i]!.subject);
  return [...ofSubject.values()].map((members) => members.slice(Math.ceil(members.length / 2)));
}

function checkDose(dose: number): void {
  if (dose >= 0 && dose <= 1) return;
  throw new SplitError({ expected: "a dose from 0 to 1", found: dose });
}

/** At dose 1, all donors take the place of training slices; lower doses need no less to compare. */
function checkRoom(own: number, donors: number, label: Label): void {
  if (own >= donors) return;
  throw new SplitError({
    expected:
      `at least ${donors} ${labelWord(label)} slices of training subjects, as many as the ` +
      "test subjects may give,",
    found: own,
    hint: "add subjects or test a smaller share of them",
  });
}
