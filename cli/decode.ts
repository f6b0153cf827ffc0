import { dirname } from "node:path";
import { Command } from "commander";
import { confined } from "./permissions.ts";
import { wholeNumber } from "./whole_number.ts";

/** `hemoleak decode FILE.dcm --npy OUT.npy`: an image as an array for NumPy, of DICOM in HU. */
export function decodeCommand(): Command {
  return new Command("decode")
    .description(
      "Decode a DICOM image into a .npy file of Hounsfield units, a PNG, JPEG or TIFF into one of gray.",
    )
    .argument("<file>", "a DICOM file, or a PNG, JPEG or TIFF")
    .requiredOption(
      "--npy <file>",
      "where to write: int16 or float32, of gray uint8 or uint16; rows x columns, frames first",
    )
    .option("--frame <n>", "only this frame of a multi-frame file, counted from 0", wholeNumber)
    .action(
      confined(
        async () => (await import("./actions/decode.ts")).decode,
        (file, { npy }) => ({ read: [file], write: [dirname(npy)] }),
      ),
    );
}
