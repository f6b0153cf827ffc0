import { countOf } from "../../text/numbers.ts";
import { claim, reforms, tripod } from "./guidelines.ts";
import type { InfoSheetItem, InfoSheetSource } from "./item.ts";

/** The questions on how the model was made, and whether somebody else could make it again. */
export function makingItems(source: InfoSheetSource): InfoSheetItem[] {
  return [software(source), training(source), preparation(source)];
}

function software({ record }: InfoSheetSource): InfoSheetItem {
  const versions = Object.entries({ ...record?.runtime, ...record?.software })
    .filter((entry): entry is [string, string] => typeof entry[1] === "string")
    .map(([name, version]) => `${name} ${version}`);
  return {
    id: "software",
    sources: [reforms("2b"), reforms("2c"), reforms("2e"), claim("23")],
    question:
      "With which code, on which software and machine was it made, and by which one command can " +
      "it be made again?",
    answer: versions.length === 0 ? null : `${versions.join(", ")}.`,
    evidence: versions.length === 0 ? null : "record.json",
    open: record
      ? "where the code is, the machine, and the command that makes the results again"
      : "the code with its version, the libraries with theirs, the machine, and the command that makes " +
        "the results again",
    concern: false,
  };
}

function training({ record }: InfoSheetSource): InfoSheetItem {
  if (!record) {
    return {
      ...TRAINING,
      answer: null,
      evidence: null,
      open:
        "the network, how its weights began, the loss, the optimizer with its rate, the batches, the " +
        "epochs, augmentation, whether models were combined",
    };
  }
  const { cell: { model, seed }, profile } = record;
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
  return {
    ...TRAINING,
    answer: `${told.join("; ")}; cross-entropy, no augmentation, one network.`,
    evidence: "record.json; how this program trains",
    open: "which other networks and settings were tried",
  };
}

const TRAINING = {
  id: "training",
  sources: [reforms("5a"), claim("22"), claim("24"), claim("25"), claim("27"), tripod("12c")],
  question: "What is the model, how did its weights begin, and with which settings was it trained?",
  concern: false,
};

function preparation({ record }: InfoSheetSource): InfoSheetItem {
  return {
    id: "preparation",
    sources: [reforms("4b"), reforms("4c"), claim("12"), tripod("12b")],
    question:
      "How were damaged and missing data treated and values transformed, and alike in training " +
      "and in the test?",
    answer: record
      ? "Slices of all sets go through one chain with the same constants; files that cannot be read are " +
        "left out before slices are assigned to sets, and no value is filled in."
      : null,
    evidence: record ? "how this program preprocesses" : null,
    open: record
      ? "how many files were left out for which reason (rejected.csv lists them)"
      : "how damaged and missing data were treated, each transformation, and that the test data went " +
        "through the same",
    concern: false,
  };
}
