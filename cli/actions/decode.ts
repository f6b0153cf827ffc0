import { DICOM_NOTES } from "hemoleak/dicom/notes.ts";
import { readDicom } from "hemoleak/dicom/read.ts";
import { isDicom } from "hemoleak/dicom/file_start.ts";
import { DicomError } from "hemoleak/error.ts";
import { formatNpy, type NpyData } from "hemoleak/files/npy.ts";
import { RASTER_NOTES } from "hemoleak/raster/notes.ts";
import { rasterKind } from "hemoleak/raster/raster_kind.ts";
import { readRaster } from "hemoleak/raster/read_raster.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { whyNot } from "../last_resort.ts";

/** The options of `hemoleak decode`. */
export interface DecodeOptions {
  npy: string;
  frame?: number;
}

/** Decodes an image, and says what it holds. */
export async function decode(file: string, { npy, ...options }: DecodeOptions): Promise<void> {
  const bytes = await readBytes(file);
  if (!isDicom(bytes) && rasterKind(bytes) !== null) {
    return await decodeRaster(bytes, file, npy, options.frame);
  }
  const { image, modality, notes } = await readDicom(bytes, file, options);
  await writeAtomically(npy, formatNpy(image.data, image.shape));
  const dtype = image.data instanceof Int16Array ? "int16" : "float32";
  const [least, most] = range(image.data);
  const unit = modality === "CT" ? " HU" : "";
  console.log(`${npy}: ${dtype}, ${image.shape.join(" x ")}, ${least} to ${most}${unit}`);
  for (const note of notes) console.log(`Note: ${DICOM_NOTES[note]}`);
}

async function decodeRaster(
  bytes: Uint8Array,
  file: string,
  npy: string,
  page = 0,
): Promise<void> {
  const { kind, gray, rows, columns, white, notes } = await readRaster(bytes, file, { page });
  await writeAtomically(npy, formatNpy(gray, [rows, columns]));
  const [least, most] = range(gray);
  const dtype = gray instanceof Uint8Array ? "uint8" : "uint16";
  console.log(`${npy}: ${dtype}, ${rows} x ${columns}, ${least} to ${most} of ${white} (${kind})`);
  for (const note of notes) console.log(`Note: ${RASTER_NOTES[note]}`);
}

function range(values: NpyData): [least: number, most: number] {
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
