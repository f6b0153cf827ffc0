import { join } from "node:path";
import { isDicom } from "../../dicom/file_start.ts";
import { readDicom } from "../../dicom/read.ts";
import { isNiftiName } from "../../nifti/nifti_file.ts";
import { type NiftiVolume, readNifti } from "../../nifti/read_nifti.ts";
import { rasterKind } from "../../raster/raster_kind.ts";
import type { PixelReading } from "../pixel_reading.ts";
import { readRasterSlice } from "./raster_slice.ts";
import type { SliceImage } from "./slice_image.ts";
import { withSquarePixels } from "./square_pixels.ts";

/** Which image of which file: a row of a cohort has both. */
export interface SliceLocation {
  /** Relative to the cohort's root, with forward slashes. */
  file: string;
  /** Which image of the file, from 0. */
  frame: number;
}

/**
 * Decodes an image of a file in memory: DICOM, else PNG, JPEG or TIFF by its first bytes.
 *
 * @param reading What its pixels mean, where the file does not say.
 * @param shared Whether the image may change with the next call.
 * @returns The slice, and whether the file holds others.
 * @throws {DicomError} Or {@link RasterError}: it cannot be read, or has no such image.
 */
export async function decodeSlice(
  bytes: Uint8Array,
  { file, frame }: SliceLocation,
  reading: PixelReading,
  shared = false,
): Promise<{ slice: SliceImage; hasOthers: boolean }> {
  const kind = isDicom(bytes) ? null : rasterKind(bytes);
  if (kind !== null) {
    const slice = await readRasterSlice(bytes, { file, frame }, reading);
    return { slice, hasOthers: kind === "TIFF" };
  }
  const decoded = await readDicom(bytes, file, { frame, shared });
  const { image, paddingValue, paddingRangeLimit, notes, pixelSpacing, numberOfFrames } = decoded;
  const slice = withSquarePixels({ image, paddingValue, paddingRangeLimit, notes }, pixelSpacing);
  return { slice, hasOthers: numberOfFrames > 1 };
}

/**
 * Decodes the slices of a cohort, from DICOM, NIfTI, PNG, JPEG or TIFF. The file of the last slice is kept where it holds
 * several, so that slices in the order of their files open each once.
 */
export class SliceReader {
  readonly #root: string;
  readonly #reading: PixelReading;
  #last: { file: string; content: Uint8Array | NiftiVolume } | null = null;

  /**
   * Opens nothing yet.
   *
   * @param root The folder that the slices' files are relative to.
   * @param reading What pixels mean where files do not say, as the cohort has it.
   */
  constructor(root: string, reading: PixelReading = {}) {
    this.#root = root;
    this.#reading = reading;
  }

  /**
   * Decodes one slice.
   *
   * @throws {DicomError} The DICOM file cannot be read as an image in HU, or has no such frame.
   * @throws {NiftiError} The NIfTI file cannot be read, or has no such slice.
   * @throws {RasterError} The image cannot be read, or is of CT and nobody says what gray means.
   * @throws The operating system's error when the file cannot be opened.
   */
  async read({ file, frame }: SliceLocation): Promise<SliceImage> {
    if (isNiftiName(file)) {
      const volume = await this.#volume(file);
      const { down, across } = volume.header.layout;
      const slice = { image: volume.image(frame), paddingValue: null, paddingRangeLimit: null };
      return withSquarePixels({ ...slice, notes: [] }, [down.spacing, across.spacing]);
    }
    const bytes = await this.#bytes(file);
    const { slice, hasOthers } = await decodeSlice(bytes, { file, frame }, this.#reading);
    this.#last = hasOthers ? { file, content: bytes } : null;
    return slice;
  }

  async #volume(file: string): Promise<NiftiVolume> {
    if (this.#last?.file === file && !(this.#last.content instanceof Uint8Array)) {
      return this.#last.content;
    }
    // Not two volumes at a time.
    this.#last = null;
    const content = await readNifti(join(this.#root, file), file);
    this.#last = { file, content };
    return content;
  }

  async #bytes(file: string): Promise<Uint8Array> {
    if (this.#last?.file === file && this.#last.content instanceof Uint8Array) {
      return this.#last.content;
    }
    this.#last = null;
    return await Deno.readFile(join(this.#root, file));
  }
}
