import { countOf } from "../../text/numbers.ts";
import { printable } from "../../text/printable.ts";
import type { RecordedCommandRun } from "./item.ts";
import type { Told, ToldPart } from "./told.ts";

const BY_HANDING_OUT = "record.json; how this program hands out splits";

/**
 * What the record of somebody's command tells, or of a program's: what it was given, and nothing of what it
 * did with that. Who wrote it has to say the rest.
 */
export function toldByCommand(record: RecordedCommandRun): Told {
  const what = record.trainer === undefined ? "the program" : "the command";
  return {
    preprocessing: {
      ...record.trainer === undefined ? { answer: null, evidence: null } : {
        answer:
          "hemoleak handed the table's columns on as they stand. What the command fitted to " +
          "them, and on which rows, is not recorded.",
        evidence: BY_HANDING_OUT,
      },
      open: `by who wrote ${what}, each step before training, and on which set it was fitted; by ` +
        "who made the table, the same of its columns",
    },
    features: {
      answer: null,
      evidence: null,
      open: `by who wrote ${what}, what it takes for its inputs, how that was selected, and on ` +
        "which set",
    },
    inputs: {
      answer: null,
      evidence: null,
      open: `by who wrote ${what}, what it takes for its inputs; by who knows the images or the ` +
        "table, whether anything in them goes with the label other than the disease: burned-in " +
        "marks, the scanner, an earlier operation",
    },
    choice: {
      answer:
        `With the rows of all sets ${what} was given their labels; those of the test set are ` +
        "there to be handed back. What it learned from or chose by is not recorded.",
      evidence: BY_HANDING_OUT,
      open:
        `by who wrote ${what}, that nothing was learned from the test rows or chosen by them, ` +
        "and how the epoch, the threshold, the hyperparameters and the final model were chosen",
    },
    software: software(record, what),
    training: training(record, what),
    preparation: {
      answer: null,
      evidence: null,
      open: `by who made the table and who wrote ${what}, how damaged and missing data were ` +
        "treated, each transformation, and that the test data went through the same",
    },
    names: "whether each name of a subject in the table stands for one person",
    leftOut: null,
  };
}

function software({ runtime, software, trainer }: RecordedCommandRun, what: string): ToldPart {
  const { hemoleak, ...others } = runtime ?? {};
  const on = versionsText(others);
  // What a command is told has a version, and so has the exchange of labels: none of its software.
  const { permutation: _, trainer: __, ...own } = software ?? {};
  const told = trainer === undefined ? versionsText(own) : "";
  const answer = [
    ...hemoleak === undefined ? [] : [
      `Split, run and judged by hemoleak ${hemoleak}${on === "" ? "" : ` (${on})`}.`,
    ],
    told === ""
      ? `What ${what} itself is made of is not recorded.`
      : `The program says of itself: ${told}.`,
  ];
  return {
    answer: answer.join(" "),
    evidence: "record.json",
    open: `by who wrote ${what}, its code with its version, its libraries with theirs, and the ` +
      "machine; where the grid and its table are, from which grid run makes the results again",
  };
}

function versionsText(versions: Readonly<Record<string, string>>): string {
  return Object.entries(versions).map(([name, version]) => `${name} ${version}`).join(", ");
}

function training({ cell: { model, seed }, trainer }: RecordedCommandRun, what: string): ToldPart {
  return {
    answer: trainer === undefined
      ? `${model}, a program, given seed ${seed}.`
      : `${model}, a command: ${codeText(trainer.command)}, ${
        trainer.command.includes("{seed}") ? `given seed ${seed}` : "given no seed"
      }${trainer.threads === undefined ? "" : ` and ${countOf(trainer.threads, "thread")}`}.`,
    evidence: "record.json",
    open:
      `by who wrote ${what}, the model, how its weights began, the loss, the optimizer with its ` +
      "rate, the batches, the epochs, augmentation, whether models were combined, and which others " +
      "were tried",
  };
}

/** A command as Markdown has code, in one line. */
function codeText(command: string): string {
  const line = printable(command.trim().replaceAll(/\s+/g, " "));
  return line.includes("`") ? `\`\` ${line} \`\`` : `\`${line}\``;
}
