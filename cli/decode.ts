import { dirname } from "node:path";
import { Command } from "commander";
import { DicomError } from "hemoleak/error.ts";
import { readDicom } from "hemoleak/dicom/read.ts";
import { formatNpy } from "hemoleak/files/npy.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { confined } from "./permissions.ts";
import { wholeNumber } from "./phantom.ts";

interface Options {
  npy: string;
  frame?: number;
}

/** `hemoleak decode FILE.dcm --npy OUT.npy`: a DICOM image as an array of HU for NumPy. */
export function decodeCommand(): Command {
  return new Command("decode")
    .description("Decode a DICOM image into a .npy file of Hounsfield units.")
    .argument("<file>", "a DICOM file")
    .requiredOption(
      "--npy <file>",
      "where to write: int16 or float32, rows x columns, frames first",
    )
    .option("--frame <n>", "only this frame of a multi-frame file, counted from 0", wholeNumber)
    .action(confined(decode, (file, { npy }) => ({ read: [file], write: [dirname(npy)] })));
}

async function decode(file: string, { npy, ...options }: Options): Promise<void> {
  const { image, modality, correction } = await readDicom(await readBytes(file), file, options);
  await writeAtomically(npy, formatNpy(image.data, image.shape));
  const dtype = image.data instanceof Int16Array ? "int16" : "float32";
  const [least, most] = range(image.data);
  const unit = modality === "CT" ? " HU" : "";
  const note = correction === null ? "" : `; ${correction} put right`;
  console.log(`${npy}: ${dtype}, ${image.shape.join(" x ")}, ${least} to ${most}${unit}${note}`);
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
    const why = error instanceof Deno.errors.NotFound ? "there is none" : (error as Error).message;
    throw new DicomError(`expected a DICOM file at ${file} but ${why}`);
  }
}
