/**
 * What of leakage is read from files: features of slices, one row per slice, that any framework saved.
 *
 * @example
 * ```ts
 * import { openEmbeddings, StorageError } from "hemoleak/leakage/files";
 *
 * try {
 *   using embeddings = openEmbeddings("embeddings.npy");
 *   console.log(`${embeddings.rows} slices, ${embeddings.units} features each`);
 * } catch (error) {
 *   console.assert(error instanceof StorageError); // There is no such file here.
 * }
 * ```
 *
 * @module
 */

export { StorageError } from "../error.ts";
export type { Embeddings } from "./features/embeddings.ts";
export { openEmbeddings } from "./features/embeddings_file.ts";
