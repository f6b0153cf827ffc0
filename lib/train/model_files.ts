import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { TrainingError } from "../error.ts";
import { writeAtomically } from "../files/write_atomically.ts";

const TOPOLOGY = "model.json";
const WEIGHTS = "weights.bin";

/**
 * Saves a network as TensorFlow.js' own format: `model.json` (layers) and `weights.bin` (float32,
 * little endian). Each file is whole or absent, and `model.json` comes last: where it is, both are.
 */
export async function saveModel(model: tf.LayersModel, folder: string): Promise<void> {
  await model.save(tf.io.withSaveHandler(async (artifacts) => {
    const { weightData, weightSpecs, modelTopology, format, generatedBy, convertedBy } = artifacts;
    const weights = tf.io.CompositeArrayBuffer.join(weightData);
    const weightsManifest = [{ paths: [WEIGHTS], weights: weightSpecs }];
    const json = { format, generatedBy, convertedBy, modelTopology, weightsManifest };
    await writeAtomically(join(folder, WEIGHTS), new Uint8Array(weights));
    await writeAtomically(join(folder, TOPOLOGY), JSON.stringify(json) + "\n");
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
  }));
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
    throw new TrainingError(
      `${folder}: expected a saved network in ${TOPOLOGY} and ${WEIGHTS} but found something ` +
        `else (${(error as Error).message}): train again`,
    );
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
    throw new TrainingError(`${folder}: expected a saved network but ${name} is missing`);
  }
}
