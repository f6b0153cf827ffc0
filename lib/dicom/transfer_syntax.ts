/** How the pixel data of a DICOM object are stored, as far as they are decoded here. */
export type PixelEncoding =
  | "native"
  | "encapsulated native"
  | "RLE"
  | "JPEG"
  | "JPEG Lossless"
  | "JPEG-LS"
  | "JPEG 2000";

/** How data elements are written (PS3.5 section 7.1). */
export interface ElementEncoding {
  /** Whether each element states its value representation. */
  explicit: boolean;
  littleEndian: boolean;
}

/** A transfer syntax (DICOM PS3.6 table A-1). */
export interface TransferSyntax extends ElementEncoding {
  uid: string;
  name: string;
  /** How its pixel data are decoded, or null where they are not supported. */
  pixels: PixelEncoding | null;
}

const IMPLICIT = "1.2.840.10008.1.2";
const BIG_ENDIAN = "1.2.840.10008.1.2.2";
/** Explicit VR Little Endian, compressed by the deflate algorithm from the data set's start. */
export const DEFLATED = "1.2.840.10008.1.2.1.99";

const KNOWN: readonly [uid: string, name: string, pixels: PixelEncoding | null][] = [
  [IMPLICIT, "Implicit VR Little Endian", "native"],
  ["1.2.840.10008.1.2.1", "Explicit VR Little Endian", "native"],
  [BIG_ENDIAN, "Explicit VR Big Endian", "native"],
  [DEFLATED, "Deflated Explicit VR Little Endian", "native"],
  [
    "1.2.840.10008.1.2.1.98",
    "Encapsulated Uncompressed Explicit VR Little Endian",
    "encapsulated native",
  ],
  ["1.2.840.10008.1.2.5", "RLE Lossless", "RLE"],
  ["1.2.840.10008.1.2.4.50", "JPEG Baseline", "JPEG"],
  ["1.2.840.10008.1.2.4.51", "JPEG Extended", "JPEG"],
  ["1.2.840.10008.1.2.4.57", "JPEG Lossless", "JPEG Lossless"],
  ["1.2.840.10008.1.2.4.70", "JPEG Lossless, selection value 1", "JPEG Lossless"],
  ["1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", "JPEG-LS"],
  ["1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", "JPEG-LS"],
  ["1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", "JPEG 2000"],
  ["1.2.840.10008.1.2.4.91", "JPEG 2000", "JPEG 2000"],
  ["1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Multi-component Lossless", null],
  ["1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2 Multi-component", null],
  ["1.2.840.10008.1.2.4.94", "JPIP Referenced", null],
  ["1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate", null],
  ["1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level", null],
  ["1.2.840.10008.1.2.4.101", "MPEG2 Main Profile / High Level", null],
  ["1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile", null],
  ["1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible High Profile", null],
  ["1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile", null],
  ["1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile", null],
  ["1.2.840.10008.1.2.4.110", "JPEG XL Lossless", null],
  ["1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", null],
  ["1.2.840.10008.1.2.4.112", "JPEG XL", null],
  ["1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", null],
  ["1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL Lossless", null],
  ["1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", null],
  ["1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression", null],
];

const SYNTAXES: ReadonlyMap<string, readonly [name: string, pixels: PixelEncoding | null]> =
  new Map(KNOWN.map(([uid, name, pixels]) => [uid, [name, pixels]]));

/** The transfer syntax with a UID; an unknown one is named so, and its pixels are not supported. */
export function transferSyntax(uid: string): TransferSyntax {
  const [name, pixels] = SYNTAXES.get(uid) ?? ["Unknown transfer syntax", null];
  return { uid, name, pixels, explicit: uid !== IMPLICIT, littleEndian: uid !== BIG_ENDIAN };
}

/** Whether the standard lists a transfer syntax. */
export function isKnownSyntax({ uid }: TransferSyntax): boolean {
  return SYNTAXES.has(uid);
}

/** One sentence for the user of a file in a syntax that is not supported. */
export function unsupportedSyntax({ name, uid }: TransferSyntax): string {
  // What else a header holds in place of a UID is not repeated: it may be a patient's name.
  const shown = /^[0-9.]{1,64}$/.test(uid) ? uid : "no UID";
  return `${name} (${shown}) is not supported; supported are uncompressed pixel data, RLE, ` +
    `JPEG, JPEG Lossless, JPEG-LS and JPEG 2000; convert the file, for example with gdcmconv --raw`;
}
