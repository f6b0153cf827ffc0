import { MODALITIES, type Modality } from "../../cohort/pixel_reading.ts";
import { PreprocessError } from "../../error.ts";
import { ANYTHING, checkOptions, type OptionRules } from "../../options.ts";

/** How the anisotropic filter conducts: see {@link diffuse}. */
export const DIFFUSION_SCHEMES = ["exponential", "rational", "opencv"] as const;
/** One of {@linkcode DIFFUSION_SCHEMES}. */
export type DiffusionScheme = typeof DIFFUSION_SCHEMES[number];

/** What becomes 0 and 1: see {@link normalize}. */
export const NORMALIZATIONS = ["slice", "window"] as const;
/** One of {@linkcode NORMALIZATIONS}. */
export type Normalization = typeof NORMALIZATIONS[number];

/** What separates the head from the rest of a slice. */
export interface BackgroundOptions {
  /** Pixels above this many HU are tissue, the rest is air. Fat, the lightest tissue, has -110. */
  airThreshold: number;
  /** A headrest that touches the head is cut off if thinner than this share of the slice's width. */
  bridgeThickness: number;
  /** A slice whose thickest part is thinner than this share of its width holds no head. */
  minimumThickness: number;
}

/** The window of densities that is kept. */
export interface WindowOptions {
  /** Middle of the window in HU (DICOM WindowCenter). */
  windowCenter: number;
  /** Width of the window in HU (DICOM WindowWidth). */
  windowWidth: number;
}

/** The anisotropic filter's parameters. */
export interface DiffusionOptions {
  /** How the filter conducts. */
  scheme: DiffusionScheme;
  /** Difference between neighbors, on [0, 1], above which an edge is kept: the paper's kernel. */
  kappa: number;
  /** Number of steps: the paper's time. 0 turns the filter off. */
  iterations: number;
  /** Length of a step; at most 1/4 for the 4-neighbor schemes, OpenCV's `alpha` for its own. */
  gamma: number;
}

/** Everything that the chain from Hounsfield units to a network's input is governed by. */
export interface PreprocessOptions extends BackgroundOptions, WindowOptions, DiffusionOptions {
  /** What becomes 0 and 1. */
  normalize: Normalization;
  /** Side of the square result in pixels. */
  size: number;
  /**
   * `other` where the images are no CT: nothing is taken for background, and the filter begins on the
   * slice's own range where `normalize` is `slice`, else on the window, whose default is 0 to 1 then and
   * whose unit is the images' own. CT where it is missing, as it is in the options of every store of CT.
   */
  modality?: Modality;
}

/**
 * The paper's values (section "Image Preprocessing") where it gives them: window level 50 and
 * width 80, kernel 0.02, time 10, 256 x 256 pixels. Where it does not:
 *
 * - `airThreshold` -200 HU lies between fat (-110 to -75) and foam or air (below -500).
 * - `bridgeThickness` 0.04 is about 9 mm in a field of view of 230 mm: thicker than a headrest.
 * - `minimumThickness` 0.05 is about 12 mm: less than any cut through skull and brain.
 * - `scheme` `exponential` and `gamma` 1/4: Perona and Malik's first conductance at the largest step
 *   that is stable on four neighbors.
 * - `normalize` `slice`: "the pixel values of each slice [...] were normalized between 0 and 1".
 */
export const PREPROCESS_DEFAULTS: Readonly<PreprocessOptions> = {
  airThreshold: -200,
  bridgeThickness: 0.04,
  minimumThickness: 0.05,
  windowCenter: 50,
  windowWidth: 80,
  scheme: "exponential",
  kappa: 0.02,
  iterations: 10,
  gamma: 1 / 4,
  normalize: "slice",
  size: 256,
};

const PREPROCESS_RULES: OptionRules<PreprocessOptions> = {
  airThreshold: ANYTHING,
  bridgeThickness: ANYTHING,
  minimumThickness: ANYTHING,
  windowCenter: ANYTHING,
  windowWidth: ANYTHING,
  scheme: ANYTHING,
  kappa: ANYTHING,
  iterations: ANYTHING,
  gamma: ANYTHING,
  normalize: ANYTHING,
  size: ANYTHING,
  modality: ANYTHING,
};

