import type { SetName } from "../../split/split.ts";
import type { AttributeSharing } from "../attributes/attribute_sharing.ts";
import type { ImageAudit } from "../images/image_audit.ts";
import type { Claim } from "./claim.ts";
import type { Doubt } from "./doubts.ts";
import type { KnownPatients } from "./known_patients.ts";
import type { SetCounts, SetOverlap } from "./set_overlap.ts";

/**
 * Whether the test set is apart from the training and validation sets, as far as the claim needs it;
 * `mismatched` where it is, but is not of those whom the claim is about.
 */
export type Verdict = "leaks" | "separate" | "unknown" | "mismatched";

/**
 * One way in which the test set is not apart. What it shares with the training set is the grave leak:
 * the weights were fitted to it. What it shares with the validation set alone is the lesser one, since
 * that only chose the epoch or the threshold; a test of new subjects it is not, either way.
 */
export interface Leak {
  /**
   * What the sets have in common: subjects, slices by their names, or images, pixel for pixel; studies, where
   * the claim is of known patients; sites, where it is of new ones.
   */
  by: "subject" | "study" | "slice" | "image" | "site";
  /** The set that has it in common with the test set. */
  from: "train" | "validation";
  /** Test slices that it reaches. */
  slices: number;
  /** Their share of all test slices. */
  share: number;
}

/** What leaks are found from. */
export interface Shared {
  overlaps: { trainTest: SetOverlap; validationTest: SetOverlap };
  images: ImageAudit | null;
  claim: Claim;
  /** Of the claim on known patients. */
  known: KnownPatients | null;
  /** The site, of the claim on new ones. */
  site: AttributeSharing | null;
  sets: Sizes;
}

/** How many slices each set has. */
type Sizes = Record<SetName, Pick<SetCounts, "slices">>;

/** In which ways a split leaks: first from the training set, then from the validation set. */
export function leaksOf({ overlaps, images, claim, known, site, sets }: Shared): Leak[] {
  const sources = [["train", "trainTest"], ["validation", "validationTest"]] as const;
  return sources.flatMap(([from, pair]): Leak[] => {
    const { bySubject, repeated } = overlaps[pair];
    const study = known?.studies[pair] ?? NOTHING;
    const ofSites = site?.shared[pair]?.bySlice.slices ?? 0;
    const leak = (by: Leak["by"], { slices, share }: { slices: number; share: number | null }) => ({
      by,
      from,
      slices,
      share: share ?? 0,
    });
    return [
      // Of known patients it is claimed.
      ...claim.target === "known-patients" ? [leak("study", study)] : [leak("subject", bySubject)],
      leak("slice", repeated),
      leak("image", equalImages(images, from)),
      leak("site", { slices: ofSites, share: ofSites / sets.test.slices }),
    ];
  }).filter(({ slices }) => slices > 0);
}

const NOTHING = { slices: 0, share: null };

/** Test slices with an equal image in a set, and their share of those that have an image. */
function equalImages(images: ImageAudit | null, from: SetName): Pick<Leak, "slices" | "share"> {
  const exact = images?.exact.find(({ sets }) => sets[0] === from && sets[1] === "test");
  const slices = exact?.slices ?? 0;
  return { slices, share: slices === 0 ? 0 : slices / images!.matched.test };
}

/**
 * A leak is one whatever else is missing; without training or test rows there is nothing to pass, and
 * nothing passes whose names leave a doubt.
 *
 * @param known Of the claim on known patients, else null.
 */
export function verdictOf(
  sets: Sizes,
  leaks: readonly Leak[],
  doubts: readonly Doubt[],
  known: KnownPatients | null = null,
): Verdict {
  if (leaks.length > 0) return "leaks";
  const isComplete = sets.train.slices > 0 && sets.test.slices > 0;
  if (!isComplete || doubts.length > 0) return "unknown";
  return known !== null && known.strangers.slices > 0 ? "mismatched" : "separate";
}
