/**
 * How a compiled function computes. `float32`: all in 32 bits. `mixed`: convolutions and matrix products,
 * their gradients and what lies between them in bfloat16, which has the range of float32 and 8 bits of
 * its precision; variables, losses and what optimizers do with them stay in 32 bits.
 */
export const PRECISIONS = ["float32", "mixed"] as const;

/** One of {@linkcode PRECISIONS}. */
export type Precision = typeof PRECISIONS[number];