/** The window of images that are no CT: from 0 to 1, which is all that PNG, JPEG and TIFF images hold. */
const WHOLE_RANGE: WindowOptions = { windowCenter: 0.5, windowWidth: 1 };

/** What `gamma` is when only the scheme is named; the paper's values are those of OpenCV's with 1. */
const DEFAULT_GAMMA: Readonly<Record<DiffusionScheme, number>> = {
  exponential: 1 / 4,
  rational: 1 / 4,
  opencv: 1,
};

/**
 * Fills in the defaults and checks every value.
 *
 * @throws {OptionsError} There is no such option.
 * @throws {PreprocessError} For a value out of its range or an unknown name.
 */
export function completeOptions(options: Partial<PreprocessOptions> = {}): PreprocessOptions {
  checkOptions("preprocessing", options, PREPROCESS_RULES);
  const scheme = options.scheme ?? PREPROCESS_DEFAULTS.scheme;
  const { modality = "CT", ...given } = options;
  requireOneOf("modality", modality, MODALITIES);
  const complete = {
    ...PREPROCESS_DEFAULTS,
    gamma: DEFAULT_GAMMA[scheme],
    ...(modality === "other" && { ...WHOLE_RANGE, modality }),
    ...given,
  };
  requireBackground(complete);
  requireWindow(complete);
  requireDiffusion(complete);
  requireOneOf("normalize", complete.normalize, NORMALIZATIONS);
  requireSize(complete.size);
  return complete;
}

/** Throws {@link PreprocessError} unless the options are usable. */
export function requireBackground(options: BackgroundOptions): void {
  requireNumber("airThreshold", options.airThreshold, "a number of HU", () => true);
  for (const name of ["bridgeThickness", "minimumThickness"] as const) {
    requireNumber(name, options[name], "a number from 0 to 1", (x) => x >= 0 && x <= 1);
  }
}

/** Throws {@link PreprocessError} unless the options are usable. */
export function requireWindow({ windowCenter, windowWidth }: WindowOptions): void {
  requireNumber("windowCenter", windowCenter, "a number of HU", () => true);
  requireNumber("windowWidth", windowWidth, "a number greater than 0", (x) => x > 0);
}

/** Throws {@link PreprocessError} unless the options are usable. */
export function requireDiffusion(options: DiffusionOptions): void {
  const { scheme, kappa, iterations, gamma } = options;
  requireOneOf("scheme", scheme, DIFFUSION_SCHEMES);
  requireNumber("kappa", kappa, "a number greater than 0", (x) => x > 0);
  requireNumber("iterations", iterations, "a whole number of at least 0", isWholeFrom(0));
  if (scheme === "opencv") {
    requireNumber("gamma", gamma, "a number greater than 0", (x) => x > 0);
  } else {
    const range = "a number greater than 0 and at most 0.25, above which the filter is unstable,";
    requireNumber("gamma", gamma, range, (x) => x > 0 && x <= 0.25);
  }
}

/** Throws {@link PreprocessError} unless the size is usable. */
export function requireSize(size: number): void {
  requireNumber("size", size, "a whole number of at least 1", isWholeFrom(1));
}

function requireNumber(
  name: string,
  value: number,
  expected: string,
  holds: (value: number) => boolean,
): void {
  if (!Number.isFinite(value) || !holds(value)) {
    throw new PreprocessError({ expected: `${name} to be ${expected}`, found: value });
  }
}

function isWholeFrom(least: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= least;
}

/** Throws {@link PreprocessError} unless the value is one of the names. */
export function requireOneOf(name: string, value: string, names: readonly string[]): void {
  if (!names.includes(value)) {
    throw new PreprocessError({
      expected: `${name} to be one of ${names.join(", ")}`,
      found: value,
    });
  }
}
