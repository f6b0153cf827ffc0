import { StorageError } from "../../error.ts";
import { parseNpyHeader } from "../../files/npy.ts";
import type { Embeddings } from "./embeddings.ts";

/**
 * Opens a `.npy` file of float32 `[rows, units]`, as a run writes beside its predictions and as
 * `numpy.save(path, features.astype("float32"))` does. Rows are read when they are asked for.
 *
 * @throws {StorageError} It cannot be read, or holds something else.
 */
export function openEmbeddings(path: string): Embeddings & Disposable {
  const file = opened(path);
  try {
    return new EmbeddingsFile(file, path);
  } catch (error) {
    file.close();
    throw error;
  }
}

class EmbeddingsFile implements Embeddings, Disposable {
  readonly rows: number;
  readonly units: number;
  readonly #file: Deno.FsFile;
  readonly #path: string;
  readonly #dataOffset: number;

  constructor(file: Deno.FsFile, path: string) {
    const start = new Uint8Array(4096);
    const found = file.readSync(start) ?? 0;
    const header = parseNpyHeader(start.subarray(0, found), path);
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

  read(indices: ArrayLike<number>): Float32Array {
    const values = new Float32Array(indices.length * this.units);
    const bytes = new Uint8Array(values.buffer);
    const length = 4 * this.units;
    for (let i = 0; i < indices.length; i++) {
      this.#file.seekSync(this.#dataOffset + indices[i]! * length, Deno.SeekMode.Start);
      const row = bytes.subarray(i * length, (i + 1) * length);
      for (let at = 0; at < length;) {
        const count = this.#file.readSync(row.subarray(at));
        if (count === null) {
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

function opened(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path);
  } catch (error) {
    throw new StorageError({ file: path, problem: `cannot be read: ${(error as Error).message}` }, {
      cause: error,
    });
  }
}
