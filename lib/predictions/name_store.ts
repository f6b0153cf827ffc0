import { PredictionsError } from "../error.ts";
import { GrowingColumn } from "./growing_column.ts";

/** Names lie in blocks of this size, none across two. */
const BLOCK = 1 << 24;

/** What a store holds, without what it does: as it can be sent to a worker. */
export interface StoredNames {
  /** The names' bytes, no name in two of them. */
  blocks: readonly Uint8Array<ArrayBuffer>[];
  /** Where each name starts. */
  starts: Float64Array<ArrayBuffer>;
  /** How many bytes it has. */
  lengths: Uint32Array<ArrayBuffer>;
}

/**
 * Names by their number, kept as UTF-8: ten million names of slices would be as many objects, and take
 * several times the memory.
 */
export class NameStore {
  readonly #blocks: Uint8Array<ArrayBuffer>[] = [];
  readonly #starts = new GrowingColumn((length) => new Float64Array(length));
  readonly #lengths = new GrowingColumn((length) => new Uint32Array(length));
  #end = 0;

  /** The store that holds what another held. */
  static of({ blocks, starts, lengths }: StoredNames): NameStore {
    const store = new NameStore();
    store.#holdBlocks(blocks);
    for (let number = 0; number < lengths.length; number++) {
      store.#starts.push(starts[number]!);
      store.#lengths.push(lengths[number]!);
    }
    return store;
  }

  /** What it holds, not copied. */
  stored(): StoredNames {
    return {
      blocks: this.#blocks,
      starts: this.#starts.values(),
      lengths: this.#lengths.values(),
    };
  }

  /** Adds a name under the next number. */
  add(name: string): void {
    // It would leave a new block empty, and have another one made for the next name.
    if (name === "") return this.#added(0);
    if (this.#addAscii(name)) return;
    const bytes = encoder.encode(name);
    this.#room(bytes.length).set(bytes, this.#end % BLOCK);
    this.#added(bytes.length);
  }

  /** Most names are ASCII: written here they need no array each. False where one is not. */
  #addAscii(name: string): boolean {
    const block = this.#room(name.length), start = this.#end % BLOCK;
    for (let i = 0; i < name.length; i++) {
      const code = name.charCodeAt(i);
      if (code >= 0x80) return false;
      block[start + i] = code;
    }
    this.#added(name.length);
    return true;
  }

  #added(length: number): void {
    this.#starts.push(this.#end);
    this.#lengths.push(length);
    this.#end += length;
  }

  /** A name by its number, counted from 0 in the order in which they were added. */
  get(number: number): string {
    return decoder.decode(this.bytes(number));
  }

  /** A name in UTF-8; not to be written to. */
  bytes(number: number): Uint8Array {
    const length = this.#lengths.at(number);
    if (length === 0) return EMPTY;
    const start = this.#starts.at(number);
    const within = start % BLOCK;
    return this.#blocks[Math.floor(start / BLOCK)]!.subarray(within, within + length);
  }

  /** The names of some numbers, under new ones in this order. */
  take(numbers: Uint32Array): NameStore {
    const taken = new NameStore();
    taken.#holdBlocks(this.#blocks);
    for (const number of numbers) {
      taken.#starts.push(this.#starts.at(number));
      taken.#lengths.push(this.#lengths.at(number));
    }
    return taken;
  }

  /** Holds another store's names: what is added must not be written where the other's next name belongs. */
  #holdBlocks(blocks: readonly Uint8Array<ArrayBuffer>[]): void {
    this.#blocks.push(...blocks);
    this.#end = blocks.length * BLOCK;
  }

  /** The last block, if it has room for so many bytes, or a new one. */
  #room(bytes: number): Uint8Array {
    const within = this.#end % BLOCK;
    if (this.#blocks.length > 0 && within > 0 && within + bytes <= BLOCK) {
      return this.#blocks.at(-1)!;
    }
    if (bytes > BLOCK) {
      throw new PredictionsError({ expected: `names of at most ${BLOCK} bytes`, found: bytes });
    }
    this.#end = this.#blocks.length * BLOCK;
    const block = new Uint8Array(BLOCK);
    this.#blocks.push(block);
    return block;
  }
}

const EMPTY = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();
