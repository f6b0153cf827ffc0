import * as tf from "@tensorflow/tfjs";
import type { NamedArray, SafetensorsFile } from "../../files/safetensors.ts";
import type { Random } from "../../random.ts";
import { tensorFromPieces } from "../../tensorflow/backend/tensors.ts";
import type { BestWeights } from "../best_weights.ts";
import { bestEpoch, type EpochSeconds, type HistoryRow } from "../history.ts";
import { trainableVariables } from "../training_step.ts";
import type { CheckpointFolder } from "./checkpoint_folder.ts";
import type { EpochPart } from "./epoch_part.ts";
import { piecesOf } from "./tensor_pieces.ts";

/** All that changes from one epoch to the next. */
export interface TrainingState {
  readonly model: tf.LayersModel;
  readonly optimizer: tf.Optimizer;
  readonly best: BestWeights;
  readonly random: Random;
  readonly rows: HistoryRow[];
  readonly seconds: EpochSeconds[];
  /** Of an epoch under way, what it has come to; null between two epochs. */
  part: EpochPart | null;
  /** The state of the generator before it shuffled for the epoch under way. */
  epochRandom: number;
}

/**
 * Saves a training's state, after an epoch or between two batches.
 *
 * @throws {StorageError} It cannot be written.
 */
export async function saveState(state: TrainingState, folder: CheckpointFolder): Promise<void> {
  const { model, optimizer, random, rows, seconds, part, epochRandom } = state;
  const weights = modelArrays(model);
  const moments = await momentArrays(model, optimizer);
  await folder.save({
    epoch: rows.length,
    bestEpoch: bestEpoch(rows)?.epoch ?? null,
    values: {
      ...{ rows, seconds, random: part === null ? random.state : epochRandom },
      steps: optimizer.iterations,
      ...part !== null && { part },
    },
    state: [...weights, ...moments],
    best: weights,
  });
}

/**
 * Puts a training back to where its last usable checkpoint was, if there is one.
 *
 * @returns What there is to report about checkpoints that cannot be used, and what is done instead.
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
  if (best !== null) {
    await restoreWeights(model, best);
    state.best.offer(model, bestEpoch(values.rows)!.validationLoss);
  }
  await restoreWeights(model, saved);
  await restoreMoments(model, optimizer, saved, values.steps);
  random.state = values.random;
  rows.push(...values.rows);
  seconds.push(...values.seconds);
  state.part = values.part ?? null;
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

async function restoreWeights(
  model: tf.LayersModel,
  file: SafetensorsFile,
): Promise<void> {
  for (const [i, weight] of model.weights.entries()) {
    const saved = await tensorFromPieces(weight.read().shape, file.read(weightName(i)));
    weight.write(saved);
    saved.dispose();
  }
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

/** One moment at a time, so that others have their turn and no two copies of all are in memory. */
async function restoreMoments(
  model: tf.LayersModel,
  optimizer: tf.Optimizer,
  file: SafetensorsFile,
  steps: number,
): Promise<void> {
  const { shapes } = file;
  const iterations = { name: "iter", tensor: tf.scalar(steps, "int32") };
  for (const [i, name] of trainedNames(model).entries()) {
    for (const kind of ["m", "v"]) {
      const saved = momentName(kind, i), shape = shapes.get(saved);
      if (!shape) continue;
      const tensor = await tensorFromPieces(shape, file.read(saved));
      await optimizer.setWeights([iterations, { name: `${name}/${kind}`, tensor }]);
      tensor.dispose();
    }
  }
  iterations.tensor.dispose();
}

const MOMENT = /^(.*)\/([mv])$/;

/** The names of the variables that the optimizer changes. */
function trainedNames(model: tf.LayersModel): string[] {
  return trainableVariables(model).map(({ name }) => name);
}
