import { DicomError } from "../../error.ts";
import { memory, workspace } from "../pixels.wasm";

/** What images may take at most, in bytes; far more than any scanner's image needs. */
const LIMIT = 2 ** 29;

const PAGE = 2 ** 16;
const START = workspace();

/** A stretch of the WebAssembly module's memory. */
export interface PixelMemory {
  /** The whole memory, by address. A later call may detach it. */
  bytes: Uint8Array<ArrayBuffer>;
  /** The first address that may be used, a multiple of 16. */
  start: number;
}

/** The memory as it is: at least 32 KiB. */
export function pixelMemory(): PixelMemory {
  return { bytes: new Uint8Array(memory.buffer as ArrayBuffer), start: START };
}

/**
 * Room for one image and what decoding it needs. There is one memory a thread, which every call hands
 * out anew: what was there before is void. It grows to the largest image seen and never shrinks, as
 * WebAssembly has no way to.
 *
 * @throws {DicomError} If the image is too large.
 */
export function reservePixelMemory(size: number, file: string): PixelMemory {
  if (size > LIMIT) fail(size, file);
  const missing = START + size - memory.buffer.byteLength;
  try {
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  } catch {
    fail(size, file);
  }
  return pixelMemory();
}

function fail(size: number, file: string): never {
  throw new DicomError({
    file,
    expected: `an image that decodes in ${LIMIT / 2 ** 20} MB of memory at most`,
    found: `one that needs ${Math.ceil(size / 2 ** 20)} MB`,
  });
}
