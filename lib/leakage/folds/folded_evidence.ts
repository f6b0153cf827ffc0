import type { AttributeProbe, AttributeRecognition } from "../features/attribute_probe.ts";
import type { IdentityUse } from "../features/identity_use.ts";
import type { Recognition } from "../features/recognition_probe.ts";
import type { ImageAudit } from "../images/image_audit.ts";
import type {
  FoldedAttribute,
  FoldedImages,
  FoldedProbe,
  FoldedSuspects,
  FoundFold,
  MeanRecognition,
  MeanUse,
} from "./folded_audit.ts";

/** What the images of all folds show; null where those of none were compared. */
export function foldedImages(folds: readonly FoundFold[]): FoldedImages | null {
  const compared = folds.flatMap(({ audit: { images } }) => images === null ? [] : [images]);
  if (compared.length === 0) return null;
  const slices = sumOf(compared, ({ matched }) => matched.test);
  const shareOf = (count: number) => ({
    slices: count,
    share: slices === 0 ? null : count / slices,
  });
  const equal = compared.flatMap(({ exact }) =>
    exact.filter(({ sets: [first, second] }) => first === "train" && second === "test")
  );
  const near = compared.flatMap((each) => each.near === null ? [] : [each.near]);
  const altered = compared.flatMap((each) => each.altered === null ? [] : [each.altered]);
  const nearest = compared.flatMap((each) => each.nearest === null ? [] : [each.nearest]);
  return {
    slices,
    equal: shareOf(sumOf(equal, (each) => each.slices)),
    equalToOthers: sumOf(equal, (each) => each.otherSubjectSlices),
    near: near.length === 0 ? null : shareOf(sumOf(near, (each) => each.slices)),
    nearOthers: near.length === 0 ? null : sumOf(near, (each) => each.otherSubjectSlices),
    altered: altered.length === 0 ? null : sumOf(altered, (each) => each.slices),
    nearest: nearest.length === 0 ? null : {
      sameSubject: meanOf(nearest, ({ sameSubject }) => sameSubject.value),
      chance: meanOf(nearest, ({ chance }) => chance),
    },
    suspects: suspectsOf(compared),
  };
}

/** Each pair once, whichever of the two a fold tests. */
function suspectsOf(compared: readonly ImageAudit[]): FoldedSuspects[] {
  const found = new Map<string, FoldedSuspects>();
  for (const { near, altered } of compared) {
    for (const { subjects, slices } of [...near?.suspects ?? [], ...altered?.suspects ?? []]) {
      const pair = subjects.toSorted() as [string, string];
      const key = JSON.stringify(pair);
      const before = found.get(key)?.slices ?? 0;
      found.set(key, { subjects: pair, slices: before + slices });
    }
  }
  return [...found.values()].sort((a, b) => b.slices - a.slices);
}

/**
 * What the features of all folds' networks show; null where none were given.
 *
 * @param ofTraining Whether training rows have features of the network that they taught.
 */
export function foldedProbe(
  folds: readonly FoundFold[],
  ofTraining: boolean,
): FoldedProbe | null {
  const probes = folds.flatMap(({ audit: { probe } }) => probe === null ? [] : [probe]);
  if (probes.length === 0) return null;
  return {
    contiguous: meanRecognition(probes.map(({ contiguous }) => contiguous)),
    alternating: meanRecognition(probes.map(({ alternating }) => alternating)),
    trained: meanRecognition(probes.map(({ trained }) => trained)),
    use: meanUse(probes.flatMap(({ use }) => use === null ? [] : [use])),
    ofTraining,
  };
}

/** How well features name an attribute over all folds, from those of each; nothing where there are none. */
export function foldedNaming(
  probes: readonly (AttributeProbe | null)[],
): Pick<FoldedAttribute, "named"> {
  if (probes.every((probe) => probe === null)) return {};
  const by = (which: "overall" | "positives" | "negatives") =>
    meanRecognition(probes.map((probe) => probe?.[which] ?? null));
  return {
    named: { overall: by("overall"), positives: by("positives"), negatives: by("negatives") },
  };
}

function meanRecognition(
  asked: readonly (Pick<Recognition | AttributeRecognition, "accuracy" | "chance"> | null)[],
): MeanRecognition | null {
  const found = asked.filter((each) => each !== null);
  if (found.length === 0) return null;
  return {
    accuracy: meanOf(found, ({ accuracy }) => accuracy.value),
    chance: meanOf(found, ({ chance }) => chance),
    folds: found.length,
  };
}

function meanUse(uses: readonly IdentityUse[]): MeanUse | null {
  if (uses.length === 0) return null;
  return {
    head: meanOf(uses, ({ head }) => head.auc),
    erased: meanOf(uses, ({ erased }) => erased.auc),
    change: meanOf(uses, ({ change }) => change.difference),
    randomChange: meanOf(uses, ({ randomChange }) => randomChange),
    folds: uses.length,
  };
}

function sumOf<Each>(all: readonly Each[], of: (each: Each) => number): number {
  return all.reduce((sum, each) => sum + of(each), 0);
}

/** Of at least one. */
export function meanOf<Each>(all: readonly Each[], of: (each: Each) => number): number {
  return sumOf(all, of) / all.length;
}
