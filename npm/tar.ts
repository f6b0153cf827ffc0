import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";

/** A file of an archive. */
export interface TarFile {
  /** Its path in the archive, of at most 100 ASCII characters. */
  path: string;
  bytes: Uint8Array;
  /** Whether it can be run. */
  executable?: boolean;
}

const BLOCK = 512;
/** 1985-10-26, by which npm marks all files of a package: the same files give the same bytes. */
const TIME = 499162500;

/** Files as a `.tgz` (POSIX.1-1988, ustar), in this order. */
export function tarball(files: readonly TarFile[]): Uint8Array {
  const blocks = files.flatMap((file) => [headerOf(file), padded(file.bytes)]);
  const whole = Buffer.concat([...blocks, new Uint8Array(2 * BLOCK)]);
  const packed = gzipSync(whole, { level: 9 });
  packed[9] = 255; // Of the system that packed it gzip's header says nothing.
  return packed;
}

function headerOf({ path, bytes, executable = false }: TarFile): Uint8Array {
  if (!/^[\x20-\x7e]{1,100}$/.test(path)) throw new Error(`Not a path for a tar: ${path}`);
  const header = new Uint8Array(BLOCK);
  const put = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, "0")}\0`;
  put(0, path);
  put(100, octal(executable ? 0o755 : 0o644, 7));
  put(108, octal(0, 7));
  put(116, octal(0, 7));
  put(124, octal(bytes.length, 11));
  put(136, octal(TIME, 11));
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\0" + "00");
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(148, `${sum.toString(8).padStart(6, "0")}\0 `);
  return header;
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK);
  whole.set(bytes);
  return whole;
}
