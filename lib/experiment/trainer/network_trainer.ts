import { join } from "node:path";
import type * as tf from "@tensorflow/tfjs";
import { writeAtomically } from "../../files/write_atomically.ts";
import { buildNetwork } from "../../model/build_network.ts";
import { isModelName, type ModelName, networkOf } from "../../model/networks.ts";
import { toOnnx } from "../../model/onnx.ts";
import type { SliceStore } from "../../preprocess/store/slice_store.ts";
import { Random } from "../../random.ts";
import type { SetName } from "../../split/split.ts";
import { useTensorFlow } from "../../tensorflow/backend/backend.ts";
import { requireDevice } from "../../tensorflow/device.ts";
import { trainingSoftware } from "../../train/checkpoints/training_key.ts";
import { embedToFile } from "../../train/embed.ts";
import type { EpochSeconds } from "../../train/history.ts";
import { saveModel } from "../../train/model_files.ts";
import { predict } from "../../train/predict.ts";
import { train, type TrainingListener } from "../../train/train.ts";
import type { TrainingOptions } from "../../train/training_options.ts";
import { modelTitle, type Profile } from "../profile.ts";
import type { RunTimings } from "../run_record.ts";
import type { Trained, Trainer, TrainerIdentity, TrainingTask } from "./trainer.ts";

/**
 * One of the project's networks as what trains cells, without its slices: enough to find its runs.
 *
 * @throws {TrainingError} There is no such network.
 */
export function networkIdentity(model: ModelName, profile: Profile): TrainerIdentity {
  return {
    name: model,
    title: modelTitle(model, profile),
    epochs: profile.epochs[model],
    record: {
      profile: { ...profile, epochs: namedEpochs(model, profile) },
      software: trainingSoftware(),
    },
  };
}

/**
 * One of the project's networks as what trains cells. Of each run it keeps `model.json`, `weights.bin`,
 * `model.onnx`, `embeddings.npy` (the penultimate layer's features, float32, one row per row of
 * `predictions.csv`) and `timings.json`; its state after each epoch, and where it is suspended, lies among the
 * checkpoints. A training that is stopped is judged with the best weights so far, and nothing of it is kept.
 *
 * @param store Of the slices that the cells are of.
 * @throws {TrainingError} There is no such network; later: the training diverged.
 */
export function networkTrainer(model: ModelName, profile: Profile, store: SliceStore): Trainer {
  return {
    ...networkIdentity(model, profile),
    train: (task) => trainNetwork(model, profile, store, task),
  };
}

/**
 * The epochs that a run's record, and so its name, holds: those of the paper's two networks, as ever,
 * and of its own. So a network that is added gives no other network's runs another name.
 */
function namedEpochs(model: ModelName, { epochs }: Profile): Profile["epochs"] {
  const named = Object.entries(epochs).filter(([name]) =>
    name === model || !isModelName(name) || networkOf(name).paper !== null
  );
  return Object.fromEntries(named) as Profile["epochs"];
}

async function trainNetwork(
  name: ModelName,
  profile: Profile,
  store: SliceStore,
  { cell: { seed }, rows, folder, checkpoints, listener, signal, suspend }: TrainingTask,
): Promise<Trained> {
  await useTensorFlow();
  requireDevice();
  const model = buildModel(name, profile, new Random(seed, "weights"));
  let epochs: readonly EpochSeconds[] = [];
  const listen: TrainingListener = (event) => {
    if (event.kind !== "batch") epochs = event.seconds;
    return listener(event);
  };
  try {
    const history = await train(
      model,
      { store, ...splitOf(rows, store) },
      { ...trainingOptions(name, profile, seed), checkpoints, signal, suspend },
      listen,
    );
    const started = performance.now();
    const scoring = { batchSize: profile.batchSize, signal: suspend };
    const used = rows.map(({ index }) => index);
    if (history.stopped) return { history, scores: await predict(model, store, used, scoring) };
    const features = join(folder, "embeddings.npy");
    const scores = await embedToFile(model, store, used, features, scoring);
    const prediction = (performance.now() - started) / 1000;
    await saveModel(model, folder);
    await writeAtomically(join(folder, "model.onnx"), await toOnnx(model));
    const text = JSON.stringify(timings(epochs, prediction), null, 2) + "\n";
    await writeAtomically(join(folder, "timings.json"), text);
    return { history, scores };
  } finally {
    model.dispose();
  }
}

/** Labels and sets of all slices of the store, of which a cell may use a part. */
function splitOf(rows: TrainingTask["rows"], store: SliceStore) {
  const labels = store.rows.map(({ label }) => label);
  const sets = new Array<SetName | null>(labels.length).fill(null);
  for (const { index, label, set } of rows) {
    labels[index] = label;
    sets[index] = set;
  }
  return { labels, sets };
}

function trainingOptions(model: ModelName, profile: Profile, seed: number): TrainingOptions {
  const { batchSize, learningRate, warmUp, patience, precision } = profile;
  return {
    ...{ epochs: profile.epochs[model], batchSize, learningRate, warmUp },
    ...patience !== undefined && { patience },
    ...precision !== undefined && { precision },
    random: new Random(seed, "batches"),
  };
}

function timings(epochs: readonly EpochSeconds[], prediction: number): RunTimings {
  const cores = navigator.hardwareConcurrency;
  return { epochs, prediction: Number(prediction.toFixed(3)), cores, system: Deno.build.target };
}

/**
 * The network of a cell, before training.
 *
 * @throws {TrainingError} There is no such network.
 */
export function buildModel(model: ModelName, profile: Profile, random: Random): tf.Sequential {
  return buildNetwork(model, profile, random);
}
