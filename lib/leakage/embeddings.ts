/** Features of many slices, a row of as many float32 numbers each. */
export interface Embeddings {
  readonly rows: number;
  /** Features a row. */
  readonly units: number;
  /** Some rows, one after the other: `[indices.length, units]`. */
  read(indices: ArrayLike<number>): Float32Array;
}

/** Opens a `.npy` file of float32 `[rows, units]`, row i for row i of predictions.csv. */
export function openEmbeddings(_path: string): Embeddings & Disposable {
  throw new Error("not yet");
}

/** Embeddings in memory, `[rows, units]`. */
export function embeddingsOf(data: Float32Array, units: number): Embeddings {
  return {
    rows: data.length / units,
    units,
    read: (indices) => {
      const rows = new Float32Array(indices.length * units);
      for (let i = 0; i < indices.length; i++) {
        rows.set(data.subarray(indices[i]! * units, (indices[i]! + 1) * units), i * units);
      }
      return rows;
    },
  };
}
