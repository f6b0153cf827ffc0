import type { InfoSheetItem } from "./item.ts";

/** What is known of a question, and what is left for the author to say. */
export type ToldPart = Pick<InfoSheetItem, "answer" | "evidence" | "open">;

/**
 * What is known of how a model was made. Predictions tell nothing of it; of one of the project's networks the
 * record tells nearly all, of a command what it was given.
 */
export interface Told {
  /** What was fitted before training, and to which set. */
  preprocessing: ToldPart;
  /** How the inputs were selected. */
  features: ToldPart;
  /** What goes into the model. */
  inputs: ToldPart;
  /** By which set it was chosen. */
  choice: ToldPart;
  /** The code, what it runs on, and how it is run again. */
  software: ToldPart;
  /** What was trained, and how. */
  training: ToldPart;
  /** How damaged and missing data were treated. */
  preparation: ToldPart;
  /** What the author has to say of subjects' names; null if nothing. */
  names: string | null;
  /** Where it is listed what was left out; null if nowhere. */
  leftOut: string | null;
}

/** What predictions alone tell. */
export const UNTOLD: Told = {
  preprocessing: untold("each step before training, and on which set it was fitted"),
  features: untold("how the inputs were selected, and on which set"),
  inputs: untold(
    "whether anything in the images goes with the label other than the disease: burned-in marks, " +
      "the scanner, the table, an earlier operation",
  ),
  choice: untold(
    "how the epoch, the threshold, the hyperparameters and the final model were chosen",
  ),
  software: untold(
    "the code with its version, the libraries with theirs, the machine, and the command that makes " +
      "the results again",
  ),
  training: untold(
    "the network, how its weights began, the loss, the optimizer with its rate, the batches, the " +
      "epochs, augmentation, whether models were combined",
  ),
  preparation: untold(
    "how damaged and missing data were treated, each transformation, and that the test data went " +
      "through the same",
  ),
  names: "whether each name of a subject stands for one person",
  leftOut: null,
};

function untold(open: string): ToldPart {
  return { answer: null, evidence: null, open };
}
