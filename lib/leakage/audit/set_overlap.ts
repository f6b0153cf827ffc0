import type { PredictionRows } from "../../predictions/prediction_table.ts";
import { RowIndex } from "../../predictions/row_index.ts";
import { SET_NAMES, type SetName } from "../../split/split.ts";
import { normalSlices } from "../../predictions/people/same_person.ts";

/** Rows with their labels: 1 for positive, or of several classes the place of each row's class. */
export type LabeledRows = PredictionRows & { labels: ArrayLike<number> };

/** What one set holds. */
export interface SetCounts {
  /** How many subjects. */
  subjects: number;
  /** Of these, with positive slices and with negative ones: allowed, where labels are of slices. */
  subjectsOfBothLabels: number;
  /** How many studies. */
  studies: number;
  /** How many slices. */
  slices: number;
  /** How many of the slices are positive. */
  positives: number;
  /** Share of its slices that are positive; null in an empty set. */
  prevalence: number | null;
}

/** Some of a set's slices. */
export interface SliceShare {
  /** How many. */
  slices: number;
  /** Of all slices of the set, in [0, 1]; null in an empty set. */
  share: number | null;
}

/** What two sets have in common. The later one is spoiled by it: it is judged after the other. */
export interface SetOverlap {
  /** Subjects that are in both. */
  subjects: number;
  /** Studies that are in both; a study is of one subject. */
  studies: number;
  /** Slices of the later set whose subject is in the earlier one. */
  bySubject: SliceShare;
  /** Slices of the later set whose study is in the earlier one. */
  byStudy: SliceShare;
  /** Slices of the later set that the earlier one holds as well: of one subject, study and name. */
  repeated: SliceShare;
  /** Of the repeated, how many have another label in the earlier set. */
  contradictory: number;
}

/** How many slices of a set have each value of a column, such as the subject, by the values' numbers. */
export interface ValueCounts {
  positives: Float64Array;
  negatives: Float64Array;
}

/** Which subjects and studies of a table are in a set, by their numbers; the counts are of subjects. */
export interface SetMembers extends ValueCounts {
  set: SetName;
  /** The set's slices. */
  slices: number;
  /** Of each study, how many slices. */
  ofStudy: Float64Array;
}

/** Counts a set's slices by subject and by study. */
export function membersOf(table: LabeledRows, set: SetName): SetMembers {
  const counts = valueCounts(table, set, table.subjectOf, table.subjects.length);
  const ofStudy = slicesOf(valueCounts(table, set, table.studyOf, table.studies.length));
  const slices = ofStudy.reduce((sum, count) => sum + count, 0);
  return { set, slices, ...counts, ofStudy };
}

/**
 * Counts a set's slices by the values of a column.
 *
 * @param of The number of each row's value; rows of a negative one have none.
 * @param values How many values there are.
 */
export function valueCounts(
  { length, sets, labels }: LabeledRows,
  set: SetName,
  of: ArrayLike<number>,
  values: number,
): ValueCounts {
  const wanted = SET_NAMES.indexOf(set);
  const positives = new Float64Array(values), negatives = new Float64Array(values);
  for (let row = 0; row < length; row++) {
    const value = of[row]!;
    if (sets[row] === wanted && value >= 0) (labels[row] === 1 ? positives : negatives)[value]!++;
  }
  return { positives, negatives };
}

/** A set's slices of each value. */
export function slicesOf({ positives, negatives }: ValueCounts): Float64Array {
  return positives.map((count, value) => count + negatives[value]!);
}

/** How many values two sets have in common, and how many slices of the later one have such a value. */
export function sharedValues(
  earlier: Float64Array,
  later: Float64Array,
): { values: number; slices: number } {
  let values = 0, slices = 0;
  for (let value = 0; value < later.length; value++) {
    if (earlier[value] === 0 || later[value] === 0) continue;
    values++;
    slices += later[value]!;
  }
  return { values, slices };
}

