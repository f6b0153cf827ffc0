import { countText, durationText } from "../../text/numbers.ts";
import type { BatchEvent } from "../../train/train.ts";

/** How long a picture of the progress stands, in ms: to draw it takes a few hundredths of that. */
const STANDING = 2000;
/** The bar's width in characters. */
const WIDTH = 20;

/** How fast an epoch goes, and how far it is: for a figure that is drawn now and then. */
export class EpochPace {
  readonly #now: () => number;
  #first: BatchEvent | undefined;
  #start = 0;
  #drawn = -Infinity;

  /** @param now The time in ms. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Whether enough time has passed for another picture; asked after each batch. */
  isDue(event: BatchEvent): boolean {
    const now = this.#now();
    if (this.#first?.epoch !== event.epoch) [this.#first, this.#start] = [event, now];
    if (now - this.#drawn < STANDING) return false;
    this.#drawn = now;
    return true;
  }

  /** `█████░░░░░░░░░░░░░░░ 25 % of epoch 3, 812 images a second, 40 s to go`. */
  text(event: BatchEvent): string {
    const { epoch, batch, batches, images } = event, first = this.#first ?? event;
    const share = batch / batches, full = Math.round(WIDTH * share);
    const bar = "█".repeat(full) + "░".repeat(WIDTH - full);
    const done = `${bar} ${Math.round(100 * share)} % of epoch ${epoch}`;
    const seconds = (this.#now() - this.#start) / 1000;
    if (batch === first.batch || seconds === 0) return done;
    const rate = (images - first.images) / seconds;
    const left = (batches - batch) * seconds / (batch - first.batch);
    return `${done}, ${countText(Math.round(rate))} images a second, ${durationText(left)} to go`;
  }
}
