import { Buffer } from "node:buffer";
import { crc32, deflateRawSync } from "node:zlib";

/** A file of an archive. */
export interface ZipFile {
  path: string;
  bytes: Uint8Array;
}

/** 1980-01-01, the first day of the format: the same files give the same bytes. */
const DATE = 0x21;
const DEFLATED = 8, VERSION = 20, UNIX = 3 << 8, MODE = 0o100644 << 16;

/** Files as a zip archive (PKWARE's APPNOTE, 4.3), in this order. */
export function zip(files: readonly ZipFile[]): Uint8Array {
  const parts: Uint8Array[] = [], entries: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const name = new TextEncoder().encode(path), packed = deflateRawSync(bytes, { level: 9 });
    const common = [
      ...le(2, VERSION, 0x800, DEFLATED, 0, DATE),
      ...le(4, crc32(bytes), packed.length, bytes.length),
      ...le(2, name.length, 0),
    ];
    const local = Uint8Array.from([...le(4, 0x04034b50), ...common]);
    const after = [...le(2, 0, 0, 0), ...le(4, MODE, offset)];
    entries.push(
      Uint8Array.from([...le(4, 0x02014b50), ...le(2, UNIX | VERSION), ...common, ...after]),
      name,
    );
    parts.push(local, name, packed);
    offset += local.length + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = [
    ...le(4, 0x06054b50),
    ...le(2, 0, 0, files.length, files.length),
    ...le(4, directory.length, offset),
    ...le(2, 0),
  ];
  return Buffer.concat([...parts, directory, Uint8Array.from(end)]);
}

/** Numbers of so many bytes each, the lowest first. */
function le(size: 2 | 4, ...numbers: number[]): number[] {
  return numbers.flatMap((number) =>
    Array.from({ length: size }, (_, i) => number >>> (8 * i) & 255)
  );
}
