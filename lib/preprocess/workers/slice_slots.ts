import { crc32 } from "node:zlib";
import type { ReadingNote } from "../../cohort/scan/reading_notes.ts";
import { storageError } from "../../files/storage_error.ts";
import { writeAllSync } from "../../files/write_all.ts";

/** What a file of slots is for. */
export interface SlotLayout {
  /** The series' key, 64 hexadecimal digits: slots of another key are no use. */
  key: string;
  /** Slices of the series. */
  count: number;
  /** Side of the square images in pixels. */
  size: number;
}

/** What became of a slice. */
export type SliceResult =
  /** Its gray levels, row by row, and what was out of the ordinary in reading its file. */
  | { kind: "image"; pixels: Uint8Array; notes: readonly ReadingNote[] }
  /** Why it cannot be used; `passing` where that may be another time, as the file was not readable. */
  | { kind: "rejected"; reason: string; passing: boolean };

const MAGIC = "HLSLOTS2";
const FILE_HEADER = 64;
/** CRC-32 of the rest, place, status, length of the content; each an uint32, little endian. */
const SLOT_HEADER = 16;
/** Reasons are cut off here, in bytes, unless images leave more room. */
const LONGEST_REASON = 1024;
/** What the names of all notes take, and no file has all of them, in bytes. */
const ROOM_FOR_NOTES = 512;

/** 0 is what a hole in the file reads as. */
const STATUS = { image: 1, rejected: 2, passing: 3 } as const;

/**
 * The results of a series that is under way: a file with a slot of one length for each slice, in which
 * several threads write at once, each its own slots. A slot counts when its CRC-32 is right, so of a
 * run that is killed, all is there but the slices it was at.
 *
 * Every method throws {@link StorageError} when the disk is full or the file cannot be written.
 */
export class SliceSlots implements Disposable {
  readonly #path: string;
  readonly #layout: SlotLayout;
  readonly #file: Deno.FsFile;
  readonly #slot: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;

  /** Opens the file, which is made where missing. */
  constructor(path: string, layout: SlotLayout) {
    this.#path = path;
    this.#layout = layout;
    const room = Math.max(layout.size * layout.size + ROOM_FOR_NOTES, LONGEST_REASON);
    this.#slot = new Uint8Array(SLOT_HEADER + room);
    this.#view = new DataView(this.#slot.buffer);
    this.#file = this.#storing(() =>
      Deno.openSync(path, { read: true, write: true, create: true })
    );
  }

  /**
   * Makes the file ready for writing: what is of another series, or of other options, is dropped.
   *
   * @returns The slices whose slots are to be filled, in their order.
   */
  prepare(): number[] {
    const header = fileHeader(this.#layout);
    const found = new Uint8Array(FILE_HEADER);
    const isOurs = this.#readAt(0, found) && header.every((byte, at) => byte === found[at]);
    const slots = Array.from({ length: this.#layout.count }, (_, slot) => slot);
    if (isOurs) return slots.filter((slot) => this.read(slot) === null);
    this.#storing(() => this.#file.truncateSync(0));
    this.#writeAt(0, header);
    return slots;
  }

  /** Fills a slot. */
  write(slot: number, result: SliceResult): void {
    const content = this.#slot.subarray(SLOT_HEADER);
    let length: number;
    if (result.kind === "image") {
      content.set(result.pixels);
      const notes = new TextEncoder().encode(result.notes.join("\n"));
      content.set(notes, result.pixels.length);
      length = result.pixels.length + notes.length;
    } else {
      length = new TextEncoder().encodeInto(result.reason, content).written;
    }
    this.#view.setUint32(4, slot, true);
    this.#view.setUint32(8, statusOf(result), true);
    this.#view.setUint32(12, length, true);
    const bytes = this.#slot.subarray(0, SLOT_HEADER + length);
    this.#view.setUint32(0, crc32(bytes.subarray(4)), true);
    this.#writeAt(this.#offsetOf(slot), bytes);
  }

  /**
   * Reads a slot.
   *
   * @returns What it holds, whose pixels stay until the next call; null where it is empty or damaged.
   */
  read(slot: number): SliceResult | null {
    const header = this.#slot.subarray(0, SLOT_HEADER);
    if (!this.#readAt(this.#offsetOf(slot), header)) return null;
    const [sum, place, status, length] = [0, 4, 8, 12].map((at) => this.#view.getUint32(at, true));
    if (place !== slot || length! > this.#slot.length - SLOT_HEADER) return null;
    const content = this.#slot.subarray(SLOT_HEADER, SLOT_HEADER + length!);
    if (!this.#readAt(this.#offsetOf(slot) + SLOT_HEADER, content)) return null;
    if (crc32(this.#slot.subarray(4, SLOT_HEADER + length!)) !== sum) return null;
    if (status === STATUS.image) return this.#imageIn(content);
    const reason = new TextDecoder().decode(content);
    return { kind: "rejected", reason, passing: status === STATUS.passing };
  }

  /** An image with the notes after it. */
  #imageIn(content: Uint8Array): SliceResult {
    const count = this.#layout.size * this.#layout.size;
    const names = new TextDecoder().decode(content.subarray(count));
    const notes = names === "" ? [] : names.split("\n") as ReadingNote[];
    return { kind: "image", pixels: content.subarray(0, count), notes };
  }

  /** Whether a slot says that it holds an image; only {@link read} makes sure. */
  claimsImage(slot: number): boolean {
    const header = this.#slot.subarray(0, SLOT_HEADER);
    return this.#readAt(this.#offsetOf(slot), header) &&
      this.#view.getUint32(8, true) === STATUS.image;
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }

  #offsetOf(slot: number): number {
    return FILE_HEADER + slot * this.#slot.length;
  }

  /** Whether the file holds all of the bytes that are to be read. */
  #readAt(offset: number, bytes: Uint8Array): boolean {
    return this.#storing(() => {
      this.#file.seekSync(offset, Deno.SeekMode.Start);
      for (let at = 0; at < bytes.length;) {
        const count = this.#file.readSync(bytes.subarray(at));
        if (count === null) return false;
        at += count;
      }
      return true;
    });
  }

  #writeAt(offset: number, bytes: Uint8Array): void {
    this.#storing(() => {
      this.#file.seekSync(offset, Deno.SeekMode.Start);
      writeAllSync(this.#file, bytes);
    });
  }

  #storing<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storageError(this.#path, error);
    }
  }
}

function statusOf(result: SliceResult): number {
  if (result.kind === "image") return STATUS.image;
  return result.passing ? STATUS.passing : STATUS.rejected;
}

function fileHeader({ key, count, size }: SlotLayout): Uint8Array {
  const header = new Uint8Array(FILE_HEADER);
  const view = new DataView(header.buffer);
  new TextEncoder().encodeInto(MAGIC, header);
  header.set(Uint8Array.fromHex(key), MAGIC.length);
  view.setUint32(40, count, true);
  view.setUint32(44, size, true);
  return header;
}
