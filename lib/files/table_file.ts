import { Readable } from "node:stream";
import { createGunzip, createGzip } from "node:zlib";
import type { HemoleakError } from "../error.ts";
import type { FileFault } from "../fault.ts";
import { isStandardInput } from "./standard_input.ts";
import { type TableText, tableText } from "./table_text.ts";

/**
 * The bytes of a table, piece by piece; unpacked where the file is gzip, whatever it is called. `-` is
 * standard input.
 */
export function tableBytes(
  path: string,
  table: Pick<TableText, "file" | "fail">,
): AsyncGenerator<Uint8Array> {
  return unpacked(isStandardInput(path) ? Deno.stdin.readable.values() : chunksOf(path), table);
}

/** The bytes as they are, or unpacked where they are gzip. */
export async function* unpacked(
  chunks: AsyncIterableIterator<Uint8Array>,
  { file, fail }: Pick<TableText, "file" | "fail">,
): AsyncGenerator<Uint8Array> {
  const { value: first = new Uint8Array(0) } = await chunks.next();
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield first;
    return yield* chunks;
  }
  const packed = Readable.from(chained(first, chunks));
  const unpacked = packed.pipe(createGunzip());
  packed.on("error", (error) => unpacked.destroy(error));
  try {
    for await (const chunk of unpacked) yield chunk;
  } catch (error) {
    throw damaged(error, file, fail);
  }
}

/** Packs pieces with gzip. */
export function packed(pieces: Iterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const source = Readable.from(pieces), packed = source.pipe(createGzip());
  source.on("error", (error) => packed.destroy(error));
  return packed;
}

/** A table as a whole. */
export async function readTableText(path: string, table: TableText): Promise<string> {
  return (await Array.fromAsync(tableText(tableBytes(path, table), table))).join("");
}

async function* chained(first: Uint8Array, rest: AsyncIterable<Uint8Array>) {
  yield first;
  yield* rest;
}

async function* chunksOf(path: string): AsyncGenerator<Uint8Array> {
  using file = await Deno.open(path);
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
  fail: new (fault: FileFault) => HemoleakError,
): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== "string" || !code.startsWith("Z_")) return error;
  return new fail({
    file,
    problem: `its gzip data are cut off or damaged (${(error as Error).message})`,
  });
}
