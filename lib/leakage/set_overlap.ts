/** What one set holds. */
export interface SetCounts {
  subjects: number;
  /** Of these, with positive slices and with negative ones: allowed, where labels are of slices. */
  subjectsOfBothLabels: number;
  studies: number;
  slices: number;
  positives: number;
  /** Share of its slices that are positive; null in an empty set. */
  prevalence: number | null;
}

/** Some of a set's slices. */
export interface SliceShare {
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
