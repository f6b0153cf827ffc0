/**
 * Reads mutations, in a process of its own that may be killed. For every line with a seed on standard
 * input it prints `{ "seed": …, "started": true }` and then a {@linkcode Finding}.
 *
 *     deno run -A tests/dicom/fuzz/fuzz_process.ts quick|all [hash]
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type DicomHeader, readDicomHeader } from "hemoleak/dicom/header.ts";
import { readDicomHeaderFile } from "hemoleak/dicom/header_file.ts";
import { type DicomSlice, readDicom } from "hemoleak/dicom/read.ts";
import { isHemoleakError } from "hemoleak/error.ts";
import { complaintAbout, type Outcome, outcomeOf } from "./judge.ts";
import { linesOf } from "./lines.ts";
import { mutate, type NamedMutation } from "./mutate.ts";
import { type Original, originals } from "./originals.ts";
import { resetPeak, residentBytes } from "./peak_memory.ts";

/** What became of one mutation. */
export interface Finding {
  seed: number;
  file: string;
  mutation: string;
  /** Whether an image was given, or the file refused. */
  read: boolean;
  /** What is wrong, or null. */
  complaint: string | null;
  /** CPU time of the reading. */
  milliseconds: number;
  /** Growth of the process's memory while it read. */
  megabytes: number;
  /** The message of the refusal. */
  message: string | null;
  /** The image as its header says it is, where there is such a one and hashes are asked for. */
  image: HashedImage | null;
}

/** What is told of an image to compare it with another reader's. */
export interface HashedImage {
  shape: number[];
  /** Of HU as float32. */
  sha256: string;
}

/** The requirements: what reading one file may take, in CPU time and in memory. */
export const LIMITS = { milliseconds: 1000, megabytes: 512 } as const;

/** Reads one mutation and judges what comes of it. */
async function tryMutation(
  mutation: NamedMutation,
  seed: number,
  undamaged: Outcome,
): Promise<Finding> {
  const { original, name, bytes } = mutation;
  resetPeak();
  const { now } = residentBytes(), before = process.cpuUsage();
  const outcome = await outcomeOf(() => readDicom(bytes, "fuzzed.dcm"));
  const { user, system } = process.cpuUsage(before), { peak } = residentBytes();
  const milliseconds = (user + system) / 1000, megabytes = (peak - now) / 2 ** 20;
  const complaints = [
    complaintAbout(outcome, mutation, undamaged),
    await complaintAboutFrame(outcome, bytes, seed),
    complaintAboutHeader(outcome, bytes),
    seed % 8 === 0 ? await complaintAboutHeaderFile(bytes) : null,
    milliseconds > LIMITS.milliseconds ? `${milliseconds.toFixed(0)} ms` : null,
    megabytes > LIMITS.megabytes ? `${megabytes.toFixed(0)} MB` : null,
  ].filter((complaint) => complaint !== null);
  return {
    ...{ seed, file: original.name, mutation: name },
    read: !("thrown" in outcome),
    complaint: complaints.length === 0 ? null : complaints.join("; "),
    ...{ milliseconds, megabytes },
    message: "thrown" in outcome ? String((outcome.thrown as Error)?.message) : null,
    image: "thrown" in outcome || Deno.args[1] !== "hash" ? null : hashed(outcome),
  };
}

function hashed({ image: { shape, data }, notes }: DicomSlice): HashedImage | null {
  if (notes.includes("wrapped air")) return null;
  const bytes = new Uint8Array(Float32Array.from(data).buffer);
  return { shape, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** One frame alone is the same as among the others. */
async function complaintAboutFrame(
  whole: Outcome,
  bytes: Uint8Array,
  seed: number,
): Promise<string | null> {
  if ("thrown" in whole || whole.image.shape.length < 3) return null;
  const frame = seed % whole.image.shape[0]!;
  const outcome = await outcomeOf(() => readDicom(bytes, "fuzzed.dcm", { frame }));
  const { data, shape } = whole.image;
  const pixels = shape[1]! * shape[2]!;
  const values = Float64Array.from(data.subarray(frame * pixels, (frame + 1) * pixels));
  const expected = { shape: shape.slice(1), values };
  const complaint = complaintAbout(outcome, { expected }, whole);
  if ("thrown" in outcome && complaint === null) return `frame ${frame} alone is refused`;
  return complaint === null ? null : `frame ${frame} alone: ${complaint}`;
}

/** The header of an image that is read is read alone, too, and says the same. */
function complaintAboutHeader(whole: Outcome, bytes: Uint8Array): string | null {
  try {
    const { rows, columns } = readDicomHeader(bytes, "fuzzed.dcm");
    if ("thrown" in whole || (whole.rows === rows && whole.columns === columns)) return null;
    return `header alone: ${rows} x ${columns}`;
  } catch (thrown) {
    const complaint = complaintAbout({ thrown }, { expected: "anything" }, whole);
    if (complaint !== null) return `header alone: ${complaint}`;
    return "thrown" in whole ? null : "header alone is refused";
  }
}

/** Of a file on disk, of which no more is read than needed, the header is the same. */
async function complaintAboutHeaderFile(bytes: Uint8Array): Promise<string | null> {
  const path = await Deno.makeTempFile({ suffix: ".dcm" });
  try {
    await Deno.writeFile(path, bytes);
    const [whole, part] = await Promise.all([
      headerText(() => readDicomHeader(bytes, "fuzzed.dcm")),
      headerText(() => readDicomHeaderFile(path, "fuzzed.dcm")),
    ]);
    return whole === part ? null : `header of the file on disk: ${part}, not ${whole}`;
  } finally {
    await Deno.remove(path);
  }
}

/** A header as text, or that it is refused: why may depend on how much was read. */
async function headerText(read: () => DicomHeader | Promise<DicomHeader>): Promise<string> {
  try {
    return JSON.stringify(await read());
  } catch (error) {
    return isHemoleakError(error) ? "refused" : String(error);
  }
}

if (import.meta.main) {
  const files = await originals({ quick: Deno.args[0] === "quick" });
  const undamaged = new Map<Original, Outcome>();
  for await (const line of linesOf(Deno.stdin.readable)) {
    const seed = Number(line);
    const mutation = mutate(files, seed);
    const { original } = mutation;
    if (!undamaged.has(original)) {
      undamaged.set(original, await outcomeOf(() => readDicom(original.bytes, original.name)));
    }
    const file = original.name;
    console.log(JSON.stringify({ seed, started: true, file, mutation: mutation.name }));
    console.log(JSON.stringify(await tryMutation(mutation, seed, undamaged.get(original)!)));
  }
}
