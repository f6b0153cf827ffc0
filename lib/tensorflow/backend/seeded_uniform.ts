import * as tf from "@tensorflow/tfjs";
import { AttributeType, DataType } from "../library/c_api.ts";
import { tensorFlowBackend } from "./kernel_backend.ts";

/**
 * Random numbers in [0, 1) that TensorFlow draws from a key alone: the same key gives the same numbers,
 * in a compiled function too, where tfjs's own would be drawn once for all calls.
 *
 * @param key Two whole numbers, int32, for example a seed and the number of the step.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { compiled, seededUniform, useTensorFlow } from "hemoleak";
 * await useTensorFlow();
 *
 * const noise = compiled((key: tf.Tensor1D) => seededUniform([4], key));
 * const draw = (step: number) => noise(tf.tensor1d([7, step], "int32")).dataSync().join();
 * console.assert(draw(1) === draw(1) && draw(1) !== draw(2));
 * ```
 */
export function seededUniform<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  key: tf.Tensor1D,
): tf.Tensor<R> {
  const type = (name: string, value: number) => ({ name, type: AttributeType.TYPE, value });
  const types = [
    type("dtype", DataType.FLOAT),
    type("T", DataType.INT32),
    type("Tseed", DataType.INT32),
  ];
  return tf.tidy(() =>
    tensorFlowBackend().executeSingleOutput("StatelessRandomUniform", types, [
      tf.tensor1d(shape, "int32"),
      key,
    ]) as tf.Tensor<R>
  );
}
