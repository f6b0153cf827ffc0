import { CohortError } from "../../../error.ts";
import { valueForm } from "../../../text/values.ts";

/** So many labels are named in a message, none longer than this: a long one could be a report's text. */
const MOST_NAMED = 6, LONGEST_NAMED = 40;

/** A label as a message may name it. */
export function shownLabel(label: string): string {
  return label.length > LONGEST_NAMED ? `${label.length} characters of text` : `"${label}"`;
}

/** Labels that are names, of which one is positive and all others are negative. */
export class NamedLabels {
  readonly #positive: string;
  readonly #form: string;
  #isFound = false;
  /** The others, one more than are named. */
  readonly #others = new Set<string>();

  /** @param positive The positive label; case and signs between words do not count. */
  constructor(positive: string) {
    this.#positive = positive;
    this.#form = valueForm(positive);
  }

  /** 1 where the positive label is among those of an image, which `|` parts, as in ChestX-ray14. */
  of(text: string): 0 | 1 {
    if (text.split("|").some((label) => valueForm(label) === this.#form)) {
      this.#isFound = true;
      return 1;
    }
    if (this.#others.size <= MOST_NAMED) this.#others.add(text);
    return 0;
  }

  /**
   * What became of the labels.
   *
   * @param file The table's name.
   * @param columns Its columns.
   * @throws {CohortError} None is the positive one.
   */
  note(file: string, columns: readonly string[]): string {
    if (this.#isFound) {
      return `labels: “${this.#positive}” is positive, negative are ${this.#othersText()}`;
    }
    throw new CohortError({
      file,
      expected: `a column or a label "${this.#positive}", the finding that is asked for,`,
      found: `the columns ${columns.join(",")} and the labels ${this.#othersText()}`,
      hint: "without a finding, the column label counts",
    });
  }

  #othersText(): string {
    if (this.#others.size === 0) return "none";
    const short = [...this.#others].filter((label) => label.length <= LONGEST_NAMED);
    const named = short.slice(0, MOST_NAMED).map((label) => `“${label}”`);
    return [...named, ...named.length < this.#others.size ? ["others"] : []].join(", ");
  }
}
