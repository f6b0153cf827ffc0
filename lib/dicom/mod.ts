/**
 * DICOM: one file, read into its header and an image in Hounsfield units.
 *
 * @example
 * ```ts
 * import { readDicom, readDicomHeader } from "hemoleak/dicom";
 * import { writePhantom } from "hemoleak/phantom";
 *
 * const folder = await Deno.makeTempDir();
 * await writePhantom(folder, { subjects: 1, slices: 2, size: 64 });
 * const file = `${folder}/PHANTOM-CT-0/Unknown Study/CT Plain/CT000000.dcm`;
 * const bytes = await Deno.readFile(file);
 * console.assert(readDicomHeader(bytes, file).modality === "CT");
 * const { image } = await readDicom(bytes, file);
 * console.assert(image.shape.join() === "64,64");
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @module
 */

export { DicomError } from "../error.ts";
export { type DicomSlice, readDicom, type ReadDicomOptions } from "./read.ts";
export { type DicomHeader, readDicomHeader } from "./header.ts";
export { readDicomHeaderFile } from "./header_file.ts";
export type { FrameHeader } from "./functional_groups.ts";
export { DICOM_NOTES, type DicomNote } from "./notes.ts";
