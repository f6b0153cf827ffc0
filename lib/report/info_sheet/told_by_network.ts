import { countOf } from "../../text/numbers.ts";
import type { RecordedNetworkRun } from "./item.ts";
import type { Told } from "./told.ts";

const BY_TRAINING = "record.json; how this program trains";

/** What the record of one of the project's networks tells: how it preprocesses, trains and chooses is known. */
export function toldByNetwork(record: RecordedNetworkRun): Told {
  const { profile, runtime, software } = record;
  const versions = Object.entries({ ...runtime, ...software })
    .map(([name, version]) => `${name} ${version}`);
  return {
    preprocessing: {
      answer:
        "No. Each slice is preprocessed by itself, with constants that were set beforehand; nothing " +
        "is estimated from other slices, and none is resampled or augmented.",
      evidence: "how this program preprocesses",
      open: null,
    },
    features: {
      answer: `No. The input is the whole slice, ${profile.size} × ${profile.size} pixels.`,
      evidence: BY_TRAINING,
      open: null,
    },
    inputs: {
      answer: "The input is the pixels alone, without names, dates or other data of the file.",
      evidence: "how this program trains",
      open:
        "whether anything in the images goes with the label other than the disease: burned-in " +
        "marks, the scanner, the table, an earlier operation",
    },
    choice: {
      answer: choiceText(record),
      evidence: BY_TRAINING,
      open: "how the architecture, the learning rate and the number of epochs were chosen",
    },
    software: {
      answer: versions.length === 0 ? null : `${versions.join(", ")}.`,
      evidence: versions.length === 0 ? null : "record.json",
      open: "where the code is, the machine, and the command that makes the results again",
    },
    training: {
      answer: trainingText(record),
      evidence: BY_TRAINING,
      open: "which other networks and settings were tried",
    },
    preparation: {
      answer:
        "Slices of all sets go through one chain with the same constants; files that cannot be read are " +
        "left out before slices are assigned to sets, and no value is filled in.",
      evidence: "how this program preprocesses",
      open: "how many files were left out for which reason (rejected.csv lists them)",
    },
    names: null,
    leftOut: "rejected.csv, beside the cohort and beside the slices, lists it",
  };
}

function trainingText({ cell: { model, seed }, profile }: RecordedNetworkRun): string {
  const { size, batchSize, learningRate, warmUp } = profile;
  const told = [
    `${model.toUpperCase()} on ${size} × ${size} pixels, its weights drawn anew with seed ${seed}`,
    ...batchSize === undefined ? [] : [`batches of ${batchSize}`],
    ...learningRate === undefined ? [] : [
      `Adam with a rate of ${learningRate}` +
      (warmUp ? `, reached in ${countOf(warmUp, "step")}` : ""),
    ],
    `up to ${countOf(profile.epochs[model], "epoch")}`,
  ];
  return `${told.join("; ")}; cross-entropy, no augmentation, one network.`;
}

/** By what the weights are chosen. */
function choiceText(
  { cell: { model }, profile: { epochs, patience } }: RecordedNetworkRun,
): string {
  const early = patience === undefined
    ? ""
    : `, ended early after ${countOf(patience, "epoch")} without a better one`;
  return `The weights are those of the epoch with the least loss on the validation set, of ${
    countOf(epochs[model], "epoch")
  }${early}.`;
}
