import { type RasterHeader, refuse } from "./raster_header.ts";
import { KIND_BYTES, namedKind, rasterKind } from "./raster_kind.ts";
import { readRasterHeader } from "./read_raster.ts";

/** Holds the header of nearly every PNG and JPEG file. */
const FIRST_READ = 64 * 1024;
/** A larger file is no slice. */
const LARGEST_FILE = 1024 ** 3;

/**
 * Reads the header of an image file on disk: of PNG and JPEG no more than that needs, as a rule.
 *
 * @param path Where the file is.
 * @param file Its name for messages.
 * @returns null where the file is neither an image by its first bytes nor one by its name.
 * @throws {RasterError} It is damaged, of a kind that is not read, or larger than 1 GiB.
 * @throws The operating system's error when the file cannot be read.
 */
export async function readRasterHeaderFile(
  path: string,
  file: string,
): Promise<RasterHeader | null> {
  using handle = await Deno.open(path);
  const { size } = await handle.stat();
  const first = await readUpTo(handle, Math.min(size, FIRST_READ));
  if (rasterKind(first.subarray(0, KIND_BYTES)) === null && namedKind(file) === undefined) {
    return null;
  }
  const header = readRasterHeader(first, file, first.length === size);
  if (header !== null) return header;
  if (size > LARGEST_FILE) {
    refuse(file, {
      expected: "an image file of up to 1 GiB",
      found: `${Math.ceil(size / 2 ** 20)} MiB`,
    });
  }
  await handle.seek(0, Deno.SeekMode.Start);
  return readRasterHeader(await readUpTo(handle, size), file, true);
}

/** The first bytes of a file, at most so many. */
export async function readStart(path: string, length: number): Promise<Uint8Array> {
  using handle = await Deno.open(path);
  return await readUpTo(handle, length);
}

async function readUpTo(handle: Deno.FsFile, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const count = await handle.read(bytes.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
