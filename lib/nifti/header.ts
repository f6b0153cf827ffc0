import { type NIFTI1, type NIFTI2, readHeader } from "nifti-reader-js";
import { NiftiError } from "../error.ts";
import { type Affine, type Layout, layoutOf } from "./layout.ts";

/** How a voxel is stored, by NIfTI's datatype codes. */
const VOXEL_TYPES = {
  2: "uint8",
  4: "int16",
  8: "int32",
  16: "float32",
  64: "float64",
  256: "int8",
  512: "uint16",
  768: "uint32",
  1024: "int64",
  1280: "uint64",
} as const;

/** How a voxel is stored. */
export type VoxelType = typeof VOXEL_TYPES[keyof typeof VOXEL_TYPES];

const BYTES: Record<VoxelType, number> = {
  uint8: 1,
  int8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
  int64: 8,
  uint64: 8,
};

/** What hemoleak reads of a NIfTI header. */
export interface NiftiHeader {
  /** Voxels along the three axes, as stored: the first changes fastest. */
  size: readonly [number, number, number];
  type: VoxelType;
  bytesPerVoxel: number;
  littleEndian: boolean;
  /** Where the voxels begin, in bytes. */
  offset: number;
  /** HU = stored value x slope + intercept. */
  slope: number;
  intercept: number;
  /** How a slice is shown, and where it lies. */
  layout: Layout;
}

/** So many bytes hold any NIfTI header. */
export const HEADER_BYTES = 544;

/** No axis of a CT volume is longer. */
const LONGEST_AXIS = 8192;

/**
 * Reads the header of a NIfTI-1 or NIfTI-2 file in one piece (`n+1`, `n+2`).
 *
 * @param start The first bytes of the (uncompressed) file, {@linkcode HEADER_BYTES} or the whole.
 * @param file The file's name, for messages.
 * @throws {NiftiError} The bytes are not NIfTI or damaged, or hold no volume of gray values with a known
 *   orientation.
 */
export function readNiftiHeader(start: Uint8Array, file: string): NiftiHeader {
  const header = parse(start, file);
  const size = sizeOf(header, file);
  const type = VOXEL_TYPES[header.datatypeCode as keyof typeof VOXEL_TYPES];
  if (type === undefined) {
    refuse(file, "voxels of whole or real numbers", `datatype ${header.datatypeCode}`);
  }
  const offset = header.vox_offset;
  // Between header and voxels lie four bytes at least, which say whether extensions follow.
  if (!Number.isSafeInteger(offset) || offset < (isNifti2(start) ? 544 : 352)) {
    refuse(file, "voxels after the header", offset);
  }
  return {
    size,
    type,
    bytesPerVoxel: BYTES[type],
    littleEndian: header.littleEndian,
    offset,
    ...scaling(header, file),
    layout: layoutOf(affineOf(header, start, file), size, file),
  };
}

type Raw = NIFTI1 | NIFTI2;

/** Extensions follow the header; they are cut off, since nothing here needs them. */
function parse(start: Uint8Array, file: string): Raw {
  const bytes = start.slice(0, isNifti2(start) ? 540 : 348);
  try {
    return readHeader(bytes.buffer);
  } catch {
    throw new NiftiError({
      file,
      expected: "a NIfTI file (n+1 or n+2)",
      problem: "its header is none",
      hint: "convert the scan again",
    });
  }
}

function isNifti2(start: Uint8Array): boolean {
  return String.fromCharCode(...start.subarray(4, 7)) === "n+2";
}

function sizeOf({ dims }: Raw, file: string): [number, number, number] {
  const [count = 0, x = 0, y = 0, z = 0, ...more] = dims;
  const extra = more.slice(0, Math.max(0, count - 3));
  if (count < 3 || count > 7 || extra.some((length) => length !== 1)) {
    refuse(file, "one volume of three dimensions", `the dimensions ${dims.slice(1, 1 + count)}`);
  }
  if ([x, y, z].some((length) => !(length >= 1 && length <= LONGEST_AXIS))) {
    refuse(file, `axes of 1 to ${LONGEST_AXIS} voxels`, `${x} x ${y} x ${z}`);
  }
  return [x, y, z];
}

/** No slope, or one of 0, means that values are stored as they are (nifti1.h, scl_slope). */
function scaling(header: Raw, file: string): { slope: number; intercept: number } {
  const { scl_slope: slope, scl_inter: intercept } = header;
  if (slope === 0 || !Number.isFinite(slope)) return { slope: 1, intercept: 0 };
  if (!Number.isFinite(intercept)) refuse(file, "a finite scl_inter", intercept);
  return { slope, intercept };
}

/**
 * From voxel indexes to mm towards right, front and head: the sform, else the qform. A volume with
 * neither has no known orientation (nifti1.h, method 1), so left and right, even head and feet could
 * be mistaken.
 */
function affineOf(header: Raw, start: Uint8Array, file: string): Affine {
  if (header.sform_code > 0) return inMillimeters(header, sform(header, start));
  if (header.qform_code > 0) return inMillimeters(header, header.getQformMat());
  throw new NiftiError({
    file,
    expected: "an orientation (sform or qform)",
    problem: "the header has none",
    hint: "convert the scan again with a tool that keeps it",
  });
}

/** The sform as stored: the reader replaces it where a qform has the higher code. */
function sform(header: Raw, start: Uint8Array): number[][] {
  if (isNifti2(start)) return header.affine;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const at = (row: number, column: number) =>
    view.getFloat32(280 + 16 * row + 4 * column, header.littleEndian);
  return [0, 1, 2].map((row) => [0, 1, 2, 3].map((column) => at(row, column)));
}

/** Lengths in meters or micrometers, by xyzt_units, become mm; no unit is taken for mm. */
function inMillimeters(header: Raw, affine: readonly (readonly number[])[]): Affine {
  const unit = header.xyzt_units & 7;
  const scale = unit === 1 ? 1000 : unit === 3 ? 0.001 : 1;
  return affine.slice(0, 3).map((row) => row.slice(0, 4).map((value) => value * scale)) as Affine;
}

function refuse(file: string, expected: string, found: string | number): never {
  throw new NiftiError({ file, expected, found });
}
