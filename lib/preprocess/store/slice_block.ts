import { unreadable } from "../../cohort/scan/list_files.ts";
import type { SliceLocation } from "../../cohort/scan/slice_reader.ts";
import { isHemoleakError, reasonOf } from "../../error.ts";
import { systemErrorCode } from "../../files/system_error.ts";
import type { PreprocessOptions } from "../chain/options.ts";
import { padWithAir, padWithLeast } from "../chain/padding.ts";
import { preprocessSlice } from "../chain/pipeline.ts";
import type { SliceResult, SliceSlots } from "../workers/slice_slots.ts";
import type { BlockReader } from "./block_reader.ts";

/** A slice of a series and its place there. */
export interface SliceSource extends SliceLocation {
  slot: number;
}

/**
 * Decodes and preprocesses slices of one series into its slots. A slice that cannot be read or holds no
 * head gets the reason in its slot, and the others go on.
 *
 * @throws {StorageError} If the disk is full.
 */
export async function preprocessBlock(
  slices: readonly SliceSource[],
  slots: SliceSlots,
  reader: BlockReader,
  options: PreprocessOptions,
): Promise<void> {
  for (const slice of slices) slots.write(slice.slot, await resultOf(slice, reader, options));
}

async function resultOf(
  slice: SliceSource,
  reader: BlockReader,
  options: PreprocessOptions,
): Promise<SliceResult> {
  try {
    const read = await reader.read(slice);
    const image = options.modality === "other"
      ? padWithLeast(read)
      : padWithAir(read, options.airThreshold);
    return { kind: "image", pixels: preprocessSlice(image, options).data, notes: read.notes };
  } catch (error) {
    return { kind: "rejected", reason: reasonFor(error, slice.file), passing: isPassing(error) };
  }
}

/** Without the file's name, which stands beside it, and without this machine's folders. */
function reasonFor(error: unknown, file: string): string {
  if (isHemoleakError(error)) return reasonOf(error);
  if (error instanceof Deno.errors.NotFound) return "the file is missing";
  if (isSystemError(error)) return unreadable(error, file);
  // A message that is not ours may quote the file's header.
  const name = error instanceof Error ? error.name : typeof error;
  return `unexpected ${name} while the file was decoded; please report it`;
}

/** Whether the slice may be readable another time without a change of the file. */
function isPassing(error: unknown): boolean {
  return isSystemError(error) && !(error instanceof Deno.errors.NotFound);
}

function isSystemError(error: unknown): boolean {
  return error instanceof Deno.errors.NotCapable || systemErrorCode(error) !== null;
}
