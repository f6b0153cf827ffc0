import { StorageError } from "../../error.ts";
import type { Embeddings } from "./embeddings.ts";
import { EmbeddingsNpy, type OpenFile } from "./embeddings_npy.ts";

/**
 * Opens a `.npy` file of float32 `[rows, units]`, as a run writes beside its predictions and as
 * `numpy.save(path, features.astype("float32"))` does. Rows are read when they are asked for.
 *
 * @throws {StorageError} It cannot be read, or holds something else.
 */
export function openEmbeddings(path: string): Embeddings & Disposable {
  const file = opened(path);
  try {
    return new EmbeddingsNpy(file, path);
  } catch (error) {
    file.close();
    throw error;
  }
}

function opened(path: string): OpenFile {
  try {
    const file = Deno.openSync(path);
    return {
      read(into, at) {
        file.seekSync(at, Deno.SeekMode.Start);
        return file.readSync(into) ?? 0;
      },
      close: () => file.close(),
    };
  } catch (error) {
    throw new StorageError({ file: path, problem: `cannot be read: ${(error as Error).message}` }, {
      cause: error,
    });
  }
}
