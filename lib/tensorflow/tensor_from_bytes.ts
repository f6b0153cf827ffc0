import type * as tf from "@tensorflow/tfjs";
import { AttributeType, DataType } from "./c_api.ts";
import { tensorFlowBackend } from "./kernel_backend.ts";

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
  const backend = tensorFlowBackend();
  const binding = backend.binding;
  const id = binding.createTensor(shape, DataType.UINT8, bytes);
  try {
    const [floats] = binding.executeOp(
      "Cast",
      [
        { name: "SrcT", type: AttributeType.TYPE, value: DataType.UINT8 },
        { name: "DstT", type: AttributeType.TYPE, value: DataType.FLOAT },
      ],
      [id],
      1,
    );
    return backend.createOutputTensor(floats!) as tf.Tensor<R>;
  } finally {
    binding.deleteTensor(id);
  }
}
