/** How sharp a reconstruction kernel is, as far as hemoleak knows it. */
export type Sharpness = "soft" | "sharp";

/** A kernel whose name is a manufacturer's. */
export interface KnownKernel {
  /** `STANDARD`, `H31s`, `FC26`: a word of the patterns here, never free text. */
  name: string;
  sharpness: Sharpness;
}

/** GE writes words, and sometimes more behind them. */
const GE: readonly [pattern: RegExp, name: string, sharpness: Sharpness][] = [
  [/^bone\s*plus/i, "BONEPLUS", "sharp"],
  [/^bone/i, "BONE", "sharp"],
  [/^edge/i, "EDGE", "sharp"],
  [/^lung/i, "LUNG", "sharp"],
  [/^ultra/i, "ULTRA", "sharp"],
  [/^(standard|stnd)/i, "STANDARD", "soft"],
  [/^soft/i, "SOFT", "soft"],
  [/^detail/i, "DETAIL", "soft"],
  [/^(chst|chest)/i, "CHST", "soft"],
];

/** Siemens: a letter or two, the sharpness from 10 (softest) to 99, perhaps a letter: `H31s`, `Br64`. */
const SIEMENS = /^(?:[bcdhijstu]|[bhqtu][flprv])(\d\d)[a-z]?$/i;
/** From here on the numbers are of kernels for bone, lung and inner ear. */
const SHARP_FROM = 55;

/** Canon, Toshiba: FC30 to FC39 are for bone, FC50 to FC59 and FC80 to FC89 for lung and inner ear. */
const CANON = /^fc(\d)\d(-[a-z]{1,2})?$/i;
const SHARP_TENS = ["3", "5", "8"];

/** Philips: A to C and UA to UC are smooth to standard; D, E, L and YA to YE sharp. */
const PHILIPS = /^(?:(u?[a-c])|([del]|y[a-e]))$/i;

/**
 * Recognizes a reconstruction kernel (ConvolutionKernel, DICOM PS3.3 C.8.2.1) by the names that GE,
 * Siemens, Canon and Philips use.
 *
 * @returns Null for any other text, of which nothing is repeated.
 */
export function recognizeKernel(text: string): KnownKernel | null {
  const ge = GE.find(([pattern]) => pattern.test(text));
  if (ge !== undefined) return { name: ge[1], sharpness: ge[2] };
  const canon = CANON.exec(text)?.[1];
  if (canon !== undefined) return known(text, SHARP_TENS.includes(canon));
  const siemens = SIEMENS.exec(text)?.[1];
  if (siemens !== undefined) return known(text, Number(siemens) >= SHARP_FROM);
  const philips = PHILIPS.exec(text);
  return philips === null ? null : known(text, philips[1] === undefined);
}

function known(name: string, isSharp: boolean): KnownKernel {
  return { name, sharpness: isSharp ? "sharp" : "soft" };
}
