import { StorageError } from "../error.ts";

/** A float32 tensor that is to be written. */
export interface NamedArray {
  name: string;
  shape: readonly number[];
  /** Its elements in C order, in pieces that are asked for when they are written. */
  data: () => Iterable<Float32Array> | AsyncIterable<Float32Array>;
}

/** Where a tensor lies in a file. */
interface Place {
  shape: readonly number[];
  /** In bytes from the start of the file. */
  start: number;
}

const LENGTH_BYTES = 8;
const ALIGNMENT = 8;

/**
 * Formats float32 tensors as a safetensors file (https://github.com/huggingface/safetensors), which
 * Python's package of that name reads: the header, then the tensors' own pieces, so that memory need
 * not hold them all.
 *
 * @throws {RangeError} While it is iterated over: a tensor has not as many elements as its shape says.
 */
export async function* formatSafetensors(
  arrays: readonly NamedArray[],
): AsyncGenerator<Uint8Array, void, void> {
  const header: Record<string, unknown> = {};
  let end = 0;
  for (const { name, shape } of arrays) {
    const start = end;
    end += 4 * elements(shape);
    header[name] = { dtype: "F32", shape, data_offsets: [start, end] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + length).fill(" ".charCodeAt(0));
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, LENGTH_BYTES);
  yield bytes;
  for (const { name, shape, data } of arrays) {
    let count = 0;
    for await (const values of data()) {
      count += values.length;
      yield new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    }
    if (count !== elements(shape)) {
      throw new RangeError(`Expected ${elements(shape)} elements in ${name} but found ${count}`);
    }
  }
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Small enough that reading, copying or hashing a piece keeps nothing else waiting. */
const PIECE_BYTES = 1 << 22;

/** A safetensors file of float32 tensors, open for reading. */
export class SafetensorsFile implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;
  readonly #places: ReadonlyMap<string, Place>;

  private constructor(path: string, file: Deno.FsFile, places: ReadonlyMap<string, Place>) {
    this.#path = path;
    this.#file = file;
    this.#places = places;
  }

  /**
   * Opens a file; tensors are read when they are asked for.
   *
   * @throws {StorageError} It holds no tensors of float32 in this format.
   */
  static async open(path: string): Promise<SafetensorsFile> {
    const file = await Deno.open(path);
    try {
      const word = await readBytes(file, path, LENGTH_BYTES);
      const length = Number(new DataView(word.buffer).getBigUint64(0, true));
      if (length > (await file.stat()).size) throw damaged(path);
      const json = new TextDecoder().decode(await readBytes(file, path, length));
      return new SafetensorsFile(path, file, parsePlaces(json, path, LENGTH_BYTES + length));
    } catch (error) {
      file.close();
      throw error;
    }
  }

  /** The tensors' names and shapes. */
  get shapes(): ReadonlyMap<string, readonly number[]> {
    return new Map([...this.#places].map(([name, { shape }]) => [name, shape]));
  }

  /**
   * Reads a tensor's elements in C order, in pieces of at most 4 MB: at least one, of which only one
   * tensor's at a time may be asked for.
   *
   * @throws {StorageError} There is none of that name, or the file is cut off.
   */
  async *read(name: string): AsyncGenerator<Float32Array<ArrayBuffer>, void, void> {
    const place = this.#places.get(name);
    if (!place) {
      throw new StorageError({ file: this.#path, expected: `a tensor ${name}`, found: "none" });
    }
    await this.#file.seek(place.start, Deno.SeekMode.Start);
    let left = 4 * elements(place.shape);
    do {
      const bytes = await readBytes(this.#file, this.#path, Math.min(left, PIECE_BYTES));
      left -= bytes.length;
      yield new Float32Array(bytes.buffer);
    } while (left > 0);
  }

  [Symbol.dispose](): void {
    this.#file.close();
  }
}

function parsePlaces(json: string, path: string, dataStart: number): Map<string, Place> {
  try {
    const header = Object.entries(JSON.parse(json) as Record<string, Entry>)
      .filter(([name]) => name !== "__metadata__");
    return new Map(header.map(([name, { dtype, shape, data_offsets: [start, end] }]) => {
      if (dtype !== "F32" || end - start !== 4 * elements(shape)) throw damaged(path);
      return [name, { shape, start: dataStart + start }];
    }));
  } catch {
    throw damaged(path);
  }
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [start: number, end: number];
}

async function readBytes(
  file: Deno.FsFile,
  path: string,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = await file.read(bytes.subarray(at));
    if (count === null) throw damaged(path);
    at += count;
  }
  return bytes;
}

function damaged(path: string): StorageError {
  return new StorageError({
    file: path,
    expected: "a safetensors file of float32 tensors",
    problem: "it is cut off or something else",
  });
}
