import type { Progress } from "../lib/progress.ts";

/**
 * Shows the steps of set-up on standard error: one line per step, redrawn on a terminal and repeated
 * every ten seconds in a log. Needs no package, because it is there before the packages are.
 */
export class ProgressLine {
  readonly #terminal = Deno.stderr.isTerminal();
  #shown = "";
  #shownAt = 0;

  /** Starts a step. */
  step(label: string): Progress {
    this.end();
    this.#shownAt = 0;
    return (done, total, detail = "") => this.#show(`${label}: ${done} of ${total} ${detail}`);
  }

  /** Prints a line of its own. */
  say(text: string): void {
    this.end();
    this.#write(`${text}\n`);
  }

  /** Ends the line of the present step. */
  end(): void {
    if (this.#terminal && this.#shown !== "") this.#write("\n");
    this.#shown = "";
  }

  #show(text: string): void {
    if (text === this.#shown) return;
    const now = performance.now();
    if (this.#terminal) {
      this.#write(`\r${text.padEnd(this.#shown.length)}`);
    } else if (this.#shownAt === 0 || now - this.#shownAt > 10_000) {
      this.#write(`${text}\n`);
      this.#shownAt = now;
    }
    this.#shown = text;
  }

  #write(text: string): void {
    Deno.stderr.writeSync(new TextEncoder().encode(text));
  }
}
