/** Fields of a TIFF directory that hold whole numbers, by their tags. */
export type TiffFields = ReadonlyMap<number, readonly number[]>;

/** One directory of a TIFF file: an image and what it is. */
export interface TiffDirectory {
  fields: TiffFields;
  /** Where the next one is, or 0. */
  next: number;
}

/** Bytes of a value by its type: BYTE, SHORT, LONG; other types hold nothing that is needed. */
const BYTES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };

/** The numbers of a TIFF file, in its byte order. */
export class TiffNumbers {
  readonly littleEndian: boolean;
  readonly #view: DataView;

  /** @param bytes A TIFF file, or the EXIF data that are written like one. */
  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.littleEndian = bytes[0] === 0x49;
  }

  /** Where the first directory is. */
  get first(): number {
    return this.#number(4, 4);
  }

  /**
   * Reads a directory.
   *
   * @throws {RangeError} It lies beyond the end.
   */
  directory(at: number): TiffDirectory {
    const count = this.#number(at, 2);
    const fields = new Map<number, number[]>();
    for (let entry = at + 2, end = entry + 12 * count; entry < end; entry += 12) {
      const bytes = BYTES[this.#number(entry + 2, 2)];
      if (bytes === undefined) continue;
      const values = this.#number(entry + 4, 4);
      const start = values * bytes > 4 ? this.#number(entry + 8, 4) : entry + 8;
      if (start + values * bytes > this.#view.byteLength) throw new RangeError("Beyond the end");
      const tag = this.#number(entry, 2);
      fields.set(
        tag,
        Array.from({ length: values }, (_, i) => this.#number(start + i * bytes, bytes)),
      );
    }
    return { fields, next: this.#number(at + 2 + 12 * count, 4) };
  }

  #number(at: number, bytes: number): number {
    if (bytes === 1) return this.#view.getUint8(at);
    return bytes === 2
      ? this.#view.getUint16(at, this.littleEndian)
      : this.#view.getUint32(at, this.littleEndian);
  }
}

/** The tag that says how an image is to be turned. */
export const ORIENTATION = 274;
