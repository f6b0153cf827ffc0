/**
 * Trains a small network with checkpoints, to be killed or, by SIGTERM, suspended meanwhile: prints "begun",
 * then what the training came to, or "suspended".
 *
 *     deno run -A tests/train/checkpoints/train_in_child.ts FOLDER EPOCHS
 */
import { createHash } from "node:crypto";
import type * as tf from "@tensorflow/tfjs";
import { Random } from "hemoleak/random.ts";
import { useTensorFlow } from "hemoleak/tensorflow/backend/backend.ts";
import type { HistoryRow } from "hemoleak/train/history.ts";
import { predict } from "hemoleak/train/predict.ts";
import { train, type TrainingEvent } from "hemoleak/train/train.ts";
import type { TrainingOptions } from "hemoleak/train/training_options.ts";
import { type BrightSide, brightSide, smallCnn4 } from "../bright_side.ts";

/** What a training came to, bit for bit. */
export interface Outcome {
  rows: HistoryRow[];
  stopped: boolean;
  /** SHA-256. */
  weights: string;
  predictions: number[];
}

/** Under which the validation loss of {@linkcode doubtfulSide} falls and rises. */
export const OPTIONS: Omit<TrainingOptions, "random"> = {
  epochs: 5,
  batchSize: 16,
  learningRate: 5e-2,
};

/** Bright sides, some wrong in validation: too sure a network has a higher loss there. */
export function doubtfulSide(): BrightSide {
  const data = brightSide();
  data.labels = data.labels.map((label, i) => i % 20 === 1 ? (label === 1 ? 0 : 1) : label);
  return data;
}

/** Trains a new network, from the checkpoints that there are. */
export async function trainOnce(
  options: Partial<TrainingOptions>,
  listener: (event: TrainingEvent, model: tf.LayersModel) => void = () => {},
  data: BrightSide = doubtfulSide(),
): Promise<Outcome> {
  const model = smallCnn4();
  try {
    const all = { ...OPTIONS, random: new Random(1, "shuffle"), ...options };
    const { rows, stopped } = await train(model, data, all, (event) => listener(event, model));
    const weights = createHash("sha256");
    for (const weight of model.getWeights()) weights.update(weight.dataSync<"float32">());
    const scores = await predict(model, data.store, [...data.labels.keys()]);
    return { rows, stopped, weights: weights.digest("hex"), predictions: [...scores] };
  } finally {
    model.dispose();
  }
}

if (import.meta.main) {
  await useTensorFlow();
  const [checkpoints, epochs] = Deno.args;
  const suspend = new AbortController();
  Deno.addSignalListener("SIGTERM", () => suspend.abort());
  console.log("begun");
  try {
    const options = { checkpoints: checkpoints!, epochs: Number(epochs), suspend: suspend.signal };
    console.log(JSON.stringify(await trainOnce(options)));
  } catch (error) {
    if (error !== suspend.signal.reason) throw error;
    console.log(JSON.stringify("suspended"));
  }
  Deno.exit(); // A signal's listener would keep the process.
}
