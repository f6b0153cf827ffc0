import { join } from "node:path";
import { type Finding, LIMITS } from "./fuzz_process.ts";
import { linesOf } from "./lines.ts";

/** A reading that takes so long is called a hang, and killed: wall-clock time, on a busy machine. */
const HANG_MILLISECONDS = 20_000;
const READER = join(import.meta.dirname!, "fuzz_process.ts");
/** A process that holds so much is killed before it takes the machine's memory. */
const RUNAWAY_BYTES = 3 * 2 ** 30;
const WATCH_MILLISECONDS = 100;

/** Which mutations to try. */
export interface FuzzOptions {
  /** The seed of the first; each next has the next number. */
  first: number;
  count: number;
  /** Only files that are read in a few milliseconds. */
  quick: boolean;
  /** Whether images are hashed. */
  hash?: boolean;
  /** The process that reads, which is watched. */
  reader?: string;
  hangMilliseconds?: number;
}

/** Tries mutations one after the other, and survives each. */
export async function* fuzz(options: FuzzOptions): AsyncGenerator<Finding> {
  const { first, count } = options;
  let reader = new ReadingProcess(options);
  try {
    for (let seed = first; seed < first + count; seed++) {
      const { finding, ended } = await reader.read(seed);
      yield finding;
      if (ended) reader = new ReadingProcess(options);
    }
  } finally {
    await reader.end();
  }
}

interface Started {
  seed: number;
  started: true;
  file: string;
  mutation: string;
}

/** A process that reads damaged files, under watch. */
class ReadingProcess {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: AsyncGenerator<string>;
  readonly #errors: Promise<string>;
  #started: Started | null = null;
  /** When the present reading began, or null between two. */
  #since: number | null = null;
  #killedFor: string | null = null;
  readonly #hangMilliseconds: number;
  readonly #watch: ReturnType<typeof setInterval>;

  constructor(options: FuzzOptions) {
    const { quick, hash, reader = READER, hangMilliseconds = HANG_MILLISECONDS } = options;
    this.#hangMilliseconds = hangMilliseconds;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "-A", reader, quick ? "quick" : "all", ...(hash ? ["hash"] : [])],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#output = linesOf(this.#child.stdout);
    this.#errors = new Response(this.#child.stderr).text();
    this.#watch = setInterval(() => this.#look(), WATCH_MILLISECONDS);
  }

  /** Has one mutation read; afterwards the process may have ended. */
  async read(seed: number): Promise<{ finding: Finding; ended: boolean }> {
    this.#started = null;
    await this.#input.write(new TextEncoder().encode(`${seed}\n`)).catch(() => {});
    for (;;) {
      const { value: line, done } = await this.#output.next();
      if (done) return { finding: await this.#death(seed), ended: true };
      const said = JSON.parse(line) as Finding | Started;
      this.#since = "started" in said ? performance.now() : null;
      if (!("started" in said)) return { finding: said, ended: false };
      this.#started = said;
    }
  }

  /** Lets the process end. */
  async end(): Promise<void> {
    clearInterval(this.#watch);
    await this.#input.close().catch(() => {});
    await this.#output.return(undefined);
    await this.#child.status;
    await this.#errors;
  }

  #look(): void {
    if (this.#since !== null && performance.now() - this.#since > this.#hangMilliseconds) {
      this.#kill(`a hang: no end after ${this.#hangMilliseconds / 1000} s`);
    }
    if (residentBytesOf(this.#child.pid) > RUNAWAY_BYTES) {
      this.#kill(`more than ${RUNAWAY_BYTES / 2 ** 30} GB of memory`);
    }
  }

  #kill(why: string): void {
    this.#killedFor = why;
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }

  async #death(seed: number): Promise<Finding> {
    clearInterval(this.#watch);
    const { code, signal } = await this.#child.status;
    const last = (await this.#errors).trim().split("\n").slice(-4).join(" | ");
    const { file = "?", mutation = "?" } = this.#started ?? {};
    return {
      ...{ seed, file, mutation, read: false, message: null, image: null },
      ...{ milliseconds: 0, megabytes: 0 },
      complaint: this.#killedFor ?? `a crash (${signal ?? `exit code ${code}`}): ${last}`,
    };
  }
}

function residentBytesOf(pid: number): number {
  try {
    return 4096 * Number(Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ")[1]);
  } catch {
    return 0;
  }
}

/** The requirements in words. */
export const LIMITS_TEXT = `${LIMITS.milliseconds} ms and ${LIMITS.megabytes} MB`;
