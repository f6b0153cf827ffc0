import { StorageError } from "../error.ts";
import type { Found } from "../fault.ts";

/** The arrays that are written: uint8, uint16, int16 and float32. */
export type NpyData = Uint8Array | Uint16Array | Int16Array | Float32Array;

/** What the header of a `.npy` file says. */
export interface NpyHeader {
  /** NumPy's type string: `|u1` for uint8, `<u2` for uint16, `<i2` for int16, `<f4` for float32. */
  descr: string;
  fortranOrder: boolean;
  shape: number[];
  /** Where the data begin, in bytes from the start of the file. */
  dataOffset: number;
}

const MAGIC = "\x93NUMPY";
/** NumPy starts the data at a multiple of this, so that they can be mapped into memory. */
const ALIGNMENT = 64;

/**
 * Formats an array in C order as a `.npy` file of version 1.0
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), byte for byte as
 * `numpy.save` does on a little-endian machine.
 *
 * @throws {RangeError} When the shape does not hold as many elements as there are.
 */
export function formatNpy(data: NpyData, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  const count = shape.reduce((product, length) => product * length, 1);
  if (count !== data.length) {
    throw new RangeError(
      `Expected ${count} elements for shape [${shape.join(", ")}] but found ${data.length}`,
    );
  }
  const header = formatNpyHeader(descrOf(data), shape);
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), header.length);
  return bytes;
}

type Descr = "|u1" | "<u2" | "<i2" | "<f4";

function descrOf(data: NpyData): Descr {
  if (data instanceof Uint8Array) return "|u1";
  if (data instanceof Uint16Array) return "<u2";
  return data instanceof Int16Array ? "<i2" : "<f4";
}

/** What stands before the elements in {@linkcode formatNpy}'s file, for who writes them one by one. */
export function formatNpyHeader(
  descr: Descr,
  shape: readonly number[],
): Uint8Array<ArrayBuffer> {
  const tuple = `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const unpadded = MAGIC.length + 4 + dictionary.length + 1;
  const dataOffset = Math.ceil(unpadded / ALIGNMENT) * ALIGNMENT;
  const text = dictionary.padEnd(dataOffset - MAGIC.length - 4 - 1) + "\n";
  const bytes = new Uint8Array(dataOffset);
  for (let i = 0; i < MAGIC.length; i++) bytes[i] = MAGIC.charCodeAt(i);
  bytes[6] = 1;
  new DataView(bytes.buffer).setUint16(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), 10);
  return bytes;
}

/**
 * Reads the header of a `.npy` file, version 1.0 to 3.0.
 *
 * @param bytes The start of the file; 4 KB always suffice for what NumPy writes.
 * @param file The file's name, for messages.
 * @throws {StorageError} If this is no `.npy` file or it is cut off.
 */
export function parseNpyHeader(bytes: Uint8Array, file: string): NpyHeader {
  const fail = (fault: Found) => new StorageError({ file, expected: "a .npy file", ...fault });
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC || bytes.length < 12) throw fail({ problem: "it does not begin as one" });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw fail({ found: `version ${version}` });
  const start = version === 1 ? 10 : 12;
  const dataOffset = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (bytes.length < dataOffset) throw fail({ problem: "its header is cut off" });
  const text = new TextDecoder().decode(bytes.subarray(start, dataOffset));
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  const fortranOrder = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const tuple = /'shape':\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (descr === undefined || fortranOrder === undefined || tuple === undefined) {
    throw fail({ problem: `its header reads ${text.trim()}` });
  }
  const shape = tuple.split(",").filter((part) => part.trim() !== "").map(Number);
  return { descr, fortranOrder: fortranOrder === "True", shape, dataOffset };
}
