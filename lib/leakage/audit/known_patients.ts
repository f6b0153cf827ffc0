import type { PredictionRows } from "../../predictions/prediction_table.ts";
import { holdsSubject, type SetMembers, sharedValues, type SliceShare } from "./set_overlap.ts";

/** What the claim on known patients asks of a split: new studies of people who were trained on. */
export interface KnownPatients {
  /** Test subjects who were not trained on, and their slices: the claim is not about them. */
  strangers: { subjects: number } & SliceShare;
  /** Test slices of a study that another set holds. */
  studies: { trainTest: SliceShare; validationTest: SliceShare };
  /** Test slices of subjects of another set, in studies without a name: they may be of one scan. */
  unnamed: number;
}

/** Looks for it. */
export function knownPatients(
  { studies }: PredictionRows,
  train: SetMembers,
  validation: SetMembers,
  test: SetMembers,
): KnownPatients {
  let subjects = 0, slices = 0;
  for (let subject = 0; subject < test.positives.length; subject++) {
    if (!holdsSubject(test, subject) || holdsSubject(train, subject)) continue;
    subjects++;
    slices += test.positives[subject]! + test.negatives[subject]!;
  }
  const shareOf = (count: number): SliceShare => ({
    slices: count,
    share: test.slices === 0 ? null : count / test.slices,
  });
  const ofStudies = ({ ofStudy }: SetMembers, isNamed: boolean) =>
    ofStudy.map((count, study) => (studies[study]!.name !== "") === isNamed ? count : 0);
  const shared = (earlier: SetMembers, isNamed: boolean) =>
    sharedValues(ofStudies(earlier, isNamed), ofStudies(test, isNamed)).slices;
  return {
    strangers: { subjects, ...shareOf(slices) },
    studies: {
      trainTest: shareOf(shared(train, true)),
      validationTest: shareOf(shared(validation, true)),
    },
    unnamed: Math.max(shared(train, false), shared(validation, false)),
  };
}
