import type * as tf from "@tensorflow/tfjs";
import { AttributeType, DataType } from "../library/c_api.ts";
import { nativeBinding, tensorFlowBackend } from "./kernel_backend.ts";

/**
 * A float32 tensor of whole numbers in [0, 255] from bytes. TensorFlow does the conversion (tfjs,
 * which has no bytes, would do it in JavaScript), so a batch of images costs one copy of its bytes.
 *
 * @throws {TensorFlowError} The number of bytes is not that of the shape, or `useTensorFlow` has not
 * been called.
 *
 * @example
 * ```ts
 * import { tensorFromBytes, useTensorFlow } from "hemoleak";
 * await useTensorFlow();
 * const images = tensorFromBytes(new Uint8Array(2 * 64 * 64), [2, 64, 64, 1]);
 * images.dispose();
 * ```
 */
export function tensorFromBytes<R extends tf.Rank>(
  bytes: Uint8Array,
  shape: tf.ShapeMap[R],
): tf.Tensor<R> {
  const whole = byteTensor<R>(bytes, shape);
  try {
    return floatsOfBytes(whole);
  } finally {
    whole.dispose();
  }
}

/**
 * A tensor that holds bytes as they are, a quarter of their size as float32. tfjs, which has no such
 * type, takes it for int32: pass it to {@linkcode floatsOfBytes} before any other work with it.
 *
 * @throws {TensorFlowError} As {@linkcode tensorFromBytes}.
 */
export function byteTensor<R extends tf.Rank>(
  bytes: Uint8Array,
  shape: tf.ShapeMap[R],
): tf.Tensor<R> {
  const backend = tensorFlowBackend();
  const id = backend.binding.createTensor(shape, DataType.UINT8, bytes);
  return backend.createOutputTensor({
    id,
    shape: [...shape],
    dtype: DataType.UINT8,
  }) as tf.Tensor<R>;
}

/** The float32 tensor of the whole numbers in [0, 255] that a {@linkcode byteTensor} holds. */
export function floatsOfBytes<R extends tf.Rank>(bytes: tf.Tensor<R>): tf.Tensor<R> {
  const types = [
    { name: "SrcT", type: AttributeType.TYPE, value: DataType.UINT8 },
    { name: "DstT", type: AttributeType.TYPE, value: DataType.FLOAT },
  ];
  return tensorFlowBackend().executeSingleOutput("Cast", types, [bytes]) as tf.Tensor<R>;
}

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
