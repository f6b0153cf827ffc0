/**
 * How many equally large subjects would weigh as much as these: (sum of sizes)^2 / sum of squared
 * sizes (Kish 1965, Survey Sampling, section 11.7); the number of subjects where all are alike.
 *
 * @param sizes Of each subject; those of 0 do not count.
 */
export function effectiveSubjects(sizes: ArrayLike<number>): number {
  let sum = 0, squares = 0;
  for (let i = 0; i < sizes.length; i++) {
    sum += sizes[i]!;
    squares += sizes[i]! ** 2;
  }
  return squares === 0 ? 0 : sum * sum / squares;
}

/**
 * Degrees of freedom of the variance of a mean of slices over subjects, estimated with each subject's
 * square divided by 1 - its share of the slices (`CR2`; Bell and McCaffrey 2002, Surv Methodol 28:169,
 * with the slices of a subject all alike for the working model). Subjects - 1 where all are of one
 * size, fewer the more a few large ones rule.
 *
 * @param sizes Of each subject, at least two of them above 0.
 */
export function subjectDegrees(sizes: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < sizes.length; i++) total += sizes[i]!;
  // With w the shares, S the sum of their squares and u = w^2 / (1 - w), the variance is a quadratic
  // form whose matrix has the entries sqrt(u_i u_j) (1[i = j] - w_i - w_j + S).
  let squares = 0;
  for (let i = 0; i < sizes.length; i++) squares += (sizes[i]! / total) ** 2;
  let trace = 0, diagonal = 0, u0 = 0, u1 = 0, u2 = 0;
  for (let i = 0; i < sizes.length; i++) {
    const w = sizes[i]! / total;
    if (w === 0) continue;
    const u = w * w / (1 - w), beside = squares - 2 * w;
    trace += u * (1 + beside);
    diagonal += u * u * (1 + 2 * beside);
    u0 += u;
    u1 += u * w;
    u2 += u * w * w;
  }
  const products = 2 * (u2 * u0 + u1 * u1) + (squares * u0) ** 2 - 4 * squares * u1 * u0;
  return trace * trace / (diagonal + products);
}

/**
 * The largest share that each subject has of a side.
 *
 * @param sides How many slices of each label, or of each class, each subject has.
 */
export function largestShares(sides: readonly ArrayLike<number>[]): Float64Array {
  const shares = new Float64Array(sides[0]!.length);
  for (const counts of sides) {
    let all = 0;
    for (let i = 0; i < counts.length; i++) all += counts[i]!;
    for (let i = 0; i < counts.length; i++) shares[i] = Math.max(shares[i]!, counts[i]! / all);
  }
  return shares;
}

/** Satterthwaite's, of a variance that the subjects of each side add to as their numbers let expect. */
export function sideDegrees(sides: readonly ArrayLike<number>[]): number {
  let sum = 0, squares = 0;
  for (const counts of sides) {
    const part = 1 / effectiveSubjects(counts);
    sum += part;
    squares += part ** 2 / subjectDegrees(counts);
  }
  return sum ** 2 / squares;
}
