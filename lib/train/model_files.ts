import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { reasonOf, TrainingError } from "../error.ts";
import { writeAtomically } from "../files/write_atomically.ts";
import { piecesOf } from "./checkpoints/tensor_pieces.ts";

const TOPOLOGY = "model.json";
const WEIGHTS = "weights.bin";

/**
 * Saves a network as TensorFlow.js' own format: `model.json` (layers) and `weights.bin` (float32,
 * little endian). Each file is whole or absent, and `model.json` comes last: where it is, both are.
 *
 * The files are those of tfjs's `model.save`, which would gather all weights in one go and keep
 * everything else waiting for seconds.
 */
export async function saveModel(model: tf.LayersModel, folder: string): Promise<void> {
  const weights = model.weights.map(({ originalName, shape, dtype }) => ({
    name: originalName,
    shape,
    dtype,
  }));
  const json = {
    format: "layers-model",
    generatedBy: `TensorFlow.js tfjs-layers v${tf.version_layers}`,
    convertedBy: null,
    modelTopology: model.toJSON(null, false),
    weightsManifest: [{ paths: [WEIGHTS], weights }],
  };
  await writeAtomically(join(folder, WEIGHTS), weightBytes(model));
  await writeAtomically(join(folder, TOPOLOGY), JSON.stringify(json) + "\n");
}

async function* weightBytes(model: tf.LayersModel): AsyncGenerator<Uint8Array, void, void> {
  for (const weight of model.getWeights()) {
    for await (const { buffer, byteOffset, byteLength } of piecesOf(weight)) {
      yield new Uint8Array(buffer, byteOffset, byteLength);
    }
  }
}

/**
 * Loads what {@linkcode saveModel} saved.
 *
 * @throws {TrainingError} A file is missing, or is not a saved network.
 */
export async function loadModel(folder: string): Promise<tf.LayersModel> {
  const json = await readPart(folder, TOPOLOGY, (path) => Deno.readTextFile(path));
  const weights = await readPart(folder, WEIGHTS, (path) => Deno.readFile(path));
  try {
    const { modelTopology, weightsManifest } = JSON.parse(json);
    return await tf.loadLayersModel(tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest[0].weights,
      weightData: weights.buffer,
    }));
  } catch (error) {
    throw new TrainingError({
      file: folder,
      expected: `a saved network in ${TOPOLOGY} and ${WEIGHTS}`,
      found: `something else (${reasonOf(error)})`,
      hint: "train again",
    });
  }
}

async function readPart<Content>(
  folder: string,
  name: string,
  read: (path: string) => Promise<Content>,
): Promise<Content> {
  try {
    return await read(join(folder, name));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new TrainingError({
      file: folder,
      expected: "a saved network",
      problem: `${name} is missing`,
    });
  }
}
