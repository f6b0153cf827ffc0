/** Features of many slices: one row of as many numbers per slice. */
export interface Embeddings {
  /** How many slices. */
  readonly rows: number;
  /** Features per row. */
  readonly units: number;
  /** Some rows, one after the other, in the order asked for: `[indices.length, units]`. */
  read(indices: ArrayLike<number>): Float32Array;
}

/** Embeddings in memory, `[rows, units]`. */
export function embeddingsOf(data: Float32Array, units: number): Embeddings {
  return {
    rows: data.length / units,
    units,
    read: (indices) => {
      const read = new Float32Array(indices.length * units);
      for (let i = 0; i < indices.length; i++) {
        read.set(data.subarray(indices[i]! * units, (indices[i]! + 1) * units), i * units);
      }
      return read;
    },
  };
}
