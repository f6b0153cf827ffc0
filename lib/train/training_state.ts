import * as tf from "@tensorflow/tfjs";
import type { NamedArray, SafetensorsFile } from "../files/safetensors.ts";
import type { Random } from "../random.ts";
import type { BestWeights } from "./best_weights.ts";
import type { CheckpointFolder } from "./checkpoint_folder.ts";
import { bestEpoch, type HistoryRow } from "./history.ts";
import type { EpochSeconds } from "./train.ts";

/** All that changes from one epoch to the next. */
export interface TrainingState {
  readonly model: tf.LayersModel;
  readonly optimizer: tf.Optimizer;
  readonly best: BestWeights;
  readonly random: Random;
  readonly rows: HistoryRow[];
  readonly seconds: EpochSeconds[];
}

/**
 * Saves a training's state after an epoch.
 *
 * @throws {StorageError} It cannot be written.
 */
export async function saveState(state: TrainingState, folder: CheckpointFolder): Promise<void> {
  const { model, optimizer, random, rows, seconds } = state;
  const weights = modelArrays(model);
  const moments = await momentArrays(model, optimizer);
  await folder.save({
    epoch: rows.length,
    bestEpoch: bestEpoch(rows)!.epoch,
    values: { rows, seconds, random: random.state, steps: optimizer.iterations },
    state: [...weights, ...moments],
    best: weights,
  });
}

/**
 * Puts a training back to where its last usable checkpoint was, if there is one.
 *
 * @returns What there is to tell about checkpoints that cannot be used.
 */
export async function resumeState(
  state: TrainingState,
  folder: CheckpointFolder,
): Promise<string[]> {
  const { found, notes } = await folder.load();
  if (!found) return notes;
  using files = new DisposableStack();
  const { values } = found, saved = files.use(found.state), best = files.use(found.best);
  const { model, optimizer, random, rows, seconds } = state;
  restoreWeights(model, best);
  state.best.offer(model, bestEpoch(values.rows)!.validationLoss);
  restoreWeights(model, saved);
  await restoreMoments(model, optimizer, saved, values.steps);
  random.state = values.random;
  rows.push(...values.rows);
  seconds.push(...values.seconds);
  return notes;
}

/** Numbered, because the names of tfjs's weights depend on the networks that were made before. */
const weightName = (index: number) => `weight.${index}`;
const momentName = (kind: string, index: number) => `adam.${kind}.${index}`;

function modelArrays(model: tf.LayersModel): NamedArray[] {
  return model.getWeights().map((weight, i) => arrayOf(weightName(i), weight));
}

function arrayOf(name: string, tensor: tf.Tensor): NamedArray {
  return { name, shape: tensor.shape, data: () => piecesOf(tensor) };
}

/** Small enough that copying, hashing or writing a piece keeps nothing else waiting. */
const PIECE_ELEMENTS = 1 << 18;

function* piecesOf(tensor: tf.Tensor): Generator<Float32Array> {
  for (let at = 0; at < tensor.size; at += PIECE_ELEMENTS) {
    const count = Math.min(PIECE_ELEMENTS, tensor.size - at);
    const piece = tf.tidy(() => tensor.flatten().slice(at, count));
    const values = piece.dataSync<"float32">();
    piece.dispose();
    yield values;
  }
}

function restoreWeights(model: tf.LayersModel, file: SafetensorsFile): void {
  tf.tidy(() =>
    model.setWeights(
      model.getWeights().map(({ shape }, i) => tf.tensor(file.read(weightName(i)), shape)),
    )
  );
}

async function momentArrays(model: tf.LayersModel, optimizer: tf.Optimizer): Promise<NamedArray[]> {
  const [iterations, ...moments] = await optimizer.getWeights();
  iterations!.tensor.dispose();
  const indices = new Map(trainedNames(model).map((name, i) => [name, i]));
  return moments.map(({ name, tensor }) => {
    const [, variable = "", kind = ""] = MOMENT.exec(name)!;
    return arrayOf(momentName(kind, indices.get(variable)!), tensor);
  });
}

async function restoreMoments(
  model: tf.LayersModel,
  optimizer: tf.Optimizer,
  file: SafetensorsFile,
  steps: number,
): Promise<void> {
  const { shapes } = file, names = trainedNames(model);
  const moments = ["m", "v"].flatMap((kind) =>
    names.flatMap((name, i) => {
      const saved = momentName(kind, i), shape = shapes.get(saved);
      return shape
        ? [{ name: `${name}/${kind}`, tensor: tf.tensor(file.read(saved), [...shape]) }]
        : [];
    })
  );
  const iterations = { name: "iter", tensor: tf.scalar(steps, "int32") };
  await optimizer.setWeights([iterations, ...moments]);
  tf.dispose([iterations.tensor, ...moments.map(({ tensor }) => tensor)]);
}

const MOMENT = /^(.*)\/([mv])$/;

/** The names of the variables that the optimizer changes. */
function trainedNames(model: tf.LayersModel): string[] {
  return model.trainableWeights.map((weight) => (weight.read() as tf.Variable).name);
}
