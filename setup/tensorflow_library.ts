import { dirname, join } from "node:path";
import { SetupError } from "../lib/error.ts";
import type { Progress } from "../lib/progress.ts";
import type { LibraryVariant } from "../lib/tensorflow/library/library.ts";
import { runCommand } from "./command.ts";
import { requireSpace } from "./disk_space.ts";
import { runPip } from "./pip.ts";
import { watchSize } from "./watch_size.ts";

/** A shared library in TensorFlow's wheel. */
export interface LibraryPin {
  name: string;
  bytes: number;
  sha256: string;
}

/** Where a build of libtensorflow comes from and how to know it. */
export interface TensorFlowBuild {
  /** The pip requirements file that pins the wheel by its checksum. */
  requirements: string;
  wheelBytes: number;
  libraries: readonly LibraryPin[];
  /** The CUDA libraries that the build loads from `../nvidia`, if it needs them. */
  cuda?: { requirements: string; bytes: number };
}

const REQUIREMENTS = join(import.meta.dirname!, "requirements");

/** The builds that can be set up. */
export const TENSORFLOW_BUILDS: Readonly<Record<LibraryVariant, TensorFlowBuild>> = {
  cpu: {
    requirements: join(REQUIREMENTS, "tensorflow-cpu.txt"),
    wheelBytes: 273_829_956,
    libraries: [
      {
        name: "libtensorflow_cc.so.2",
        bytes: 788_086_608,
        sha256: "6505a4b9657e62100c6bdacb683957a395cb047725042945aaa50e40a71e429e",
      },
      {
        name: "libtensorflow_framework.so.2",
        bytes: 65_222_328,
        sha256: "f060b323b26ef80add21b9df9428de3aeaf2843d772c5bb098745f7abff3709b",
      },
    ],
  },
  gpu: {
    requirements: join(REQUIREMENTS, "tensorflow-gpu.txt"),
    wheelBytes: 572_440_367,
    libraries: [
      {
        name: "libtensorflow_cc.so.2",
        bytes: 1_096_372_272,
        sha256: "2889ecc99d7641620f41a4bea538f4dd4b626f75aa3e12623161ae939054191c",
      },
      {
        name: "libtensorflow_framework.so.2",
        bytes: 162_648_808,
        sha256: "98847c6f0448308159f6d3ff55e13a9e92978598c7fbb34cde63aadf35c6fe84",
      },
    ],
    cuda: { requirements: join(REQUIREMENTS, "nvidia.txt"), bytes: 6_000_000_000 },
  },
};

/** The platform tags of the wheel, given to pip so that any Python can fetch it. */
const WHEEL_PLATFORM = [
  "--platform=manylinux_2_27_x86_64",
  "--python-version=3.11",
  "--implementation=cp",
  "--abi=cp311",
];

/** Whether a folder holds a build's libraries, recognized by their size: a full reading takes seconds. */
export async function hasTensorFlow(folder: string, build: TensorFlowBuild): Promise<boolean> {
  for (const { name, bytes } of build.libraries) {
    const info = await Deno.stat(join(folder, name)).catch(() => null);
    if (info?.size !== bytes) return false;
  }
  return true;
}

/**
 * Fetches a build's wheel, unpacks its libraries beside the folder and renames them into place.
 *
 * @param folder Where the libraries will be; replaced if it is there.
 * @param python An interpreter with pip.
 * @param report Makes a listener for a step that is named.
 * @throws {SetupError} No network or disk space, or a file is not the expected one.
 */
export async function installTensorFlow(
  folder: string,
  build: TensorFlowBuild,
  python: string,
  report: (label: string) => Progress,
): Promise<void> {
  const unpackedBytes = build.libraries.reduce((sum, { bytes }) => sum + bytes, 0);
  await inPartialFolder(folder, build.wheelBytes + unpackedBytes, async (partial) => {
    const wheel = await downloadWheel(partial, build, python, report("Downloading TensorFlow"));
    await watchSize(
      join(partial, "ready"),
      unpackedBytes,
      report("Unpacking TensorFlow"),
      unpackLibraries(wheel, join(partial, "ready"), build, python),
    );
  });
}

