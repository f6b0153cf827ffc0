import type { NdArray } from "ndarray";
import { isHemoleakError } from "hemoleak/error.ts";
import type { DicomSlice } from "hemoleak/dicom/read.ts";
import type { Mutation } from "./mutation.ts";
import { CANARY } from "./originals.ts";
import type { ReferenceImage } from "./reference_image.ts";

/** What reading a file came to. */
export type Outcome = DicomSlice | { thrown: unknown };

/** Runs a reader and keeps what it throws. */
export async function outcomeOf(read: () => Promise<DicomSlice> | DicomSlice): Promise<Outcome> {
  try {
    return await read();
  } catch (thrown) {
    return { thrown };
  }
}

const LONGEST_MESSAGE = 1000;

/**
 * What is wrong with an outcome, or null.
 *
 * @param undamaged What the file gave before it was damaged.
 */
export function complaintAbout(
  outcome: Outcome,
  { expected }: Pick<Mutation, "expected">,
  undamaged: Outcome,
): string | null {
  if ("thrown" in outcome) {
    const complaint = complaintAboutError(outcome.thrown);
    if (complaint !== null) return complaint;
    if (expected === "same" && !("thrown" in undamaged)) {
      return `refused though the image is undamaged: ${(outcome.thrown as Error).message}`;
    }
    return null;
  }
  return complaintAboutForm(outcome) ?? complaintAboutPixels(outcome, expected, undamaged);
}

/** Errors are typed, and name the file and nothing of its texts. */
function complaintAboutError(error: unknown): string | null {
  if (!isHemoleakError(error)) {
    return `an error that is not typed: ${error instanceof Error ? error.stack : String(error)}`;
  }
  const { message } = error;
  if (message.includes(CANARY)) return `a message that quotes the header: ${message}`;
  if (message.length > LONGEST_MESSAGE) return `a message of ${message.length} characters`;
  return null;
}

/** An image has as many pixels as its shape and header say, all of them numbers. */
function complaintAboutForm({ image, rows, columns }: DicomSlice): string | null {
  const [height, width] = image.shape.slice(-2);
  const count = image.shape.reduce((product, length) => product * length, 1);
  if (height !== rows || width !== columns || image.data.length !== count || count === 0) {
    return `an image of shape ${image.shape} and ${image.data.length} pixels for ${rows} x ${columns}`;
  }
  return image.data.every(Number.isFinite) ? null : "pixels that are not finite";
}

function complaintAboutPixels(
  { image }: DicomSlice,
  expected: Mutation["expected"],
  undamaged: Outcome,
): string | null {
  if (expected === "anything" || expected === "unknown") return null;
  if (expected === "refused") return `an image of shape ${image.shape} where there is none`;
  if (expected === "same" || expected === "same or refused") {
    // Damage can hide from the reader why it refused the file.
    if ("thrown" in undamaged) return null;
    const { shape, data } = undamaged.image;
    return complaintAboutImage(image, shape, data, "before the damage");
  }
  return complaintAboutImage(image, expected.shape, expected.values, "by the reference");
}

function complaintAboutImage(
  image: NdArray<Int16Array | Float32Array>,
  shape: readonly number[],
  values: ReferenceImage["values"] | Int16Array | Float32Array,
  source: string,
): string | null {
  const { data } = image;
  if (image.shape.join() !== shape.join()) {
    return `an image of shape ${image.shape} that has ${shape} ${source}`;
  }
  const at = data.findIndex((value, i) => value !== Math.fround(values[i]!));
  if (at < 0) return null;
  return `wrong pixels: ${data[at]} at index ${at} that is ${values[at]} ${source}`;
}
