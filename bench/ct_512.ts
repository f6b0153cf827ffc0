import { join } from "node:path";
import { Random } from "hemoleak/random.ts";
import { type RealSlices, realSlices, writeSlices } from "./real_ct.ts";

const FOLDER = join(import.meta.dirname!, "..", "data", "bench", "ct512");

/**
 * Noise that is added, in HU. The files are then of 6.2 bits per pixel; another real head CT, of 512 x
 * 512 pixels of 0.43 mm (npm `ami.js`, ser002img00001-16-signed.dcm), takes 5.7 as it is.
 */
const NOISE = 4;
/** What lies outside the scanner's field of view has no noise. */
const NOTHING = -1020;
/** Slices above the vertex, with fewer pixels of tissue, are left out. */
const LEAST_TISSUE = { hounsfield: -200, pixels: 2000 };

/**
 * A real head CT as DICOM files of 512 x 512 pixels in JPEG Lossless, as CQ500 stores them: the
 * slices of {@link realSlices}, each pixel made four by linear interpolation, with the noise that
 * this takes away. The head fills the width.
 *
 * @returns The folder and the files' names in it.
 * @throws {SetupError} A tool that makes them is missing; says which.
 */
export async function ct512(): Promise<{ folder: string; files: string[] }> {
  const scan = await realSlices();
  const images = scan.images.filter((image) =>
    image.reduce((count, unit) => unit > LEAST_TISSUE.hounsfield ? count + 1 : count, 0) >
      LEAST_TISSUE.pixels
  );
  const slices = { ...scan, images };
  const files = images.map((_, i) => `CT${String(i).padStart(6, "0")}.dcm`);
  const isMade = await Deno.stat(join(FOLDER, "made")).then(() => true, () => false);
  if (!isMade) {
    console.error("Preparing the slices ...");
    await Deno.mkdir(FOLDER, { recursive: true });
    await writeSlices(enlarged(slices), FOLDER, "JPEG Lossless");
    await Deno.writeTextFile(join(FOLDER, "made"), "");
  }
  return { folder: FOLDER, files };
}

function enlarged({ rows, columns, images }: RealSlices): RealSlices {
  return {
    rows: 2 * rows,
    columns: 2 * columns,
    images: images.map((image, i) =>
      enlarge(image, rows, columns, new Random(i, "noise of the benchmark"))
    ),
  };
}

function enlarge(image: Int16Array, rows: number, columns: number, random: Random): Int16Array {
  const large = new Int16Array(4 * rows * columns);
  for (let y = 0, at = 0; y < 2 * rows; y++) {
    const [above, below, down] = neighbors(y, rows);
    for (let x = 0; x < 2 * columns; x++, at++) {
      const [left, right, across] = neighbors(x, columns);
      const between = (row: number) =>
        image[row * columns + left]! * (1 - across) + image[row * columns + right]! * across;
      const value = between(above) * (1 - down) + between(below) * down;
      const noise = value > NOTHING ? random.normal(0, NOISE) : 0;
      large[at] = Math.max(-1024, Math.round(value + noise));
    }
  }
  return large;
}

/** The two old pixels around a new one, and the share of the second. */
function neighbors(at: number, length: number): [first: number, second: number, share: number] {
  const position = Math.min(length - 1, Math.max(0, (at - 0.5) / 2));
  const first = Math.floor(position);
  return [first, Math.min(length - 1, first + 1), position - first];
}
