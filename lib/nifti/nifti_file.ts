import { pipeline, Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { createGunzip } from "node:zlib";
import { NiftiError } from "../error.ts";
import { HEADER_BYTES, type NiftiHeader, readNiftiHeader } from "./header.ts";

/** A volume takes at most this much memory: 768 slices of 512 x 512 int16. */
const LARGEST_VOLUME = 384 * 1024 ** 2;

/** No deflated byte stands for more (zlib's own bound). */
const HIGHEST_RATIO = 1032;

/** What may follow the voxels in a compressed file, to be read for its checksum's sake. */
const LARGEST_REST = 1024 ** 2;

/** Whether a file is NIfTI by its name: `.nii` or `.nii.gz`. */
export function isNiftiName(file: string): boolean {
  return /\.nii(\.gz)?$/i.test(file);
}

/**
 * Reads the header of a NIfTI file, and of the file no more than that needs.
 *
 * @param path Where the file is; compressed with gzip or not.
 * @param file Its name for messages.
 * @throws {NiftiError} As {@linkcode readNiftiHeader}; also when the file cannot hold the volume that
 *   the header promises, or the volume exceeds 384 MiB.
 * @throws The operating system's error when the file cannot be read.
 */
export async function readNiftiHeaderFile(path: string, file: string): Promise<NiftiHeader> {
  const start = await readBytes(path, HEADER_BYTES, file, "start");
  const header = readNiftiHeader(start.bytes, file);
  expectRoom(header, start, file);
  return header;
}

/**
 * Reads the header and the voxels, as stored, of a NIfTI file.
 *
 * @throws {NiftiError} As {@linkcode readNiftiHeaderFile}; also when a compressed file is damaged or
 *   holds far more than its header says.
 */
export async function readNiftiVoxels(
  path: string,
  file: string,
): Promise<{ header: NiftiHeader; voxels: Uint8Array }> {
  const header = await readNiftiHeaderFile(path, file);
  const { bytes } = await readBytes(path, lengthOf(header), file, "all");
  if (bytes.length < lengthOf(header)) refuseShort(file, lengthOf(header), bytes.length);
  return { header, voxels: bytes.subarray(header.offset) };
}

/** Bytes up to the last voxel. */
function lengthOf({ offset, size: [x, y, z], bytesPerVoxel }: NiftiHeader): number {
  return offset + x * y * z * bytesPerVoxel;
}

/** Refuses a header that promises what the file cannot hold, before any memory is set aside for it. */
function expectRoom(header: NiftiHeader, { fileSize, isGzip }: Start, file: string): void {
  const length = lengthOf(header);
  if (length > LARGEST_VOLUME) {
    throw new NiftiError({
      file,
      expected: `a volume of up to ${LARGEST_VOLUME >> 20} MiB`,
      problem:
        `its header promises ${Math.ceil(length / 2 ** 20)} MiB (${header.size.join(" x ")}, ` +
        `${header.type})`,
    });
  }
  const room = isGzip ? fileSize * HIGHEST_RATIO : fileSize;
  if (length > room) refuseShort(file, length, room);
}

function refuseShort(file: string, expected: number, found: number): never {
  throw new NiftiError({
    file,
    expected: `${expected} bytes, as its header says,`,
    found: `${found} at most`,
    hint: "it is cut off or damaged: copy it again",
  });
}

/** The first bytes of a file, uncompressed. */
interface Start {
  bytes: Uint8Array<ArrayBuffer>;
  /** Length of the file as it is on disk. */
  fileSize: number;
  isGzip: boolean;
}

/** @param part Whether the bytes are all that the file should hold, so that its end counts. */
async function readBytes(
  path: string,
  count: number,
  file: string,
  part: "start" | "all",
): Promise<Start> {
  const handle = await Deno.open(path);
  let streaming = false;
  try {
    const fileSize = (await handle.stat()).size;
    const magic = await readPlain(handle, 2);
    await handle.seek(0, Deno.SeekMode.Start);
    const isGzip = magic[0] === 0x1f && magic[1] === 0x8b;
    streaming = isGzip;
    const bytes = isGzip
      ? await readGzip(handle.readable, count, file, part)
      : await readPlain(handle, Math.min(count, fileSize));
    return { bytes, fileSize, isGzip };
  } finally {
    // A file that was read as a stream is closed with it.
    if (!streaming) handle.close();
  }
}

async function readPlain(handle: Deno.FsFile, count: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(count);
  let filled = 0;
  while (filled < count) {
    const read = await handle.read(bytes.subarray(filled));
    if (read === null) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}

/**
 * Up to `count` bytes out of gzip; if they should be all, on to the end, where the checksum is. A gzip
 * file may consist of several members, one after the other (RFC 1952 section 2.2), as bgzip writes
 * them, and be padded with zeros; `DecompressionStream` takes neither.
 */
async function readGzip(
  compressed: ReadableStream<Uint8Array<ArrayBuffer>>,
  count: number,
  file: string,
  part: "start" | "all",
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(count);
  let filled = 0, rest = 0;
  const source = Readable.fromWeb(compressed as NodeReadableStream);
  // The loop throws the errors; leaving it early closes the file.
  const inflated = pipeline(source, createGunzip(), () => {});
  try {
    for await (const chunk of inflated) {
      const used = chunk.subarray(0, count - filled);
      bytes.set(used, filled);
      filled += used.length;
      rest += chunk.length - used.length;
      if (part === "start" && filled === count || rest > LARGEST_REST) break;
    }
  } catch (error) {
    if (!(error as { code?: string }).code?.startsWith("Z_")) throw error;
    throw new NiftiError({
      file,
      expected: "gzip",
      problem: "it is damaged or cut off",
      hint: "copy it again",
    });
  }
  if (part === "all" && rest > LARGEST_REST) {
    throw new NiftiError({
      file,
      expected: `${count} bytes, as its header says,`,
      found: `over ${rest} more`,
    });
  }
  return bytes.subarray(0, filled);
}
