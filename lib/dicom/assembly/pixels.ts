// @ts-nocheck: AssemblyScript, compiled by cli/build_wasm.ts
/**
 * Pixels of DICOM images: JPEG Lossless and Hounsfield units. Nothing here checks an address: the
 * host lays out the memory, from `workspace` on, and grows it to hold what each function needs.
 */

export { defineTable, tableDefinition } from "./huffman";
export { decodeLossless, imageEnd, intervalsFound } from "./lossless";
export { rescale } from "./rescale";

/** The first byte that the host may use. */
export function workspace(): usize {
  return (__heap_base + 15) & ~15;
}
