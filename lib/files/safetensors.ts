import { StorageError } from "../error.ts";

/** A float32 tensor that is to be written. */
export interface NamedArray {
  name: string;
  shape: readonly number[];
  /** Its elements in C order, in pieces that are asked for when they are written. */
  data: () => Iterable<Float32Array>;
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
 * Python's package of that name reads: the header, then the tensors' own pieces, so that memory need not hold them all.
 *
 * @throws {RangeError} While it is iterated over: a tensor has not as many elements as its shape says.
 */
export function* formatSafetensors(arrays: readonly NamedArray[]): Generator<Uint8Array> {
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
    for (const values of data()) {
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
  static open(path: string): SafetensorsFile {
    const file = Deno.openSync(path);
    try {
      const word = readBytes(file, path, LENGTH_BYTES);
      const length = Number(new DataView(word.buffer).getBigUint64(0, true));
      if (length > file.statSync().size) throw damaged(path);
      const json = new TextDecoder().decode(readBytes(file, path, length));
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
   * Reads a tensor's elements in C order.
   *
   * @throws {StorageError} There is none of that name, or the file is cut off.
   */
  read(name: string): Float32Array<ArrayBuffer> {
    const place = this.#places.get(name);
    if (!place) throw new StorageError(`${this.#path}: expected a tensor ${name} but found none`);
    this.#file.seekSync(place.start, Deno.SeekMode.Start);
    return new Float32Array(readBytes(this.#file, this.#path, 4 * elements(place.shape)).buffer);
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

function readBytes(file: Deno.FsFile, path: string, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const count = file.readSync(bytes.subarray(at));
    if (count === null) throw damaged(path);
    at += count;
  }
  return bytes;
}

function damaged(path: string): StorageError {
  return new StorageError(
    `${path}: expected a safetensors file of float32 tensors but it is cut off or something else`,
  );
}
