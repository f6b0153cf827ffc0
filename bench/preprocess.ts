/**
 * The whole chain from JPEG Lossless DICOM to stored slices, hemoleak against Python as its users
 * write it (`bench/python/pipelines.py`), on the same real slices: alone on one core, then on all, in
 * turns. Prints tables in Markdown.
 *
 *     deno task bench:preprocess [--rounds 2]
 *
 * Needs Python with the venv module, dcmtk, and Debian's apt to fetch the slices.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readDicom } from "hemoleak/dicom/read.ts";
import { SetupError } from "hemoleak/error.ts";
import { formatNpy, parseNpyHeader } from "hemoleak/files/npy.ts";
import { headMask } from "hemoleak/preprocess/chain/background.ts";
import { Contestant } from "./contestant.ts";
import { ct512 } from "./ct_512.ts";
import { tellWhatIsMissing } from "./missing.ts";
import { benchmarkPython } from "./python_environment.ts";
import { runTool } from "./real_ct.ts";

tellWhatIsMissing();

const SCRIPTS = join(import.meta.dirname!, "python");
const WORK = join(import.meta.dirname!, "..", "data", "bench", "preprocess");
const OURS = "hemoleak";
/** How often a pass takes the slices, each time as another series. */
const SERIES = 6;
/** The names in `pipelines.py`, as the tables show them. */
const PIPELINES = {
  "scipy, numpy, cv2": "pydicom, SciPy mask, NumPy filter, cv2 resize",
  "scipy, numpy, skimage": "pydicom, SciPy mask, NumPy filter, scikit-image resize",
  "cv2": "pydicom, OpenCV mask, filter (ximgproc) and resize",
} as const;
type Pipeline = keyof typeof PIPELINES;

interface Setting {
  /** Null where there is no Python. */
  peers: Peers | null;
  folder: string;
  files: string[];
}

interface Peers {
  python: string;
  /** pydicom's, by its name there. */
  decoder: string;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Python with its packages; says why not where it cannot be had. */
async function findPeers(files: readonly string[]): Promise<Peers | null> {
  try {
    const python = await benchmarkPython("preprocess");
    return { python, decoder: await fastestDecoder(python, files) };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`hemoleak is measured alone. ${error.message}`);
    return null;
  }
}

/** pydicom's decoder that is fastest for these files. */
async function fastestDecoder(python: string, files: readonly string[]): Promise<string> {
  const { stdout } = await new Deno.Command(python, {
    args: [join(SCRIPTS, "decoders.py"), ...files],
    stderr: "inherit",
  }).output();
  const seconds: Record<string, number> = JSON.parse(new TextDecoder().decode(stdout));
  const [fastest] = Object.entries(seconds).sort(([, a], [, b]) => a - b);
  const milliseconds = Object.entries(seconds).map(([name, total]) =>
    `${name} ${(1000 * total / files.length).toFixed(1)} ms`
  );
  console.log(`pydicom's decoders, a file: ${milliseconds.join(", ")}\n`);
  return fastest![0];
}

/** Starts everybody with as many workers; with one, all on the same core. */
async function startAll(setting: Setting, workers: number): Promise<Contestant[]> {
  const { peers, folder, files } = setting;
  const pinned = workers === 1 ? await onOneCore() : [];
  const deno = [Deno.execPath(), "run", "--no-check", "-A"];
  const script = join(import.meta.dirname!, "preprocess_once.ts");
  const started = [
    await Contestant.start(OURS, [
      ...[...pinned, ...deno, script, String(workers), join(WORK, `store-${workers}`)],
      ...[String(SERIES), folder, ...files],
    ]),
  ];
  if (peers === null) return started;
  const { python, decoder } = peers;
  for (const pipeline of Object.keys(PIPELINES) as Pipeline[]) {
    const paths = files.map((file) => join(folder, file));
    const measure = [python, join(SCRIPTS, "measure.py"), pipeline, decoder, String(workers)];
    const command = [...pinned, ...measure, outputOf(pipeline), String(SERIES), ...paths];
    started.push(await Contestant.start(pipeline, command));
  }
  return started;
}

function outputOf(pipeline: Pipeline): string {
  return join(WORK, `${pipeline.replaceAll(", ", "_")}-`);
}

/** The start of a command that keeps all of its threads on one core. */
async function onOneCore(): Promise<string[]> {
  try {
    await runTool("taskset", ["--version"], "Debian's util-linux");
    return ["taskset", "-c", "0"];
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(
      `${error.message}. The figures of one core are of one worker, beside which Deno and Python may ` +
        "use other cores a little.",
    );
    return [];
  }
}

