import type { LesionBoxes } from "../cohort/labels/lesion_boxes.ts";
import { type LesionMap, lesionMaps, type NetworkMaps } from "../leakage/lesions/lesion_maps.ts";
import type { SliceStore } from "../preprocess/store/slice_store.ts";
import { SPLIT_TITLES } from "../split/titles.ts";
import { useTensorFlow } from "../tensorflow/backend/backend.ts";
import { loadModel } from "../train/model_files.ts";
import type { Run } from "./run.ts";

/**
 * What each run's network looks at in the positive slices that it was tested on, as far as they have
 * boxes around a lesion. A run that was stopped has no network to ask.
 *
 * @param signal Ends the work, which then throws its reason.
 * @throws {TrainingError} A run's network cannot be read.
 */
export async function runLesionMaps(
  runs: readonly Run[],
  store: SliceStore,
  boxes: LesionBoxes,
  signal?: AbortSignal,
): Promise<NetworkMaps[]> {
  await useTensorFlow();
  const networks: NetworkMaps[] = [];
  for (const run of runs) {
    const title = `${run.title}, ${SPLIT_TITLES[run.cell.split]}`;
    networks.push({ title, maps: await mapsOf(run, store, boxes, signal) });
  }
  return networks;
}

async function mapsOf(
  { folder, predictions }: Run,
  store: SliceStore,
  boxes: LesionBoxes,
  signal: AbortSignal | undefined,
): Promise<LesionMap[]> {
  if (folder === null) return [];
  const tested = new Set(
    predictions.filter(({ set, label }) => set === "test" && label === 1)
      .map(({ study, slice }) => `${study}/${slice}`),
  );
  const indices = [...store.rows.keys()].filter((index) => {
    const { study, slice } = store.rows[index]!;
    return tested.has(`${study}/${slice}`);
  });
  const model = await loadModel(folder);
  try {
    return await lesionMaps(model, store, boxes, indices, signal);
  } finally {
    model.dispose();
  }
}
