import { join } from "node:path";
import { linesOf } from "../tests/dicom/fuzz/lines.ts";
import type { HashedImage } from "../tests/dicom/fuzz/fuzz_process.ts";
import { benchmarkPython } from "./python_environment.ts";

/** pydicom with its decoders, in a process that reads one file after the other. */
export class SecondOpinion {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: AsyncGenerator<string>;

  private constructor(python: string, readonly folder: string) {
    this.#child = new Deno.Command(python, {
      args: [join(import.meta.dirname!, "python", "read_hu.py")],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#output = linesOf(this.#child.stdout);
  }

  /** Starts the process; the packages are installed first if they are missing. */
  static async start(): Promise<SecondOpinion> {
    return new SecondOpinion(await benchmarkPython("preprocess"), await Deno.makeTempDir());
  }

  /** What each decoder reads that reads anything; null if the process did not live through it. */
  async of(bytes: Uint8Array): Promise<HashedImage[] | null> {
    const path = join(this.folder, "damaged.dcm");
    await Deno.writeFile(path, bytes);
    await this.#input.write(new TextEncoder().encode(`${path}\n`)).catch(() => {});
    const { value, done } = await this.#output.next();
    if (done) return null;
    return (JSON.parse(value) as (HashedImage | null)[]).filter((image) => image !== null);
  }

  async end(): Promise<void> {
    await this.#input.close().catch(() => {});
    await this.#child.status;
    await Deno.remove(this.folder, { recursive: true });
  }
}
