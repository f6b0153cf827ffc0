import { PredictionsError } from "../../error.ts";

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

/** Some rows of embeddings, in the order given. */
export function takeEmbeddings(embeddings: Embeddings, rows: Uint32Array): Embeddings {
  return {
    rows: rows.length,
    units: embeddings.units,
    read: (indices) => embeddings.read(Uint32Array.from(indices, (index) => rows[index]!)),
  };
}

/**
 * The rows of several embeddings, one after the other.
 *
 * @param parts At least one.
 * @throws {PredictionsError} One has other features a row than the first.
 */
export function joinEmbeddings(parts: readonly Embeddings[]): Embeddings {
  const { units } = parts[0]!;
  const ends: number[] = [];
  for (const part of parts) {
    if (part.units !== units) {
      throw new PredictionsError({
        expected: `${units} features a row in all files of features, as in the first,`,
        found: part.units,
      });
    }
    ends.push((ends.at(-1) ?? 0) + part.rows);
  }
  const partOf = (row: number) => ends.findIndex((end) => row < end);
  return {
    rows: ends.at(-1)!,
    units,
    read: (indices) => {
      const read = new Float32Array(indices.length * units);
      for (let at = 0; at < indices.length;) {
        // What is asked for mostly lies in one part, which then reads it in one go.
        const part = partOf(indices[at]!), from = at, own: number[] = [];
        while (at < indices.length && partOf(indices[at]!) === part) {
          own.push(indices[at++]! - (ends[part]! - parts[part]!.rows));
        }
        read.set(parts[part]!.read(own), from * units);
      }
      return read;
    },
  };
}

/**
 * Makes sure that there is a row of features for each prediction.
 *
 * @throws {PredictionsError} There are more or fewer.
 */
export function assertRowForEach({ rows }: Embeddings, { length }: { length: number }): void {
  if (rows === length) return;
  throw new PredictionsError({
    expected: `a row of features for each of ${length} predictions`,
    found: `${rows} rows`,
  });
}
