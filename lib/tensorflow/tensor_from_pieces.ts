import type * as tf from "@tensorflow/tfjs";
import { DataType } from "./c_api.ts";
import { nativeBinding, tensorFlowBackend } from "./kernel_backend.ts";

/**
 * A float32 tensor of elements in C order that come one piece after the other, each straight to
 * TensorFlow, so that no more than a piece is in JavaScript's memory.
 *
 * @throws {TensorFlowError} They are not as many as the shape has, memory is short, or
 * `useTensorFlow` has not been called.
 */
export async function tensorFromPieces(
  shape: readonly number[],
  pieces: AsyncIterable<Float32Array<ArrayBuffer>>,
): Promise<tf.Tensor> {
  const id = await nativeBinding().createTensorOfPieces(shape, pieces);
  return tensorFlowBackend().createOutputTensor({ id, shape: [...shape], dtype: DataType.FLOAT });
}
