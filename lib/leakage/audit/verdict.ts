import type { SetName } from "../../split/split.ts";
import type { ImageAudit } from "../images/image_audit.ts";
import type { Doubt } from "./doubts.ts";
import type { SetCounts, SetOverlap } from "./set_overlap.ts";

/** Whether the test set is apart from the training and validation sets. */
export type Verdict = "leaks" | "separate" | "unknown";

/**
 * One way in which the test set is not apart. What it shares with the training set is the grave leak:
 * the weights were fitted to it. What it shares with the validation set alone is the lesser one, since
 * that only chose the epoch or the threshold; a test of new subjects it is not, either way.
 */
export interface Leak {
  /** What the sets have in common: subjects, slices by their names, or images, pixel for pixel. */
  by: "subject" | "slice" | "image";
  /** The set that has it in common with the test set. */
  from: "train" | "validation";
  /** Test slices that it reaches. */
  slices: number;
  /** Their share of all test slices. */
  share: number;
}

/** In which ways a split leaks: first from the training set, then from the validation set. */
export function leaksOf(
  overlaps: { trainTest: SetOverlap; validationTest: SetOverlap },
  images: ImageAudit | null,
): Leak[] {
  const sources = [["train", overlaps.trainTest], ["validation", overlaps.validationTest]] as const;
  return sources.flatMap(([from, { bySubject, repeated }]) => [
    { by: "subject" as const, from, slices: bySubject.slices, share: bySubject.share ?? 0 },
    { by: "slice" as const, from, slices: repeated.slices, share: repeated.share ?? 0 },
    { by: "image" as const, from, ...equalImages(images, from) },
  ]).filter(({ slices }) => slices > 0);
}

/** Test slices with an equal image in a set, and their share of those that have an image. */
function equalImages(images: ImageAudit | null, from: SetName): Pick<Leak, "slices" | "share"> {
  const exact = images?.exact.find(({ sets }) => sets[0] === from && sets[1] === "test");
  const slices = exact?.slices ?? 0;
  return { slices, share: slices === 0 ? 0 : slices / images!.matched.test };
}

/**
 * A leak is one whatever else is missing; without training or test rows there is nothing to pass, and
 * nothing passes whose names leave a doubt.
 */
export function verdictOf(
  sets: Record<SetName, SetCounts>,
  leaks: readonly Leak[],
  doubts: readonly Doubt[],
): Verdict {
  if (leaks.length > 0) return "leaks";
  const isComplete = sets.train.slices > 0 && sets.test.slices > 0;
  return isComplete && doubts.length === 0 ? "separate" : "unknown";
}
