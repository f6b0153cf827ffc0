import { rankingOf, type Scored } from "./auc.ts";

/**
 * A table of pairs may take so many additions to fill as so many replicates would take over the rows;
 * there are thousands.
 */
const WORTH = 200;

/**
 * The AUC as a function of whole-number weights of the subjects. Sorts once; a call then takes time in
 * proportion to the rows, or to the pairs of subjects where these are fewer. All sums are whole numbers
 * below 2^53, so the value is exactly the one of the resampled rows, written out and sorted again.
 *
 * @param subjectOf The number of each row's subject.
 * @returns The AUC; NaN if one label has no weight.
 */
export function weightedAuc(
  scored: Scored,
  subjectOf: Uint32Array,
): (weights: Float64Array) => number {
  const sides = [1, 0].map((label) => new Side(scored.labels, subjectOf, label)) as [Side, Side];
  const [positive, negative] = sides;
  const rows = subjectOf.length;
  const filling = Math.min(
    positive.rows * negative.subjects.length,
    negative.rows * positive.subjects.length,
  );
  return positive.subjects.length * negative.subjects.length <= rows && filling <= WORTH * rows
    ? overPairs(scored, subjectOf, positive, negative)
    : overRows(scored, subjectOf);
}

/** The subjects that have rows of one label. */
class Side {
  /** The subjects, ascending. */
  readonly subjects: number[] = [];
  /** Of each of them, how many rows. */
  readonly counts: number[] = [];
  /** The place of each subject among them. */
  readonly placeOf: Uint32Array;
  rows = 0;

  constructor(labels: ArrayLike<number>, subjectOf: Uint32Array, label: number) {
    const size = subjectOf.reduce((most, subject) => Math.max(most, subject), 0) + 1;
    const counts = new Float64Array(size);
    this.placeOf = new Uint32Array(size);
    for (let row = 0; row < subjectOf.length; row++) {
      if ((labels[row] === 1 ? 1 : 0) === label) counts[subjectOf[row]!]!++;
    }
    for (const [subject, count] of counts.entries()) {
      if (count === 0) continue;
      this.placeOf[subject] = this.subjects.push(subject) - 1;
      this.counts.push(count);
      this.rows += count;
    }
  }

  /** How many rows the weights make of them, and the weight of each. */
  weigh(weights: Float64Array): { rows: number; weight: Float64Array } {
    const weight = Float64Array.from(this.subjects, (subject) => weights[subject]!);
    return { rows: weight.reduce((sum, w, i) => sum + w * this.counts[i]!, 0), weight };
  }
}

/** Over a table of twice the pairs that each subject's positives win against each one's negatives. */
function overPairs(
  scored: Scored,
  subjectOf: Uint32Array,
  positive: Side,
  negative: Side,
): (weights: Float64Array) => number {
  // The table's rows are of the side that makes filling it cheaper.
  const byPositives = positive.rows * negative.subjects.length <=
    negative.rows * positive.subjects.length;
  const [rows, columns] = byPositives ? [positive, negative] : [negative, positive];
  const table = fillTable(scored, subjectOf, rows, columns, byPositives ? 1 : 0);
  const width = columns.subjects.length;
  return (weights) => {
    const row = rows.weigh(weights), column = columns.weigh(weights);
    let twiceWon = 0;
    for (let r = 0; r < row.weight.length; r++) {
      if (row.weight[r] === 0) continue;
      let sum = 0;
      const start = r * width;
      for (let c = 0; c < width; c++) sum += table[start + c]! * column.weight[c]!;
      twiceWon += row.weight[r]! * sum;
    }
    return twiceWon / (2 * row.rows * column.rows);
  };
}

function fillTable(
  { labels, ...scored }: Scored,
  subjectOf: Uint32Array,
  rows: Side,
  columns: Side,
  rowLabel: 0 | 1,
): Float64Array {
  const { order, tieEnds } = rankingOf({ labels, ...scored });
  const width = columns.subjects.length;
  const table = new Float64Array(rows.subjects.length * width);
  // Twice the rows of each column's subject that a row beats here, or that beat it: those passed, with
  // ties counted once. Positives beat what is below them; negatives are beaten by what is above.
  const beaten = new Float64Array(width);
  const isRow = (row: number) => (labels[row] === 1 ? 1 : 0) === rowLabel;
  const pass = (start: number, end: number) => {
    for (let at = start; at < end; at++) {
      const row = order[at]!;
      if (!isRow(row)) beaten[columns.placeOf[subjectOf[row]!]!]!++;
    }
  };
  const groups = [...tieEnds.keys()];
  if (rowLabel === 0) groups.reverse();
  for (const group of groups) {
    const start = group === 0 ? 0 : tieEnds[group - 1]!, end = tieEnds[group]!;
    pass(start, end);
    for (let at = start; at < end; at++) {
      const row = order[at]!;
      if (!isRow(row)) continue;
      const line = rows.placeOf[subjectOf[row]!]! * width;
      for (let c = 0; c < width; c++) table[line + c]! += beaten[c]!;
    }
    pass(start, end);
  }
  return table;
}

/** Over the rows in ascending order of score. */
function overRows(scored: Scored, subjectOf: Uint32Array): (weights: Float64Array) => number {
  const { order, tieEnds } = rankingOf(scored);
  // Subject, label and "last of its score" in one number, in ascending order of score: one loop
  // without unpredictable branches takes a fifth of the time of a loop over ties and rows.
  const rows = order.map((row) => subjectOf[row]! * 4 + (scored.labels[row] === 1 ? 2 : 0));
  for (const end of tieEnds) rows[end - 1]! |= 1;
  return (weights) => {
    let twicePairs = 0;
    let all = 0;
    let positives = 0;
    let positivesBelow = 0;
    let negativesBelow = 0;
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!;
      const weight = weights[row >>> 2]!;
      all += weight;
      positives += weight * ((row >>> 1) & 1);
      if (row & 1) {
        const negatives = all - positives;
        twicePairs += (positives - positivesBelow) * (negatives + negativesBelow);
        positivesBelow = positives;
        negativesBelow = negatives;
      }
    }
    return twicePairs / (2 * positives * (all - positives));
  };
}
