import * as tf from "@tensorflow/tfjs";
import { tensorFlowBackend } from "../tensorflow/backend/kernel_backend.ts";
import { type Compiled, compiled } from "../tensorflow/compile/compiled.ts";
import { AttributeType, DataType } from "../tensorflow/library/c_api.ts";

/** Gives half the sum of squares of each of a network's weights. */
export type WeightNorms = Compiled<[], tf.Tensor1D>;

/** The norms of a network's weights, compiled: TensorFlow's own operation, which takes no memory. */
export function weightNorms(model: tf.LayersModel): WeightNorms {
  const type = { name: "T", type: AttributeType.TYPE, value: DataType.FLOAT };
  return compiled(() =>
    tf.stack(
      model.getWeights().map((weight) =>
        tensorFlowBackend().executeSingleOutput("L2Loss", [type], [weight])
      ),
    ) as tf.Tensor1D
  );
}

/**
 * Whether all weights are numbers. The loss alone does not show it: a ReLU within a convolution turns
 * what is not a number into 0.
 */
export async function areFinite(norms: WeightNorms): Promise<boolean> {
  const values = await norms.runAsync();
  const finite = values.dataSync<"float32">().every(Number.isFinite);
  values.dispose();
  return finite;
}
