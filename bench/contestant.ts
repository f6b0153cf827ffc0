import { linesOf } from "../tests/dicom/fuzz/lines.ts";
import type { Pass } from "./preprocess_once.ts";

/** A process that is warm and waits to be told to do its work once more. */
export class Contestant {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: AsyncGenerator<string>;
  /** What each pass took. */
  readonly passes: Pass[] = [];

  private constructor(readonly name: string, command: readonly string[]) {
    this.#child = new Deno.Command(command[0]!, {
      args: command.slice(1),
      env: ONE_THREAD,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#output = linesOf(this.#child.stdout);
  }

  /** Starts a process, and comes back when it is ready. */
  static async start(name: string, command: readonly string[]): Promise<Contestant> {
    const contestant = new Contestant(name, command);
    await contestant.#answer();
    return contestant;
  }

  /** Has the work done once. */
  async pass(): Promise<void> {
    await this.#input.write(new TextEncoder().encode("go\n"));
    this.passes.push(await this.#answer() as Pass);
  }

  /** Lets the process end. */
  async end(): Promise<void> {
    await this.#input.close();
    await this.#child.status;
    await this.#output.return(undefined);
  }

  async #answer(): Promise<unknown> {
    const { value, done } = await this.#output.next();
    if (done) throw new Error(`${this.name} ended before it was done`);
    return JSON.parse(value);
  }
}

/** Keeps libraries from starting threads of their own, which on one core only wait for each other. */
const ONE_THREAD = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
