import { TrainingError } from "../error.ts";
import type { ProfileName } from "../provenance.ts";
import { closest } from "../text/closest.ts";

/** How large a network is made. A profile of `lib/experiment` says so. */
export interface NetworkSize {
  /** Side of the square input in pixels. */
  size: number;
  /** The share of VGG16's filters and dense units that is kept; 1 is the published network. */
  vgg16Width: number;
}

/** The networks that the paper prints numbers of, by the names that it prints. */
export type PaperNetwork = "CNN4" | "VGG16";

/** A network as the experiments know it; how it is made is in `build_network.ts`, which needs TensorFlow.js. */
export interface Network {
  /** What figures and tables call it; where it is narrower than published, it says so. */
  title(size: Pick<NetworkSize, "vgg16Width">): string;
  /** Passes over the training set in each profile. */
  epochs: Readonly<Record<ProfileName, number>>;
  /** Whose numbers in the paper stand beside its own; null if the paper has none. */
  paper: PaperNetwork | null;
}

/** The networks there are, by the names that cells and the names of runs have for them. */
export const NETWORKS = {
  cnn4: {
    title: (): string => "CNN4",
    epochs: { quick: 12, desk: 40, paper: 150 },
    paper: "CNN4",
  },
  vgg16: {
    title: ({ vgg16Width }: Pick<NetworkSize, "vgg16Width">): string =>
      vgg16Width === 1 ? "VGG16" : `VGG16 × ${vgg16Width}`,
    epochs: { quick: 9, desk: 40, paper: 150 },
    paper: "VGG16",
  },
} as const satisfies Readonly<Record<string, Network>>;

/** A network of {@linkcode NETWORKS}. */
export type ModelName = keyof typeof NETWORKS;

/** Whether there is a network of this name. */
export function isModelName(name: unknown): name is ModelName {
  return typeof name === "string" && Object.hasOwn(NETWORKS, name);
}

/**
 * The network of a name.
 *
 * @throws {TrainingError} There is none; the message names those that there are.
 */
export function networkOf(name: string): Network {
  if (isModelName(name)) return NETWORKS[name];
  const known = Object.keys(NETWORKS), near = closest(name, known);
  throw new TrainingError({
    expected: `one of the networks ${known.join(", ")}`,
    found: JSON.stringify(name),
    ...near !== null && { hint: `did you mean ${near}?` },
  });
}
