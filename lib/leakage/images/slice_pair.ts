import { predictionAt, type PredictionTable } from "../../predictions/prediction_table.ts";

/** A slice by its name in predictions.csv. */
export interface SliceName {
  /** The patient. */
  subject: string;
  /** The study; empty where the file does not name it. */
  study: string;
  /** The slice; unique within the study. */
  slice: string;
}

/** Two slices of different sets whose images are alike. */
export interface SlicePair {
  /** One of each of the two sets in question, in their order. */
  slices: [SliceName, SliceName];
  /** Whether both are of one patient. */
  sameSubject: boolean;
  /** Root mean squared difference of gray levels at 32 x 32 pixels, 0 to 255. */
  distance: number;
}

/** Two rows of predictions as a pair of slices. */
export function slicePair(
  table: PredictionTable,
  first: number,
  second: number,
  distance: number,
): SlicePair {
  const name = (row: number): SliceName => {
    const { subject, study, slice } = predictionAt(table, row);
    return { subject, study, slice };
  };
  const sameSubject = table.subjectOf[first] === table.subjectOf[second];
  return { slices: [name(first), name(second)], sameSubject, distance };
}
