import { createHash } from "node:crypto";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { SetupError } from "../lib/error.ts";

/** What stands in a packed page for a script: where npm installs that, and its SHA-256. */
const HOLE = /%script:([\w./-]+):([0-9a-f]{64})%/g;

/**
 * A page, packed without scripts in it that are installed with the package anyway.
 *
 * @param scripts Their texts by their paths in `node_modules`.
 * @throws {Error} A script is not in the page, or more than once.
 */
export function packPage(html: string, scripts: ReadonlyMap<string, string>): Uint8Array {
  const text = [...scripts].reduce((text, [path, script]) => {
    const parts = text.split(script);
    if (parts.length !== 2) throw new Error(`Expected ${path} once in the page`);
    return parts.join(`%script:${path}:${sha256(script)}%`);
  }, html);
  return brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
}

/**
 * The page as it was, with its scripts.
 *
 * @param read The text of a script by its path in `node_modules`; null if it is not there.
 * @throws {SetupError} A script is not there, or another one.
 */
export function unpackPage(packed: Uint8Array, read: (path: string) => string | null): string {
  return brotliDecompressSync(packed).toString().replace(HOLE, (_, path: string, hash: string) => {
    const script = read(path);
    if (script !== null && sha256(script) === hash) return script;
    throw new SetupError({
      file: path,
      problem: `is ${
        script === null ? "not there" : "not of the version that the page was made with"
      }`,
      hint: "install hemoleak anew, with the dependencies that it names",
    });
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
