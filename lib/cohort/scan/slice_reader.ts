import { join } from "node:path";
import type { NdArray } from "ndarray";
import { readDicom } from "../../dicom/read.ts";
import { isNiftiName } from "../../nifti/nifti_file.ts";
import { type NiftiVolume, readNifti } from "../../nifti/read_nifti.ts";

/** One slice of a cohort, decoded. */
export interface SliceImage {
  /** HU, of shape [rows, columns]: int16 where every value is whole and fits, else float32. */
  image: NdArray<Int16Array | Float32Array>;
  /** HU of the pixels outside the field of view, or null where the file does not say. */
  paddingValue: number | null;
  /** With it, padding is everything from the one to the other, or null. */
  paddingRangeLimit: number | null;
}

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
      return { image: volume.image(frame), paddingValue: null, paddingRangeLimit: null };
    }
    const bytes = await this.#bytes(file);
    const slice = await readDicom(bytes, file, { frame });
    this.#last = slice.numberOfFrames > 1 ? { file, content: bytes } : null;
    const { image, paddingValue, paddingRangeLimit } = slice;
    return { image, paddingValue, paddingRangeLimit };
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
