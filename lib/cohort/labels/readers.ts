/** The readers of CQ500, by their columns in `reads.csv`. */
export const READERS = ["R1", "R2", "R3"] as const;

/** Whose vote counts: one reader's, or what at least two of the three say, as in the paper. */
export type Reader = "majority" | typeof READERS[number];
