import { type PhantomOptions, phantomOptions } from "./options.ts";

/** Counts up when the generator changes, so that an older cohort is not taken for a new one. */
const FORMAT = 4;

/** What a phantom's files follow from: its options, and the version of the generator. */
export function phantomIdentity(options: Partial<PhantomOptions> = {}): string {
  return JSON.stringify({ format: FORMAT, options: phantomOptions(options) }, null, 2) + "\n";
}
