import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { nativeBinding, tensorFlowBackend } from "../backend/kernel_backend.ts";

/** 4 MB: small enough that copying it keeps nothing else waiting. */
const PIECE_ELEMENTS = 1 << 20;

/**
 * Hands TensorFlow the elements of variables that are in JavaScript's memory still, as those of a new
 * model are, piece by piece, so that timers and signals have their turn. Else the first operation
 * with them copies all at once.
 *
 * @throws {TensorFlowError} Memory is short, or `useTensorFlow` has not been called.
 */
export async function uploadVariables(): Promise<void> {
  const { tensorMap } = tensorFlowBackend(), binding = nativeBinding();
  for (const { dataId } of Object.values(tf.engine().registeredVariables)) {
    // Another may have been disposed while those before were copied.
    if (!tensorMap.has(dataId)) continue;
    const held = tensorMap.get(dataId), { values } = held;
    if (!(values instanceof Float32Array)) continue;
    const id = await binding.createTensorOfPieces(held.shape, piecesOf(values));
    if (tensorMap.has(dataId) && held.values === values) {
      held.id = id;
      held.values = null;
    } else {
      binding.deleteTensor(id);
    }
  }
}

async function* piecesOf(values: Float32Array): AsyncGenerator<Float32Array<ArrayBuffer>> {
  for (let at = 0; at < values.length; at += PIECE_ELEMENTS) {
    await setImmediate();
    yield values.subarray(at, at + PIECE_ELEMENTS) as Float32Array<ArrayBuffer>;
  }
}