/** Whether a subject, by its number, is in a set. */
export function holdsSubject({ positives, negatives }: ValueCounts, subject: number): boolean {
  return positives[subject]! > 0 || negatives[subject]! > 0;
}

/** What is judged of all rows, and of those whose subjects are in a set and are not. */
export interface BySeen<Judged> {
  test: Judged;
  seen: Judged;
  unseen: Judged;
}

/**
 * Judges rows, those of subjects that a set holds, and the others. Where one part is all of them it is judged once.
 *
 * @param subjectOf Of each row of the table.
 */
export function judgeBySeen<Judged>(
  rows: Uint32Array,
  subjectOf: ArrayLike<number>,
  set: ValueCounts,
  judge: (rows: Uint32Array) => Judged,
): BySeen<Judged> {
  const test = judge(rows);
  const part = (isSeen: boolean) => {
    const of = rows.filter((row) => holdsSubject(set, subjectOf[row]!) === isSeen);
    return of.length === rows.length ? test : judge(of);
  };
  return { test, seen: part(true), unseen: part(false) };
}

/** Sums up a set. */
export function setCounts(members: SetMembers): SetCounts {
  const { slices, ofStudy } = members;
  const subjects = [...members.positives.keys()].filter((subject) =>
    holdsSubject(members, subject)
  );
  const bothLabels = subjects.filter((subject) =>
    members.positives[subject]! > 0 && members.negatives[subject]! > 0
  );
  const positives = members.positives.reduce((sum, count) => sum + count, 0);
  return {
    subjects: subjects.length,
    subjectsOfBothLabels: bothLabels.length,
    studies: ofStudy.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
    slices,
    positives,
    prevalence: slices === 0 ? null : positives / slices,
  };
}

/**
 * Compares a set with one that is used after it.
 *
 * @param table Its labels, whatever they are, say which slices have another one in the earlier set.
 */
export function setOverlap(
  table: LabeledRows,
  earlier: SetMembers,
  later: SetMembers,
): SetOverlap {
  const ofSubjects = sharedValues(slicesOf(earlier), slicesOf(later));
  const ofStudies = sharedValues(earlier.ofStudy, later.ofStudy);
  const { repeated, contradictory } = ofStudies.values === 0
    ? { repeated: 0, contradictory: 0 }
    : repeatedSlices(table, earlier, later);
  const shareOf = (slices: number): SliceShare => ({
    slices,
    share: later.slices === 0 ? null : slices / later.slices,
  });
  return {
    subjects: ofSubjects.values,
    studies: ofStudies.values,
    bySubject: shareOf(ofSubjects.slices),
    byStudy: shareOf(ofStudies.slices),
    repeated: shareOf(repeated),
    contradictory,
  };
}

/** Looks up the named slices of the later set among those of the earlier one. */
function repeatedSlices(table: LabeledRows, earlier: SetMembers, later: SetMembers) {
  const { sets, studyOf, labels } = table;
  const [first, second] = [SET_NAMES.indexOf(earlier.set), SET_NAMES.indexOf(later.set)];
  const slices = normalSlices(table, (row) => {
    const set = sets[row], study = studyOf[row]!;
    return (set === first || set === second) &&
      earlier.ofStudy[study]! > 0 && later.ofStudy[study]! > 0;
  });
  const index = new RowIndex({ ...table, slices }, earlier.slices);
  for (let row = 0; row < table.length; row++) {
    if (sets[row] === first && later.ofStudy[studyOf[row]!]! > 0) index.add(row);
  }
  let repeated = 0, contradictory = 0;
  for (let row = 0; row < table.length; row++) {
    if (sets[row] !== second || earlier.ofStudy[studyOf[row]!] === 0) continue;
    const name = slices.bytes(row);
    const same = name.length === 0 ? undefined : index.find(studyOf[row]!, name);
    if (same === undefined) continue;
    repeated++;
    if (labels[same] !== labels[row]) contradictory++;
  }
  return { repeated, contradictory };
}
