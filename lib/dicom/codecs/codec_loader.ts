/** What a codec's package exports: an Emscripten module's factory, and its WebAssembly. */
interface CodecSource {
  factory: unknown;
  wasmBinary: Uint8Array;
}

/**
 * The WebAssembly in a package, as bytes, which needs no permission to read files. JSR takes no such import whose
 * specifier is a literal yet (denoland/deno#29904), nor knows the project's import map where it is none: the
 * package is named with its version, and has to be among the modules that are imported otherwise.
 */
export async function packagedBytes(
  specifier: `npm:${string}`,
): Promise<Uint8Array<ArrayBuffer>> {
  const { default: bytes } = await import(specifier, { with: { type: "bytes" } });
  return bytes;
}

/** Memory that a codec may keep between images; what a larger image took is given back. */
const MOST_KEPT_BYTES = 2 ** 26;

/**
 * Loads a decoder that is compiled to WebAssembly, once and when it is first needed. Both its parts
 * are imported as modules, so that no permission to read files is needed.
 */
export class CodecLoader<Codec> {
  /** What the decoder has complained about; to be emptied before an image. */
  readonly complaints: string[] = [];
  #codec: Promise<Codec> | null = null;
  readonly #source: () => Promise<CodecSource>;

  constructor(source: () => Promise<CodecSource>) {
    this.#source = source;
  }

  /** The decoder, instantiated. */
  load(): Promise<Codec> {
    this.#codec ??= this.#instantiate();
    return this.#codec;
  }

  /** Drops the instance: after a failure its memory may be damaged. */
  forget(): void {
    this.#codec = null;
  }

  /** Drops the instance where an image has made its memory large, for it never shrinks. */
  keepIfSmall(memory: Uint8Array): void {
    if (memory.length > MOST_KEPT_BYTES) this.forget();
  }

  async #instantiate(): Promise<Codec> {
    const { factory, wasmBinary } = await this.#source();
    const make = factory as (options: object) => Promise<Codec>;
    const print = (line: string) => {
      if (!line.startsWith("[INFO]") && this.complaints.length < 10) this.complaints.push(line);
    };
    return await make({ wasmBinary, print, printErr: print });
  }
}
