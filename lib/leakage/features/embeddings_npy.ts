import { StorageError } from "../../error.ts";
import { parseNpyHeader } from "../../files/npy.ts";
import type { Embeddings } from "./embeddings.ts";

/** An open file, whatever opened it. */
export interface OpenFile {
  /** Reads at a place, in bytes from the start; returns how many bytes, 0 at the end. */
  read(into: Uint8Array, at: number): number;
  close(): void;
}

/**
 * Embeddings in a `.npy` file of float32 `[rows, units]`, read when they are asked for.
 *
 * @throws {StorageError} It holds something else.
 */
export class EmbeddingsNpy implements Embeddings, Disposable {
  readonly rows: number;
  readonly units: number;
  readonly #file: OpenFile;
  readonly #path: string;
  readonly #dataOffset: number;

  /** Reads the header. */
  constructor(file: OpenFile, path: string) {
    const start = new Uint8Array(4096);
    const header = parseNpyHeader(start.subarray(0, file.read(start, 0)), path);
    const { descr, fortranOrder, shape, dataOffset } = header;
    const [rows, units] = shape;
    if (descr !== "<f4" || fortranOrder || shape.length !== 2 || !rows || !units) {
      throw new StorageError({
        file: path,
        expected: "float32 of shape [rows, units] in C order",
        found: `${descr} of shape [${shape.join(", ")}]${fortranOrder ? " in Fortran order" : ""}`,
        hint: 'in NumPy: numpy.ascontiguousarray(features, dtype="float32")',
      });
    }
    this.#file = file;
    this.#path = path;
    this.#dataOffset = dataOffset;
    this.rows = rows;
    this.units = units;
  }

  /** Some rows, one after the other. */
  read(indices: ArrayLike<number>): Float32Array {
    const values = new Float32Array(indices.length * this.units);
    const bytes = new Uint8Array(values.buffer);
    const length = 4 * this.units;
    for (let i = 0; i < indices.length; i++) {
      const start = this.#dataOffset + indices[i]! * length;
      const row = bytes.subarray(i * length, (i + 1) * length);
      for (let at = 0; at < length;) {
        const count = this.#file.read(row.subarray(at), start + at);
        if (count === 0) {
          throw new StorageError({
            file: this.#path,
            expected: `${this.rows} rows`,
            problem: `it is cut off in row ${indices[i]! + 1}`,
          });
        }
        at += count;
      }
    }
    return values;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}
