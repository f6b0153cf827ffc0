import ndarray, { type NdArray } from "ndarray";
import { NiftiError } from "../error.ts";
import type { NiftiHeader, VoxelType } from "./header.ts";
import { readNiftiVoxels } from "./nifti_file.ts";

/** A CT volume from a NIfTI file, slice by slice. */
export class NiftiVolume {
  /** @internal */
  readonly header: NiftiHeader;
  /** Slices of the volume: voxels along its third axis. */
  readonly slices: number;
  readonly #file: string;
  readonly #voxels: DataView;

  /**
   * Use {@linkcode readNifti}.
   *
   * @param voxels All voxels, as stored.
   * @internal
   */
  constructor(header: NiftiHeader, voxels: Uint8Array, file: string) {
    this.header = header;
    this.slices = header.size[2];
    this.#file = file;
    this.#voxels = new DataView(voxels.buffer, voxels.byteOffset, voxels.byteLength);
  }

  /**
   * One slice in Hounsfield units, of shape [rows, columns], as DICOM would store it: an axial slice has
   * the patient's front in its first row and their right side in its first column. int16 where every
   * value is whole and fits, else float32.
   *
   * @param slice Which one, from 0, in the order of the file.
   * @throws {NiftiError} There is no such slice, or a voxel holds no finite number.
   */
  image(slice: number): NdArray<Int16Array | Float32Array> {
    if (!Number.isInteger(slice) || slice < 0 || slice >= this.slices) {
      throw new NiftiError({
        file: this.#file,
        expected: `a slice from 0 to ${this.slices - 1}`,
        found: slice,
      });
    }
    const { size, layout: { across, down } } = this.header;
    const values = this.#values(slice);
    const strides = [1, size[0]];
    const along = ({ axis, reversed }: typeof across) => ({
      length: size[axis],
      stride: reversed ? -strides[axis]! : strides[axis]!,
      start: reversed ? strides[axis]! * (size[axis] - 1) : 0,
    });
    const [rows, columns] = [along(down), along(across)];
    const shown = values instanceof Int16Array
      ? new Int16Array(values.length)
      : new Float32Array(values.length);
    let at = 0;
    for (let row = 0; row < rows.length; row++) {
      let from = rows.start + row * rows.stride + columns.start;
      for (let column = 0; column < columns.length; column++, from += columns.stride) {
        shown[at++] = values[from]!;
      }
    }
    return ndarray(shown, [rows.length, columns.length]);
  }

  /** The values of a slice in HU, in the order of the file. */
  #values(slice: number): Int16Array | Float32Array {
    const { size: [x, y], type, bytesPerVoxel, littleEndian, slope, intercept } = this.header;
    const read = READERS[type];
    const start = slice * x * y * bytesPerVoxel;
    const values = new Float64Array(x * y);
    let isInt16 = true;
    for (let i = 0; i < values.length; i++) {
      const value = read(this.#voxels, start + i * bytesPerVoxel, littleEndian) * slope + intercept;
      if (!Number.isFinite(value)) {
        throw new NiftiError(
          { file: this.#file, expected: `finite values in slice ${slice}`, found: value },
        );
      }
      isInt16 &&= value === (value << 16 >> 16);
      values[i] = value;
    }
    return isInt16 ? Int16Array.from(values) : Float32Array.from(values);
  }
}

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;

const READERS: Record<VoxelType, Reader> = {
  uint8: (view, at) => view.getUint8(at),
  int8: (view, at) => view.getInt8(at),
  int16: (view, at, little) => view.getInt16(at, little),
  uint16: (view, at, little) => view.getUint16(at, little),
  int32: (view, at, little) => view.getInt32(at, little),
  uint32: (view, at, little) => view.getUint32(at, little),
  float32: (view, at, little) => view.getFloat32(at, little),
  float64: (view, at, little) => view.getFloat64(at, little),
  int64: (view, at, little) => Number(view.getBigInt64(at, little)),
  uint64: (view, at, little) => Number(view.getBigUint64(at, little)),
};

/**
 * Reads a CT volume in NIfTI-1 or NIfTI-2 form (`.nii`, `.nii.gz`; nifti.nimh.nih.gov), whose values
 * are HU after its own scaling (scl_slope, scl_inter), as in PhysioNet's CT-ICH.
 *
 * @param path Where the file is.
 * @param file Its name for messages.
 * @throws {NiftiError} The file is no NIfTI file or damaged, has no orientation, holds no single volume
 *   of gray values, or one of more than 384 MiB.
 * @throws The operating system's error when the file cannot be read.
 *
 * @example
 * ```ts ignore
 * import { readNifti } from "hemoleak/nifti";
 * const volume = await readNifti("ct_scans/049.nii");
 * console.log(volume.slices, "slices;", volume.image(12).get(256, 256), "HU");
 * ```
 */
export async function readNifti(path: string, file: string = path): Promise<NiftiVolume> {
  const { header, voxels } = await readNiftiVoxels(path, file);
  return new NiftiVolume(header, voxels, file);
}
