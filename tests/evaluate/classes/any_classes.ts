import fc from "fast-check";
import type { ClassPrediction } from "hemoleak/predictions/classes/class_prediction.ts";
import { SET_NAMES } from "hemoleak/split/split.ts";

/** Names of classes, in the order of their columns. */
export const CLASSES = ["EDH", "SDH", "none"] as const;

/** A few predictions of up to eight subjects: any sets, ties, several classes in a subject. */
export const anyClassPredictions = fc.uniqueArray(
  fc.record<ClassPrediction>({
    subject: fc.constantFrom(..."ABCDEFGH"),
    study: fc.constantFrom("1", "2"),
    slice: fc.constantFrom("0", "1", "2", "3"),
    set: fc.constantFrom(...SET_NAMES),
    label: fc.constantFrom(...CLASSES),
    scores: fc.tuple(...CLASSES.map(() => fc.integer({ min: 0, max: 6 }))).map((scores) =>
      Object.fromEntries(scores.map((score, i) => [CLASSES[i]!, score / 6]))
    ),
  }, { noNullPrototype: true }),
  {
    selector: ({ subject, study, slice, set }) => JSON.stringify([subject, study, slice, set]),
    minLength: 1,
    maxLength: 60,
  },
);
