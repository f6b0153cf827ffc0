/**
 * JPEG Lossless decoding: hemoleak against dcmtk's `dcmdjpeg` and GDCM's `gdcmconv`, by CPU time, on
 * the same real CT slices that dcmtk's encoder compressed. In turns, one process at a time; the
 * others' start and end are taken off by running them on a file of one slice as well.
 *
 *     deno task bench:jpeg-lossless [rounds]
 *
 * Needs Debian's dcmtk and libgdcm-tools, bash, and apt to fetch the slices.
 *
 * @module
 */
import { join } from "node:path";
import process from "node:process";
import { encapsulatedFrames, joined } from "hemoleak/dicom/codecs/fragments.ts";
import {
  decodeJpegLossless,
  decodeJpegLosslessHounsfield,
} from "hemoleak/dicom/codecs/jpeg_lossless.ts";
import { MarkerReader } from "hemoleak/dicom/codecs/jpeg_markers.ts";
import { DicomDataSet } from "hemoleak/dicom/data_set.ts";
import { SetupError } from "hemoleak/error.ts";
import { tellWhatIsMissing } from "./missing.ts";
import { type RealSlices, realSlices, runTool, writeFrames } from "./real_ct.ts";

tellWhatIsMissing();

/** As `writeFrames` stores them. */
const FORMAT = {
  ...{ bitsStored: 16, highBit: 15, signed: true },
  ...{ rescaleSlope: 1, rescaleIntercept: -1024 },
};
/** How often each slice is in the file: enough work for a clock of milliseconds. */
const REPEATS = 8;

const OTHERS = {
  dcmtk: { command: ["dcmdjpeg", "+te"], install: "Debian's dcmtk" },
  GDCM: { command: ["gdcmconv", "--raw"], install: "Debian's libgdcm-tools" },
} as const;
type Other = keyof typeof OTHERS;

/** Those of the others that are installed; says of each that is not what to install. */
async function installedOthers(): Promise<Other[]> {
  const found: Other[] = [];
  for (const [name, { command, install }] of Object.entries(OTHERS)) {
    try {
      await runTool(command[0], ["--version"], install);
      found.push(name as Other);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      console.error(`${name} is left out. ${error.message}`);
    }
  }
  return found;
}

/** The slices four in a square, as large as those of most scanners. */
function sideBySide({ rows, columns, images }: RealSlices): RealSlices {
  const squares = Array.from({ length: Math.floor(images.length / 4) }, (_, i) => {
    const square = new Int16Array(4 * rows * columns);
    for (const [k, image] of images.slice(4 * i, 4 * i + 4).entries()) {
      const corner = (k >> 1) * rows * 2 * columns + (k & 1) * columns;
      for (let row = 0; row < rows; row++) {
        const from = image.subarray(row * columns, (row + 1) * columns);
        square.set(from, corner + row * 2 * columns);
      }
    }
    return square;
  });
  return { rows: 2 * rows, columns: 2 * columns, images: squares };
}

/** Seconds of CPU that a command takes with all its children, by the shell's clock. */
async function cpuSeconds(command: readonly string[]): Promise<number> {
  const { success, stderr } = await new Deno.Command("bash", {
    args: ["-c", 'TIMEFORMAT="%3U %3S"; time "$@" 2>/dev/null', "bash", ...command],
  }).output();
  const text = new TextDecoder().decode(stderr);
  if (!success) throw new Error(`${command.join(" ")} failed: ${text}`);
  const [user, system] = text.trim().split(/\s+/).map(Number);
  return user! + system!;
}

/** Milliseconds of CPU a frame that a function takes; the process's other threads count, too. */
function cpuMillisecondsEach(frames: readonly Uint8Array[], work: (frame: Uint8Array) => unknown) {
  const before = process.cpuUsage();
  for (const frame of frames) work(frame);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / frames.length;
}

const OURS = {
  "hemoleak, to HU": (frame: Uint8Array) => decodeJpegLosslessHounsfield(frame, "bench", FORMAT),
  "hemoleak, to samples": (frame: Uint8Array) => decodeJpegLossless(frame, "bench"),
  "of it reading the markers": (frame: Uint8Array) => new MarkerReader(frame, "bench").read(),
};

/** The largest difference of another program's pixels from ours, in stored values. */
async function largestDifference(
  frames: readonly Uint8Array[],
  { command }: typeof OTHERS[Other],
  source: string,
  target: string,
): Promise<number> {
  await runTool(command[0], [...command.slice(1), source, target], command[0]);
  const plain = DicomDataSet.parse(await Deno.readFile(target), target);
  const { offset, length } = plain.pixelData!;
  const words = new Uint16Array(plain.bytes.slice(offset, offset + length).buffer);
  let largest = 0, at = 0;
  for (const frame of frames) {
    for (const sample of decodeJpegLossless(frame, source).samples) {
      const difference = (sample << 16 >> 16) - (words[at++]! << 16 >> 16);
      largest = Math.max(largest, Math.abs(difference));
    }
  }
  if (at !== words.length) throw new Error(`${target}: ${words.length} pixels instead of ${at}`);
  return largest;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

async function measure(folder: string, rounds: number): Promise<void> {
  const others = await installedOthers();
  const slices = sideBySide(await realSlices());
  const many = join(folder, "many.dcm"), one = join(folder, "one.dcm");
  const repeated = Array.from({ length: REPEATS }, () => slices.images).flat();
  await writeFrames({ ...slices, images: repeated }, many, "JPEG Lossless");
  await writeFrames({ ...slices, images: slices.images.slice(0, 1) }, one, "JPEG Lossless");
  const data = DicomDataSet.parse(await Deno.readFile(many), many);
  const frames = encapsulatedFrames(data, repeated.length).map(joined);
  const bytes = frames.reduce((sum, { length }) => sum + length, 0);
  const pixels = repeated.length * slices.rows * slices.columns;
  console.log(
    `${repeated.length} images of ${slices.rows} x ${slices.columns}, ` +
      `${(8 * bytes / pixels).toFixed(2)} bits per pixel; median of ${rounds} rounds\n`,
  );

  const differences: Record<string, number> = {};
  for (const name of others) {
    differences[name] = await largestDifference(
      frames,
      OTHERS[name],
      many,
      join(folder, "plain.dcm"),
    );
  }
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(OURS)) {
      (times[name] ??= []).push(cpuMillisecondsEach(frames, work));
    }
    for (const name of others) {
      const { command } = OTHERS[name];
      // Writing is not decoding: what they write goes nowhere.
      const all = await cpuSeconds([...command, many, "/dev/null"]);
      const first = await cpuSeconds([...command, one, "/dev/null"]);
      (times[name] ??= []).push(1000 * (all - first) / (repeated.length - 1));
    }
  }
  printTable(times, differences);
}

function printTable(times: Record<string, number[]>, differences: Record<string, number>): void {
  const ours = times["hemoleak, to HU"]!;
  console.log("| | CPU ms per image | times hemoleak's | largest difference |");
  console.log("|---|---:|---:|---:|");
  for (const [name, values] of Object.entries(times)) {
    const ratio = median(values.map((value, round) => value / ours[round]!));
    const isOther = name in differences;
    const cells = [
      ...[name, median(values).toFixed(3)],
      ...(isOther ? [ratio.toFixed(2), differences[name]] : ["", ""]),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

const folder = await Deno.makeTempDir({ prefix: "hemoleak-bench-" });
try {
  await measure(folder, Number(Deno.args[0] ?? 5));
} finally {
  await Deno.remove(folder, { recursive: true });
}
