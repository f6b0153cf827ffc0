import fc from "fast-check";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { SET_NAMES } from "hemoleak/split/split.ts";

/** A few predictions of up to ten subjects: any sets, ties, both labels in a subject, no slice twice in a set. */
export const anyPredictions = fc.uniqueArray(
  fc.record<Prediction>({
    subject: fc.constantFrom(..."ABCDEFGHIJ"),
    study: fc.constantFrom("", "1", "2"),
    slice: fc.constantFrom("0", "1", "2", "3"),
    set: fc.constantFrom(...SET_NAMES),
    label: fc.constantFrom<0 | 1>(0, 1),
    score: fc.integer({ min: -1, max: 4 }).map((score) => score / 2),
  }, { noNullPrototype: true }),
  {
    selector: ({ subject, study, slice, set }) => JSON.stringify([subject, study, slice, set]),
    minLength: 1,
    maxLength: 60,
  },
);
