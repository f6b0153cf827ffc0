/**
 * NIfTI: a volume, read into images in Hounsfield units.
 *
 * @example
 * ```ts
 * import { readNifti } from "hemoleak/nifti";
 *
 * // Two slices of 4 x 3 pixels: the fields of NIfTI-1 that a volume needs, and its voxels.
 * const file = new DataView(new ArrayBuffer(352 + 2 * 4 * 3 * 2));
 * file.setInt32(0, 348, true); // sizeof_hdr
 * [3, 4, 3, 2, 1, 1, 1, 1].forEach((length, i) => file.setInt16(40 + 2 * i, length, true)); // dim
 * file.setInt16(70, 4, true); // datatype: int16
 * file.setInt16(72, 16, true); // bitpix
 * [1, 0.5, 0.5, 5].forEach((step, i) => file.setFloat32(76 + 4 * i, step, true)); // pixdim
 * file.setFloat32(108, 352, true); // vox_offset
 * file.setFloat32(112, 1, true); // scl_slope
 * file.setInt16(254, 1, true); // sform_code
 * [-0.5, 0, 0, 0, 0, -0.5, 0, 0, 0, 0, 5, 0].forEach((value, i) =>
 *   file.setFloat32(280 + 4 * i, value, true)
 * ); // srow_x, srow_y, srow_z
 * [0x6e, 0x2b, 0x31].forEach((character, i) => file.setUint8(344 + i, character)); // magic: n+1
 * file.setInt16(352, 40, true); // the first voxel
 *
 * const path = await Deno.makeTempFile({ suffix: ".nii" });
 * await Deno.writeFile(path, new Uint8Array(file.buffer));
 * const volume = await readNifti(path);
 * console.assert(volume.slices === 2 && volume.image(0).shape.join() === "3,4");
 * await Deno.remove(path);
 * ```
 *
 * @module
 */

export { NiftiError } from "../error.ts";
export { type NiftiVolume, readNifti } from "./read_nifti.ts";
