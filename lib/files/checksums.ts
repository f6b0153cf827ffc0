import { createHash } from "node:crypto";

/** The SHA-256 of a store's files, as `sha256sum -c SHA256SUMS` reads them. */
export const CHECKSUMS_FILE = "SHA256SUMS";

/** SHA-256 of bytes in hexadecimal digits. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256 of a file, of which a part at a time is in memory. */
export async function fileSha256(path: string): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  const part = new Uint8Array(1 << 20);
  for (;;) {
    const count = await file.read(part);
    if (count === null) return hash.digest("hex");
    hash.update(part.subarray(0, count));
  }
}

/** Formats checksums by file as `sha256sum` does. File names must be free of line breaks. */
export function formatChecksums(sums: ReadonlyMap<string, string>): string {
  return sums.entries().map(([file, sum]) => `${sum}  ${file}\n`).toArray().join("");
}

/** Parses what {@link formatChecksums} formats; null where a line is not of that form. */
export function parseChecksums(text: string): Map<string, string> | null {
  const sums = new Map<string, string>();
  for (const line of text.split("\n").filter((line) => line !== "")) {
    const [, sum, file] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
    if (sum === undefined || file === undefined) return null;
    sums.set(file, sum);
  }
  return sums;
}
