import { createHash } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

/** What stands in a packed page for a script that is beside it, with the SHA-256 of that. */
const HOLE = /%script:([0-9a-f]{64})%/;

/**
 * A page, packed without a script in it that is installed with the package anyway.
 *
 * @throws {Error} The script is not in the page.
 */
export function packPage(html: string, script: string): Uint8Array {
  const parts = html.split(script);
  if (parts.length !== 2) throw new Error("Expected the script once in the page");
  return brotliCompressSync(parts.join(`%script:${sha256(script)}%`), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
}

/** The page as it was, with the script; null if that is another one. */
export function unpackPage(packed: Uint8Array, script: string): string | null {
  const text = brotliDecompressSync(packed).toString();
  const [hole, hash] = HOLE.exec(text)!;
  return hash === sha256(script) ? text.replace(hole, () => script) : null;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
