// @ts-nocheck: AssemblyScript, compiled to WebAssembly by `deno task wasm`

/**
 * The size of the slice in work, and the memory that is shared out for it.
 *
 * Images of 32-bit floats and of bits begin each row at a multiple of 16 bytes, the width of a vector.
 *
 * @module
 */

/** Rows of the slice. */
export let rows: i32 = 0;
/** Columns of the slice. */
export let columns: i32 = 0;
/** Floats in a row of an image: the columns, and up to 3 pixels that are always 0. */
export let stride: i32 = 0;
/** 64-bit words in a row of bits. Bits beyond the columns are always 0. */
export let words: i32 = 0;

/** Loops over vectors may read this far beyond the end of a row or an array. */
const SLACK: usize = 128;

let end: usize = 0;

/** Takes all memory back and sets the size of the slice. */
export function setSize(newRows: i32, newColumns: i32): void {
  rows = newRows;
  columns = newColumns;
  stride = (columns + 3) & ~3;
  words = ((columns + 127) & ~127) >> 6;
  end = __heap_base;
}

/** Shares out memory, in multiples of 16 bytes. It lies beyond the instance's until {@link grow}. */
export function share(bytes: usize): usize {
  const start = (end + 15) & ~15;
  end = start + bytes + SLACK;
  return start;
}

/** Makes the memory as large as what was shared out. False where the system has not as much. */
export function grow(): bool {
  const pages = <i32> ((end + 0xffff) >>> 16);
  return pages <= memory.size() || memory.grow(pages - memory.size()) >= 0;
}
