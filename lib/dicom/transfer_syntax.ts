/** How the pixel data of a DICOM object are stored. */
export type PixelEncoding = "little endian" | "big endian" | "JPEG Lossless";

/** A transfer syntax (DICOM PS3.6 table A-1). */
export interface TransferSyntax {
  uid: string;
  name: string;
  /** How its pixel data are decoded here, or null where they are not supported yet. */
  encoding: PixelEncoding | null;
}

const KNOWN: readonly [uid: string, name: string, encoding: PixelEncoding | null][] = [
  ["1.2.840.10008.1.2", "Implicit VR Little Endian", "little endian"],
  ["1.2.840.10008.1.2.1", "Explicit VR Little Endian", "little endian"],
  ["1.2.840.10008.1.2.2", "Explicit VR Big Endian", "big endian"],
  ["1.2.840.10008.1.2.4.57", "JPEG Lossless", "JPEG Lossless"],
  ["1.2.840.10008.1.2.4.70", "JPEG Lossless, selection value 1", "JPEG Lossless"],
  ["1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian", null],
  ["1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", null],
  ["1.2.840.10008.1.2.4.50", "JPEG Baseline", null],
  ["1.2.840.10008.1.2.4.51", "JPEG Extended", null],
  ["1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", null],
  ["1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", null],
  ["1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", null],
  ["1.2.840.10008.1.2.4.91", "JPEG 2000", null],
  ["1.2.840.10008.1.2.4.92", "JPEG 2000 Part 2 Multi-component Lossless", null],
  ["1.2.840.10008.1.2.4.93", "JPEG 2000 Part 2 Multi-component", null],
  ["1.2.840.10008.1.2.4.100", "MPEG2 Main Profile / Main Level", null],
  ["1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 High Profile", null],
  ["1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile", null],
  ["1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", null],
  ["1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL Lossless", null],
  ["1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", null],
  ["1.2.840.10008.1.2.5", "RLE Lossless", null],
];

const SYNTAXES: ReadonlyMap<string, TransferSyntax> = new Map(
  KNOWN.map(([uid, name, encoding]) => [uid, { uid, name, encoding }]),
);

/** The transfer syntax with a UID; an unknown one is named so and is not supported. */
export function transferSyntax(uid: string): TransferSyntax {
  return SYNTAXES.get(uid) ?? { uid, name: "Unknown transfer syntax", encoding: null };
}

/** One sentence for the user of a file in a syntax that is not supported. */
export function unsupportedSyntax({ name, uid }: TransferSyntax): string {
  return `${name} (${
    uid || "no UID"
  }) is not supported yet; supported are uncompressed pixel data ` +
    `and JPEG Lossless; convert the file, for example with gdcmconv --raw`;
}
