import { PreprocessError } from "../../error.ts";
import { removeBackground } from "./background.ts";
import { diffuse } from "./diffusion.ts";
import { isFastChainReady, runFastChain } from "./fast_chain.ts";
import { float32Pixels, type Image, imageOf, sizeOf } from "./image.ts";
import { normalize } from "./normalize.ts";
import { completeOptions, type Normalization, type PreprocessOptions } from "./options.ts";
import { resize } from "./resize.ts";
import { applyWindow } from "./window.ts";

/** One slice after each stage of the chain, in the paper's order. */
export interface PreprocessStages {
  /** 1 on the head, 0 elsewhere; all 0 where the slice holds no head. */
  mask: Image<Uint8Array>;
  /** In HU, air outside the head. */
  background: Image<Float32Array>;
  /** On [0, 1]: the window of the brain. */
  windowed: Image<Float32Array>;
  /** On [0, 1]: after the anisotropic filter. */
  filtered: Image<Float32Array>;
  /** On [0, 1]. */
  normalized: Image<Float32Array>;
  /** On [0, 1], `[size, size]`. */
  resized: Image<Float32Array>;
}

/**
 * The paper's preprocessing (section "Image Preprocessing"), with the result of every stage: remove
 * the background, window, filter, normalize, resize. Of images that are no CT (`modality: "other"`)
 * nothing is background, and the slice's own range takes the window's place where `normalize` is `slice`.
 *
 * @param image In HU, of other modalities in their own unit, `[rows, columns]`.
 * @throws {PreprocessError} For an option out of its range.
 *
 * @example
 * ```ts
 * import ndarray from "ndarray";
 * import { preprocessStages } from "hemoleak/preprocess";
 *
 * const brain = ndarray(new Float32Array(64 * 64).fill(50), [64, 64]); // HU
 * const { windowed, resized } = preprocessStages(brain, { size: 32 });
 * console.assert(windowed.get(10, 10) === 0.5);
 * console.assert(resized.shape.join() === "32,32");
 * ```
 */
export function preprocessStages(
  image: Image,
  options: Partial<PreprocessOptions> = {},
): PreprocessStages {
  const complete = completeOptions(options);
  const { mask, image: background } = complete.modality === "other"
    ? wholeImage(image)
    : removeBackground(image, complete);
  const windowed = rangeOf(complete) === "slice"
    ? normalize(background, "slice")
    : applyWindow(background, complete);
  const filtered = diffuse(windowed, complete);
  const normalized = normalize(filtered, complete.normalize);
  const resized = resize(normalized, complete.size);
  return { mask, background, windowed, filtered, normalized, resized };
}

/** Of images that are no CT, nothing is background. */
function wholeImage(image: Image): Pick<PreprocessStages, "mask"> & { image: Image<Float32Array> } {
  const { rows, columns } = sizeOf(image);
  const mask = imageOf(new Uint8Array(rows * columns).fill(1), rows, columns);
  return { mask, image: imageOf(float32Pixels(image), rows, columns) };
}

/** What becomes 0 and 1 before the filter: without HU the slice's own range, if no window is to count. */
function rangeOf({ modality, normalize }: PreprocessOptions): Normalization {
  return modality === "other" ? normalize : "window";
}

/**
 * One slice as the networks get it: {@link preprocessStages}' last stage in 256 gray levels.
 *
 * @param image In HU, `[rows, columns]`.
 * @returns `[size, size]`, 0 to 255.
 * @throws {PreprocessError} Where the slice holds no head, or for an option out of its range.
 */
export function preprocessSlice(
  image: Image,
  options: Partial<PreprocessOptions> = {},
): Image<Uint8Array> {
  const complete = completeOptions(options);
  const levels = isFastChainReady(image, complete)
    ? fastLevels(image, complete)
    : preprocessByStages(image, complete);
  if (levels === null) {
    throw new PreprocessError("Nothing in the slice but air, or what is as thin as a headrest");
  }
  return imageOf(levels, complete.size, complete.size);
}

/** Images that are no CT enter the fast chain as one head, on the range of {@link rangeOf}. */
function fastLevels(image: Image, options: PreprocessOptions): Uint8Array | null {
  if (rangeOf(options) === "window") return runFastChain(image, options);
  return runFastChain(normalize(image, "slice"), { ...options, windowCenter: 0.5, windowWidth: 1 });
}

function preprocessByStages(image: Image, options: PreprocessOptions): Uint8Array | null {
  const { mask, resized } = preprocessStages(image, options);
  return mask.data.includes(1) ? toGrayLevels(resized).data : null;
}

/** Rounds [0, 1] to the gray levels 0 to 255, halves up, in 32-bit arithmetic. */
export function toGrayLevels(image: Image): Image<Uint8Array> {
  const { rows, columns } = sizeOf(image);
  const pixels = float32Pixels(image);
  const levels = new Uint8Array(pixels.length);
  const fround = Math.fround;
  for (let at = 0; at < levels.length; at++) levels[at] = fround(fround(255 * pixels[at]!) + 0.5);
  return imageOf(levels, rows, columns);
}
