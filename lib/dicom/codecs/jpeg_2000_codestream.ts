import { DicomError } from "../../error.ts";
import type { Found } from "../../fault.ts";

/** What a JPEG 2000 codestream says of its image (ITU-T T.800 annex A). */
export interface Jpeg2000Frame {
  rows: number;
  columns: number;
  /** Bits of a sample, 1 to 16. */
  precision: number;
  /** Whether samples are in two's complement. */
  signed: boolean;
  /** The codestream, without the file format around it that some writers keep. */
  codestream: Uint8Array;
  /** What follows it. */
  rest: Uint8Array;
}

const SOC = 0xff4f, SIZ = 0xff51, COD = 0xff52, COC = 0xff53, SOT = 0xff90, EOC = 0xffd9;
const SIGNATURE_BOX = 0x6a502020;
const CODESTREAM_BOX = 0x6a703263;
/** Shortest tile-part: its marker segment and SOD. */
const TILE_PART = 14;
/** Code-blocks and precincts, for each of which the decoder takes memory; usual is one in 1,024. */
const MOST_BLOCKS_A_PIXEL = 1 / 64;
const ALWAYS_BLOCKS = 2 ** 14;

/**
 * Walks through a JPEG 2000 codestream from SOC over the tile-parts to EOC. The decoder would give a
 * part of the image for a part of the data: what is cut off or absurd is refused here.
 *
 * @throws {DicomError} If the codestream is not of one component of at most 16 bits, or is cut off
 *   or damaged.
 */
export function readJpeg2000Frame(bytes: Uint8Array, file: string): Jpeg2000Frame {
  return new CodestreamReader(codestreamOf(bytes), file).read();
}

class CodestreamReader {
  readonly #view: DataView;

  constructor(readonly codestream: Uint8Array, readonly file: string) {
    const { buffer, byteOffset, byteLength } = codestream;
    this.#view = new DataView(buffer, byteOffset, byteLength);
  }

  read(): Jpeg2000Frame {
    const { codestream } = this;
    if (codestream.length < 45 || this.#uint16(0) !== SOC || this.#uint16(2) !== SIZ) {
      this.#fail({ problem: "it does not begin as one" });
    }
    const [right, bottom, left, top] = [8, 12, 16, 20].map((at) => this.#uint32(at)) as Four;
    const columns = right - left, rows = bottom - top;
    if (this.#uint16(40) !== 1) this.#fail({ found: this.#uint16(40) });
    const [depth = 0, across, down] = codestream.subarray(42, 45);
    if (across !== 1 || down !== 1) this.#fail({ problem: "it is subsampled" });
    const precision = (depth & 0x7f) + 1, signed = depth >> 7 === 1;
    if (precision > 16) {
      this.#fail({ problem: `it is of ${precision} bits, and at most 16 are supported` });
    }
    const end = this.#checkTiles(this.#tiles(right, bottom), this.#firstTilePart(rows * columns));
    return { rows, columns, precision, signed, codestream, rest: codestream.subarray(end) };
  }

  /** How many tiles the image is divided into (T.800 B.3). */
  #tiles(right: number, bottom: number): number {
    const [width, height, left, top] = [24, 28, 32, 36].map((at) => this.#uint32(at)) as Four;
    const tiles = Math.ceil((right - left) / width) * Math.ceil((bottom - top) / height);
    if (!(tiles >= 1 && tiles * TILE_PART <= this.codestream.length)) {
      this.#fail({ problem: "it is cut off: it is too short for its tiles" });
    }
    return tiles;
  }

  /** Steps over the main header's marker segments. */
  #firstTilePart(pixels: number): number {
    let at = 2;
    while (this.#uint16(at) !== SOT) {
      const marker = this.#uint16(at), length = this.#uint16(at + 2);
      if (marker < 0xff00 || length < 2) {
        this.#fail({ problem: "it is damaged in its main header" });
      }
      if (marker === COD) this.#checkBlocks(at + 4, at + 9, pixels);
      if (marker === COC) this.#checkBlocks(at + 5, at + 6, pixels);
      at += 2 + length;
    }
    return at;
  }

  /**
   * Refuses a coding style that cuts the image into crumbs.
   *
   * @param style Where the byte is that says whether precincts are given (T.800 table A.13).
   * @param levels Where the number of decomposition levels is; code-blocks and precincts follow.
   */
  #checkBlocks(style: number, levels: number, pixels: number): void {
    const [count = 0, width = 0, height = 0] = this.codestream.subarray(levels, levels + 3);
    const block = width + height + 4;
    const precincts = (this.codestream[style]! & 1) === 0
      ? []
      : [...this.codestream.subarray(levels + 5, levels + 6 + count)];
    const smallest = precincts.map((size) => (size & 15) + (size >> 4));
    // A level has a quarter of the pixels of the one after it.
    const blocks = [...smallest.toReversed(), block].map((exponent, level) =>
      pixels / 2 ** (Math.min(exponent, block) + 2 * (level < smallest.length ? level : 0))
    );
    const total = blocks.reduce((sum, each) => sum + each, 0);
    if (total > Math.max(ALWAYS_BLOCKS, pixels * MOST_BLOCKS_A_PIXEL)) {
      this.#fail({ problem: "its precincts and code-blocks are absurdly small" });
    }
  }

