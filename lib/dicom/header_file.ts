import { DicomError } from "../error.ts";
import { isDicom } from "./file_start.ts";
import { type DicomHeader, readDicomHeader } from "./header.ts";

const FIRST_READ = 16 * 1024;
const LARGEST_HEADER = 64 * 1024 * 1024;

/**
 * Reads the header of a DICOM file on disk, and of the file no more than that needs.
 *
 * @param path Where the file is.
 * @param file Its name for messages.
 * @throws {DicomError} As {@link readDicomHeader}; also when the header exceeds 64 MiB.
 * @throws The operating system's error when the file cannot be read.
 */
export async function readDicomHeaderFile(path: string, file: string): Promise<DicomHeader> {
  using handle = await Deno.open(path);
  const { size } = await handle.stat();
  let prefix = await readPrefix(handle, new Uint8Array(0), Math.min(size, FIRST_READ));
  while (prefix.length < size && isDicom(prefix)) {
    const header = headerInPrefix(prefix, file);
    if (header !== null) return header;
    if (prefix.length >= LARGEST_HEADER) {
      throw new DicomError({
        file,
        problem: `no pixel data in its first ${LARGEST_HEADER >> 20} MiB`,
      });
    }
    prefix = await readPrefix(handle, prefix, Math.min(size, prefix.length * 16, LARGEST_HEADER));
  }
  return readDicomHeader(prefix, file);
}

/** The header, or null when the prefix ends before the pixel data begin. */
function headerInPrefix(prefix: Uint8Array, file: string): DicomHeader | null {
  try {
    const header = readDicomHeader(prefix, file);
    return header.hasPixelData ? header : null;
  } catch (error) {
    if (error instanceof DicomError) return null;
    throw error;
  }
}

async function readPrefix(
  handle: Deno.FsFile,
  known: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  const prefix = new Uint8Array(length);
  prefix.set(known);
  let filled = known.length;
  while (filled < length) {
    const count = await handle.read(prefix.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return prefix.subarray(0, filled);
}
