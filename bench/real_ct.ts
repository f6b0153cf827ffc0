/**
 * A real head CT to measure with: the `Cranium` of InVesalius, which Debian's `invesalius-examples`
 * holds as int16 HU (GPL-2: fetched, never kept in this repository). 108 axial slices of 256 x 256
 * pixels of 0.957 mm, 1.5 mm apart, with their noise, head holder and teeth.
 *
 * @module
 */
import { join } from "node:path";
import { SetupError } from "hemoleak/error.ts";
import { ctElements, dicomBytes, SYNTAX } from "../tests/fixtures/dicom_writer.ts";

const PACKAGE = "invesalius-examples";
const PROJECT_FILE = `usr/share/doc/${PACKAGE}/examples/Cranium.inv3`;
const ROWS = 256, COLUMNS = 256, SLICES = 108;
const SPACING = [0.9570312, 0.9570312, 1.5] as const;
/** What CQ500 adds to HU before storing them. */
const OFFSET = 1024;

/** Axial slices of one scan, from the neck up. */
export interface RealSlices {
  rows: number;
  columns: number;
  /** HU of each slice, row by row. */
  images: Int16Array[];
}

/**
 * The slices of the scan; fetched once, into the cache.
 *
 * @throws {SetupError} The package cannot be fetched; says what to install.
 */
export async function realSlices(): Promise<RealSlices> {
  const path = join(cacheFolder(), "cranium.int16");
  const bytes = await Deno.readFile(path).catch(() => fetchVolume(path));
  const expected = SLICES * ROWS * COLUMNS * 2;
  if (bytes.length !== expected) {
    throw new Error(`${path}: expected ${expected} bytes but found ${bytes.length}; remove it`);
  }
  const volume = new Int16Array(bytes.buffer);
  const images = Array.from(
    { length: SLICES },
    (_, i) => volume.subarray(i * ROWS * COLUMNS, (i + 1) * ROWS * COLUMNS),
  );
  return { rows: ROWS, columns: COLUMNS, images };
}

function cacheFolder(): string {
  const { HEMOLEAK_CACHE, XDG_CACHE_HOME, HOME } = Deno.env.toObject();
  const cache = HEMOLEAK_CACHE ??
    join(XDG_CACHE_HOME ?? join(HOME ?? "/tmp", ".cache"), "hemoleak");
  return join(cache, "bench");
}

/** Takes the volume out of the package, a gzipped tar within a .deb, and keeps it at `path`. */
async function fetchVolume(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const folder = await Deno.makeTempDir({ prefix: "hemoleak-real-ct-" });
  try {
    await runTool("apt-get", ["download", PACKAGE], "apt (a Debian or Ubuntu system)", folder);
    const [archive] = [...Deno.readDirSync(folder)].filter(({ name }) => name.endsWith(".deb"));
    await runTool("dpkg", ["-x", archive!.name, "."], "dpkg", folder);
    const member = ["--wildcards", "*/matrix.dat", "--strip-components=1"];
    await runTool("tar", ["-xzf", PROJECT_FILE, ...member], "tar", folder);
    await Deno.mkdir(cacheFolder(), { recursive: true });
    const bytes = await Deno.readFile(join(folder, "matrix.dat"));
    await Deno.writeFile(`${path}.partial`, bytes);
    await Deno.rename(`${path}.partial`, path);
    return bytes;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Runs a program to its end.
 *
 * @param install What to install if it is missing.
 * @throws {SetupError} It is missing or fails.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  install: string,
  folder: string = Deno.cwd(),
): Promise<void> {
  const { success, stderr } = await outputOf(program, args, folder).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new SetupError(`${program} is needed for this and not installed: install ${install}`);
  });
  if (!success) {
    throw new SetupError(`${program} failed: ${new TextDecoder().decode(stderr).trim()}`);
  }
}

/** Rejects where there is no such program; `output` itself throws before it gives a promise. */
async function outputOf(
  program: string,
  args: readonly string[],
  folder: string,
): Promise<Deno.CommandOutput> {
  return await new Deno.Command(program, { args: [...args], cwd: folder }).output();
}

/** How a DICOM file of real slices is stored: not compressed, or by dcmtk's encoder. */
export type Storage = "plain" | "JPEG Lossless";

/**
 * Writes slices as the files CT000000.dcm, CT000001.dcm, ... of one series, with values stored as in
 * CQ500: 16 bits, signed, HU + 1024.
 *
 * @returns Their paths, in order.
 */
export async function writeSlices(
  slices: RealSlices,
  folder: string,
  storage: Storage,
): Promise<string[]> {
  const paths: string[] = [];
  for (const [index, image] of slices.images.entries()) {
    const path = join(folder, `CT${String(index).padStart(6, "0")}.dcm`);
    await writeFrames({ ...slices, images: [image] }, path, storage, index);
    paths.push(path);
  }
  return paths;
}

/**
 * Writes slices as the frames of one file.
 *
 * @param index The first slice's place in the scan, counted from 0.
 */
export async function writeFrames(
  { rows, columns, images }: RealSlices,
  path: string,
  storage: Storage,
  index = 0,
): Promise<void> {
  const values = new Int16Array(images.length * rows * columns);
  images.forEach((image, i) => values.set(image.map((unit) => unit + OFFSET), i * rows * columns));
  const elements = ctElements({
    "00080018": ["UI", `2.25.7.${index + 1}`],
    "00100020": ["LO", "Cranium"],
    "00180050": ["DS", String(SPACING[2])],
    "00200013": ["IS", String(index + 1)],
    "00200032": ["DS", `-122.5\\-122.5\\${index * SPACING[2]}`],
    "00280008": images.length === 1 ? null : ["IS", String(images.length)],
    "00280010": ["US", rows],
    "00280011": ["US", columns],
    "00280030": ["DS", `${SPACING[0]}\\${SPACING[1]}`],
    "00281052": ["DS", String(-OFFSET)],
    "7fe00010": ["OW", new Uint8Array(values.buffer)],
  });
  await Deno.writeFile(path, dicomBytes(elements, SYNTAX.explicit));
  if (storage === "JPEG Lossless") {
    await runTool("dcmcjpeg", ["+e1", "--uid-never", path, `${path}.partial`], "Debian's dcmtk");
    await Deno.rename(`${path}.partial`, path);
  }
}