/** Everybody's median speed, and how many times hemoleak's is of it. */
async function compare(setting: Setting, workers: number, rounds: number): Promise<string[]> {
  const contestants = await startAll(setting, workers);
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) await contestant.pass();
  }
  for (const contestant of contestants) await contestant.end();
  const [ours] = contestants;
  const count = SERIES * setting.files.length;
  const rows = contestants.map(({ name, passes }) => {
    const wall = median(passes.map(({ wallSeconds }) => wallSeconds));
    const cpu = median(passes.map(({ cpuSeconds }) => cpuSeconds));
    const times = (of: "wallSeconds" | "cpuSeconds") =>
      median(passes.map((pass, i) => pass[of] / ours!.passes[i]![of])).toFixed(1);
    const title = name === OURS ? OURS : PIPELINES[name as Pipeline];
    return `| ${title} | ${(count / wall).toFixed(0)} | ${(1000 * cpu / count).toFixed(2)} | ` +
      `${times("wallSeconds")} | ${times("cpuSeconds")} |`;
  });
  const cores = workers === 1 ? "one core" : `${workers} cores`;
  return [
    `| ${cores} | slices/s | CPU ms per slice | hemoleak is faster, times | by CPU time |`,
    "|---|---:|---:|---:|---:|",
    ...rows,
  ];
}

async function readImages(path: string): Promise<{ shape: number[]; data: Uint8Array }> {
  const bytes = await Deno.readFile(path);
  const { shape, dataOffset } = parseNpyHeader(bytes.subarray(0, 4096), path);
  return { shape, data: bytes.subarray(dataOffset) };
}

/** How far two stacks of images agree, in words. */
function agreement(a: Uint8Array, b: Uint8Array): string {
  let equal = 0, close = 0, largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    if (difference === 0) equal++;
    if (difference <= 1) close++;
    largest = Math.max(largest, difference);
  }
  const share = (count: number) => `${(100 * count / a.length).toFixed(4)} %`;
  return `${share(equal)} of the pixels equal, ${share(close)} within one of 256 gray levels, ` +
    `largest difference ${largest}`;
}

/** hemoleak's images against Python's, as they are and with the same masks. */
async function compareImages(
  { python, decoder }: Peers,
  { folder, files }: Setting,
): Promise<void> {
  const [npy] = [...Deno.readDirSync(join(WORK, "store-1", "slices"))]
    .filter(({ name }) => name.endsWith(".npy"));
  const ours = await readImages(join(WORK, "store-1", "slices", npy!.name));
  const [masks, same] = ["masks.npy", "same_masks.npy"].map((name) => join(WORK, name));
  await Deno.writeFile(masks!, await headMasks(folder, files));
  const paths = files.map((file) => join(folder, file));
  const script = join(SCRIPTS, "with_masks.py");
  await runTool(python, [script, decoder, masks!, same!, ...paths], "Python");
  const first: Pipeline = "scipy, numpy, cv2";
  const theirs = await readImages(`${outputOf(first)}0.npy`), inside = await readImages(same!);
  console.log(`Output against ${PIPELINES[first]}: ${agreement(ours.data, theirs.data)}.`);
  console.log(`With hemoleak's head masks on both sides: ${agreement(ours.data, inside.data)}.`);
}

async function headMasks(folder: string, files: readonly string[]): Promise<Uint8Array> {
  const masks: Uint8Array[] = [];
  for (const file of files) {
    const { image } = await readDicom(await Deno.readFile(join(folder, file)), file);
    masks.push(headMask(image).data);
  }
  const all = new Uint8Array(masks.length * masks[0]!.length);
  masks.forEach((mask, i) => all.set(mask, i * mask.length));
  return formatNpy(all, [masks.length, 512, 512]);
}

/** The decoder alone, beside dcmtk's and GDCM's. */
async function compareDecoders(): Promise<void> {
  const script = join(import.meta.dirname!, "jpeg_lossless.ts");
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "-A", script],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (!success) console.error("JPEG Lossless alone was not measured: see above.");
}

const { values } = parseArgs({ options: { rounds: { type: "string", default: "2" } } });
await Deno.mkdir(WORK, { recursive: true });
const { folder, files } = await ct512();
const peers = await findPeers(files.map((file) => join(folder, file)));
const setting: Setting = { peers, folder, files };
const decoded = peers === null ? "" : `; pydicom decodes with ${peers.decoder}`;
console.log(`${files.length} slices of 512 x 512 pixels${decoded}\n`);
for (const workers of [1, navigator.hardwareConcurrency]) {
  console.log(`${(await compare(setting, workers, Number(values.rounds))).join("\n")}\n`);
}
if (peers !== null) await compareImages(peers, setting);
console.log("");
await compareDecoders();
