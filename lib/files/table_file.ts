import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { HemoleakError } from "../error.ts";
import { type TableText, tableText } from "./table_text.ts";

/** The bytes of a table, piece by piece; unpacked where the file is gzip, whatever it is called. */
export async function* tableBytes(
  path: string,
  { file, fail }: TableText,
): AsyncGenerator<Uint8Array> {
  using opened = await Deno.open(path);
  const magic = await peek(opened);
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) {
    if (magic.length > 0) yield magic;
    return yield* chunksOf(opened);
  }
  const packed = Readable.from(chained(magic, chunksOf(opened)));
  const unpacked = packed.pipe(createGunzip());
  packed.on("error", (error) => unpacked.destroy(error));
  try {
    for await (const chunk of unpacked) yield chunk;
  } catch (error) {
    throw damaged(error, file, fail);
  }
}

/** A table as a whole. */
export async function readTableText(path: string, table: TableText): Promise<string> {
  return (await Array.fromAsync(tableText(tableBytes(path, table), table))).join("");
}

async function peek(opened: Deno.FsFile): Promise<Uint8Array> {
  const start = new Uint8Array(1 << 16);
  return start.subarray(0, await opened.read(start) ?? 0);
}

async function* chained(first: Uint8Array, rest: AsyncIterable<Uint8Array>) {
  yield first;
  yield* rest;
}

async function* chunksOf(file: Deno.FsFile): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = new Uint8Array(1 << 18);
    const length = await file.read(chunk);
    if (length === null) return;
    yield chunk.subarray(0, length);
  }
}

function damaged(
  error: unknown,
  file: string,
  fail: new (message: string) => HemoleakError,
): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string" || !code.startsWith("Z_")) return error;
  return new fail(`${file}: its gzip data are cut off or damaged (${(error as Error).message})`);
}
