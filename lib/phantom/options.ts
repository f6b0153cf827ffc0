import { CohortError } from "../error.ts";
import { ANYTHING, checkOptions, type OptionRules } from "../options.ts";

/** What a phantom cohort is like. The same options give the same bytes. */
export interface PhantomOptions {
  /** How many subjects; each has one study. */
  subjects: number;
  /** Slices in the plain series of each study. */
  slices: number;
  /** Rows and columns of a slice, a multiple of 4. */
  size: number;
  /** Share of subjects with a hemorrhage. */
  prevalence: number;
  /** How small and faint hemorrhages are: 0 (plain to see) to 1 (mostly subtle). */
  difficulty: number;
  /** Draws everything: heads, hemorrhages, scanners, noise and readers. */
  seed: number;
}

/**
 * The default cohort. Chosen so that it teaches what real cohorts do: with many neighbouring slices
 * of few subjects, a split by slice scores almost perfectly whether or not the labels mean anything,
 * while a split by subject learns something real from three dozen subjects, and not much.
 *
 * `deno task bench:leakage` measures it: `docs/measured.md`.
 */
export const PHANTOM_DEFAULTS: PhantomOptions = {
  subjects: 52,
  slices: 20,
  size: 256,
  prevalence: 0.5,
  difficulty: 0.5,
  seed: 1,
};

const PHANTOM_RULES: OptionRules<PhantomOptions> = {
  subjects: ANYTHING,
  slices: ANYTHING,
  size: ANYTHING,
  prevalence: ANYTHING,
  difficulty: ANYTHING,
  seed: ANYTHING,
};

/**
 * Fills in the defaults and checks the options.
 *
 * @throws {OptionsError} There is no such option.
 * @throws {CohortError} An option outside its range, with the range.
 */
export function phantomOptions(options: Partial<PhantomOptions> = {}): PhantomOptions {
  checkOptions("the phantom", options, PHANTOM_RULES);
  const full = { ...PHANTOM_DEFAULTS, ...options };
  requireInteger(full, "subjects", 1, 100_000);
  requireInteger(full, "slices", 2, 500);
  requireInteger(full, "size", 32, 1024);
  requireInteger(full, "seed", 0, 2 ** 32 - 1);
  requireShare(full, "prevalence");
  requireShare(full, "difficulty");
  if (full.size % 4 !== 0) {
    throw new CohortError({
      expected: "the phantom's size to be a multiple of 4",
      found: full.size,
    });
  }
  return full;
}

function requireInteger(
  options: PhantomOptions,
  name: keyof PhantomOptions,
  low: number,
  high: number,
): void {
  const value = options[name];
  if (!Number.isInteger(value) || value < low || value > high) {
    throw new CohortError({
      expected: `the phantom's ${name} to be a whole number from ${low} to ${high}`,
      found: value,
    });
  }
}

function requireShare(options: PhantomOptions, name: "prevalence" | "difficulty"): void {
  const value = options[name];
  if (!(value >= 0 && value <= 1)) {
    throw new CohortError({ expected: `the phantom's ${name} to be from 0 to 1`, found: value });
  }
}
