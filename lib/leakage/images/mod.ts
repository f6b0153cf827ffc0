/**
 * Leakage that images show: equal and nearly equal slices, whose slice the nearest one is, and whether
 * a network looks at the lesion.
 *
 * @example
 * ```ts
 * import { readCohort } from "hemoleak/cohort";
 * import { nearestNeighbors } from "hemoleak/leakage/images";
 * import { writePhantom } from "hemoleak/phantom";
 * import { preprocessCohort } from "hemoleak/preprocess";
 * import { useTensorFlow } from "hemoleak/tensorflow";
 *
 * await useTensorFlow();
 * const folder = await Deno.makeTempDir();
 * await writePhantom(`${folder}/images`, { subjects: 2, slices: 6, size: 64 });
 * const cohort = await readCohort(`${folder}/images`);
 * using store = await preprocessCohort(cohort, `${folder}/slices`, { size: 32 });
 * const sets = store.rows.map(({ slice }) => slice === 2 ? "test" as const : "train" as const);
 * const pairs = await nearestNeighbors(store, sets);
 * console.assert(pairs.length === 2); // For each test slice, the training slice most like it.
 * await Deno.remove(folder, { recursive: true });
 * ```
 *
 * @module
 */

export {
  OptionsError,
  PredictionsError,
  SetupError,
  SplitError,
  TensorFlowError,
  TrainingError,
} from "../../error.ts";
export { auditImages, type ImageAudit, type ImageAuditOptions } from "./image_audit.ts";
export { type CopiedLabels, copyLabels } from "./copy_labels.ts";
export { nearestNeighbors, type NeighborPair, type NeighborSource } from "./nearest_neighbor.ts";
export {
  type LesionMap,
  lesionMaps,
  type LesionSource,
  type NetworkMaps,
} from "../lesions/lesion_maps.ts";
export { type PointingGame, pointingGame } from "../lesions/pointing_game.ts";
export type { DistanceBin, NearestSubjects } from "./nearest_subjects.ts";
export type { ExactDuplicates, NearDuplicates, SuspectedPair } from "./duplicates.ts";
export type { SliceName, SlicePair } from "./slice_pair.ts";