/** Whether the CUDA libraries of a build are there. */
export async function hasCuda(folder: string, build: TensorFlowBuild): Promise<boolean> {
  if (build.cuda === undefined) return true;
  const installed = await Deno.readTextFile(join(folder, PINS)).catch(() => "");
  return installed === await Deno.readTextFile(build.cuda.requirements);
}

/**
 * Fetches NVIDIA's CUDA libraries, where libtensorflow looks for them: a folder `nvidia` beside its own.
 *
 * @throws {SetupError} No network or disk space, or a file is not the expected one.
 */
export async function installCuda(
  folder: string,
  build: TensorFlowBuild,
  python: string,
  report: (label: string) => Progress,
): Promise<void> {
  if (build.cuda === undefined) return;
  const { requirements, bytes } = build.cuda;
  await inPartialFolder(folder, bytes, async (partial) => {
    const target = join(partial, "packages");
    const fetched = runPip(
      python,
      ["install", "--no-cache-dir", "--no-compile", `--target=${target}`, ...pinned(requirements)],
      "Fetching the CUDA libraries",
      { env: { TMPDIR: partial } },
    );
    await watchSize(partial, bytes, report("Downloading CUDA libraries"), fetched);
    await Deno.rename(join(target, "nvidia"), join(partial, "ready"));
    await Deno.copyFile(requirements, join(partial, "ready", PINS));
  });
}

/** The file in a folder that says which pins it was made from. */
const PINS = "hemoleak-pins.txt";

function pinned(requirements: string): string[] {
  return ["--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes", `-r${requirements}`];
}

/** Has `fill` make a folder `ready` beside the real one, and puts it in its place when it is whole. */
async function inPartialFolder(
  folder: string,
  bytes: number,
  fill: (partial: string) => Promise<void>,
): Promise<void> {
  const partial = `${folder}.partial`;
  await removeFolder(partial);
  const remedy = ", or name another folder with HEMOLEAK_CACHE,";
  await requireSpace(dirname(folder), bytes, "TensorFlow", remedy);
  await Deno.mkdir(join(partial, "ready"), { recursive: true });
  try {
    await fill(partial);
    await removeFolder(folder);
    await Deno.rename(join(partial, "ready"), folder);
  } finally {
    await removeFolder(partial);
  }
}

async function downloadWheel(
  partial: string,
  build: TensorFlowBuild,
  python: string,
  progress: Progress,
): Promise<string> {
  const folder = join(partial, "wheel");
  await Deno.mkdir(folder);
  const downloaded = runPip(
    python,
    [
      "download",
      "--no-cache-dir",
      `--dest=${folder}`,
      ...WHEEL_PLATFORM,
      ...pinned(build.requirements),
    ],
    "Fetching TensorFlow",
    { env: { TMPDIR: partial } },
  );
  await watchSize(partial, build.wheelBytes, progress, downloaded);
  const [wheel] = Array.from(Deno.readDirSync(folder));
  return join(folder, wheel!.name);
}

async function unpackLibraries(
  wheel: string,
  folder: string,
  build: TensorFlowBuild,
  python: string,
): Promise<void> {
  const script = join(import.meta.dirname!, "unpack_members.py");
  const members = build.libraries.map(({ name }) => `tensorflow/${name}`);
  let printed = "{}";
  const { success, stderr } = await runCommand(python, ["-I", script, wheel, folder, ...members], {
    onLine: (line) => printed = line,
  });
  if (!success) {
    const reason = stderr.trim().split("\n").at(-1);
    throw new SetupError(`Unpacking TensorFlow failed (${reason}): run this again.`);
  }
  const digests: Record<string, string> = JSON.parse(printed);
  for (const { name, sha256 } of build.libraries) {
    if (digests[name] !== sha256) {
      throw new SetupError({
        expected: `${name} with SHA-256 ${sha256}`,
        problem: `unpacked ${digests[name]}`,
        hint: "run this again",
      });
    }
  }
}

async function removeFolder(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
