import { powerOf2From } from "../elementary.ts";

/** What rows are found by. */
export interface IndexedRows {
  length: number;
  studyOf: ArrayLike<number>;
  /** The bytes of each row's slice's name. */
  slices: { bytes(row: number): Uint8Array };
}

/**
 * Finds a row by its study and its slice's name: a hash table with open addressing that holds nothing
 * but row numbers, for tables of millions of rows.
 */
export class RowIndex {
  readonly #table: IndexedRows;
  readonly #slots: Int32Array;

  /** @param rows How many rows will be added at most. */
  constructor(table: IndexedRows, rows = table.length) {
    this.#table = table;
    this.#slots = new Int32Array(powerOf2From(2 * rows + 2)).fill(-1);
  }

  /** Adds a row, unless one of the same study and slice is there: then returns that. */
  add(row: number): number | undefined {
    const { studyOf, slices } = this.#table;
    const slot = this.#slotOf(studyOf[row]!, slices.bytes(row));
    const there = this.#slots[slot]!;
    if (there >= 0) return there;
    this.#slots[slot] = row;
    return undefined;
  }

  /** The row of a study and a slice, its name in UTF-8. */
  find(study: number, slice: Uint8Array): number | undefined {
    const row = this.#slots[this.#slotOf(study, slice)]!;
    return row < 0 ? undefined : row;
  }

  /** Where the row is, or would have to be. */
  #slotOf(study: number, slice: Uint8Array): number {
    const { studyOf, slices } = this.#table;
    const mask = this.#slots.length - 1;
    for (let slot = hashOfSlice(study, slice) & mask;; slot = (slot + 1) & mask) {
      const row = this.#slots[slot]!;
      if (row < 0 || (studyOf[row] === study && areEqual(slices.bytes(row), slice))) return slot;
    }
  }
}

/** FNV-1a, its bits spread at the end as in MurmurHash3: 32 bits of a study and a slice's name. */
export function hashOfSlice(study: number, slice: Uint8Array): number {
  let value = Math.imul(0x811c9dc5 ^ study, 0x9e3779b1);
  for (let i = 0; i < slice.length; i++) value = Math.imul(value ^ slice[i]!, 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** Whether two names are the same bytes. */
export function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
