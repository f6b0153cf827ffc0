/**
 * Preprocessing: from a CT slice in Hounsfield units to a network's input, stage by stage, and the
 * store of a cohort's preprocessed slices.
 *
 * @example
 * ```ts
 * import ndarray from "ndarray";
 * import { preprocessStages } from "hemoleak/preprocess";
 *
 * const brain = ndarray(new Float32Array(64 * 64).fill(50), [64, 64]); // HU
 * const { windowed, resized } = preprocessStages(brain, { size: 32 });
 * console.assert(windowed.get(10, 10) === 0.5 && resized.shape.join() === "32,32");
 * ```
 *
 * @module
 */

export { CohortError, OptionsError, PreprocessError, StorageError } from "../error.ts";
export { type Image, imageOf, type Pixels } from "./chain/image.ts";
export { headMask, removeBackground } from "./chain/background.ts";
export { applyWindow } from "./chain/window.ts";
export { diffuse } from "./chain/diffusion.ts";
export { normalize } from "./chain/normalize.ts";
export { resize } from "./chain/resize.ts";
export { preprocessSlice, type PreprocessStages, preprocessStages } from "./chain/pipeline.ts";
export {
  type BackgroundOptions,
  DIFFUSION_SCHEMES,
  type DiffusionOptions,
  type DiffusionScheme,
  type Normalization,
  NORMALIZATIONS,
  PREPROCESS_DEFAULTS,
  type PreprocessOptions,
  type WindowOptions,
} from "./chain/options.ts";
export { preprocessCohort, type PreprocessCohortOptions } from "./preprocess_cohort.ts";
export { type CohortSlices } from "./workers/cohort_series.ts";
export { readSlices } from "./read_slices.ts";
export { openStore, SliceStore } from "./store/slice_store.ts";
export { type SeriesNote } from "./store/store_index.ts";
export { type DamagedFile, verifyStore } from "./store/verify_store.ts";
