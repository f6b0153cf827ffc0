import { DICOM_NOTES } from "hemoleak/dicom/notes.ts";
import { readDicom } from "hemoleak/dicom/read.ts";
import { DicomError } from "hemoleak/error.ts";
import { formatNpy } from "hemoleak/files/npy.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { whyNot } from "../last_resort.ts";

/** The options of `hemoleak decode`. */
export interface DecodeOptions {
  npy: string;
  frame?: number;
}

/** Decodes a DICOM image, and says what it holds. */
export async function decode(
  file: string,
  { npy, ...options }: DecodeOptions,
): Promise<void> {
  const { image, modality, notes } = await readDicom(await readBytes(file), file, options);
  await writeAtomically(npy, formatNpy(image.data, image.shape));
  const dtype = image.data instanceof Int16Array ? "int16" : "float32";
  const [least, most] = range(image.data);
  const unit = modality === "CT" ? " HU" : "";
  console.log(`${npy}: ${dtype}, ${image.shape.join(" x ")}, ${least} to ${most}${unit}`);
  for (const note of notes) console.log(`Note: ${DICOM_NOTES[note]}`);
}

function range(values: Int16Array | Float32Array): [least: number, most: number] {
  let least = Infinity, most = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(file);
  } catch (error) {
    throw new DicomError({ file, expected: "a DICOM file", problem: whyNot(error) });
  }
}
