import { join } from "node:path";
import { readDicom } from "../../dicom/read.ts";
import { isNiftiName } from "../../nifti/nifti_file.ts";
import { type NiftiVolume, readNifti } from "../../nifti/read_nifti.ts";
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
 * Decodes the slices of a cohort, from DICOM or NIfTI. The file of the last slice is kept where it holds
 * several, so that slices in the order of their files open each once.
 */
export class SliceReader {
  readonly #root: string;
  #last: { file: string; content: Uint8Array | NiftiVolume } | null = null;

  /**
   * Opens nothing yet.
   *
   * @param root The folder that the slices' files are relative to.
   */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * Decodes one slice.
   *
   * @throws {DicomError} The DICOM file cannot be read as an image in HU, or has no such frame.
   * @throws {NiftiError} The NIfTI file cannot be read, or has no such slice.
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
    const slice = await readDicom(bytes, file, { frame });
    this.#last = slice.numberOfFrames > 1 ? { file, content: bytes } : null;
    const { image, paddingValue, paddingRangeLimit, notes, pixelSpacing } = slice;
    return withSquarePixels({ image, paddingValue, paddingRangeLimit, notes }, pixelSpacing);
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
