import { createHash } from "node:crypto";
import { notesInOrder, type ReadingNote } from "../../cohort/scan/reading_notes.ts";
import { StorageError } from "../../error.ts";
import { formatNpyHeader } from "../../files/npy.ts";
import { storageError } from "../../files/storage_error.ts";
import { writeAllSync } from "../../files/write_all.ts";
import type { SliceSlots, SlotLayout } from "../workers/slice_slots.ts";

/** What {@link writeSeriesArray} wrote. */
export interface SeriesArray {
  /** SHA-256 of the file. */
  sha256: string;
  /** Slices of the series that have no image, and why. */
  rejected: [slice: number, reason: string][];
  /** What was out of the ordinary in reading the others, and in how many of them. */
  notes: [note: ReadingNote, slices: number][];
  /** Whether a slice was left out only because its file was not readable. */
  passing: boolean;
}

/**
 * Writes the images of a series, of which all slots are filled, as a `.npy` file; slices that were
 * rejected are taken out. One image is in memory at a time.
 *
 * @param path The file; what was there is replaced. It is not flushed to disk.
 * @throws {StorageError} If the disk is full, or a slot was damaged since it was filled.
 */
export function writeSeriesArray(
  path: string,
  slots: SliceSlots,
  { count, size }: SlotLayout,
): SeriesArray {
  try {
    using file = Deno.openSync(path, { write: true, create: true, truncate: true });
    return copyImages(file, slots, { count, size }, path);
  } catch (error) {
    removeIfThere(path);
    throw storageError(path, error);
  }
}

function copyImages(
  file: Deno.FsFile,
  slots: SliceSlots,
  { count, size }: Omit<SlotLayout, "key">,
  path: string,
): SeriesArray {
  let images = 0;
  for (let slot = 0; slot < count; slot++) if (slots.claimsImage(slot)) images++;
  const hash = createHash("sha256");
  const append = (bytes: Uint8Array) => {
    hash.update(bytes);
    writeAllSync(file, bytes);
  };
  append(formatNpyHeader("|u1", [images, size, size]));
  const rejected: [number, string][] = [];
  const notes = new Map<ReadingNote, number>();
  let passing = false;
  for (let slot = 0; slot < count; slot++) {
    const result = slots.read(slot);
    if (result === null) throw damagedSlot(path, slot);
    if (result.kind === "image") {
      append(result.pixels);
      for (const note of result.notes) notes.set(note, (notes.get(note) ?? 0) + 1);
    } else {
      rejected.push([slot, result.reason]);
      passing ||= result.passing;
    }
  }
  const counted = notesInOrder(new Set(notes.keys())).map((note) => {
    return [note, notes.get(note)!] as [ReadingNote, number];
  });
  return { sha256: hash.digest("hex"), rejected, notes: counted, passing };
}

function damagedSlot(path: string, slot: number): StorageError {
  return new StorageError({
    file: path,
    problem: `slice ${slot} was damaged on disk after it was computed`,
    hint: "run the same command again",
  });
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