  /**
   * Follows the tile-parts by their lengths (T.800 A.4.2) and sees that each tile is there.
   *
   * @returns Where the codestream ends.
   */
  #checkTiles(tiles: number, first: number): number {
    const seen = new Set<number>();
    let at = first;
    while (this.#uint16(at) === SOT) {
      const tile = this.#uint16(at + 4), length = this.#uint32(at + 6);
      if (tile >= tiles || (length > 0 && length < TILE_PART)) {
        this.#fail({ problem: "its tiles are damaged" });
      }
      seen.add(tile);
      // The last tile-part may leave its length open: then it reaches to the end.
      at = length > 0 ? at + length : this.#end();
    }
    if (this.#uint16(at) !== EOC) this.#fail({ problem: "it is cut off: its end is missing" });
    if (seen.size < tiles) this.#fail({ problem: "it is damaged: a tile is missing" });
    return at + 2;
  }

  /** Where the end marker is, before the fragment's padding. */
  #end(): number {
    const { length } = this.codestream;
    return this.codestream[length - 1] === 0 ? length - 3 : length - 2;
  }

  #uint16(at: number): number {
    return at + 2 <= this.codestream.length ? this.#view.getUint16(at) : this.#cutOff();
  }

  #uint32(at: number): number {
    return at + 4 <= this.codestream.length ? this.#view.getUint32(at) : this.#cutOff();
  }

  #cutOff(): never {
    this.#fail({ problem: "it is cut off or damaged" });
  }

  #fail(found: Found): never {
    throw new DicomError({
      file: this.file,
      expected: "a JPEG 2000 codestream of one component",
      ...found,
    });
  }
}

type Four = [number, number, number, number];

/** Whether bytes begin as a JPEG 2000 codestream or the file format around one do. */
export function beginsJpeg2000(bytes: Uint8Array): boolean {
  if (bytes.length < 12) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(4) === SIGNATURE_BOX ||
    view.getUint16(0) === SOC && view.getUint16(2) === SIZ;
}

/** What is in the file format JP2's codestream box (T.800 annex I); all, where it is none. */
function codestreamOf(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || view.getUint32(4) !== SIGNATURE_BOX) return bytes;
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = view.getUint32(at);
    if (view.getUint32(at + 4) === CODESTREAM_BOX) {
      return bytes.subarray(at + 8, length === 0 ? bytes.length : at + length);
    }
    if (length < 8) break;
    at += length;
  }
  return bytes;
}
