import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../../error.ts";
import { AttributeType, DataType } from "../library/c_api.ts";
import { BACKEND_NAME, tensorFlowBackend } from "./kernel_backend.ts";

/**
 * Puts TensorFlow's own gradient kernels in the place of gradients that tfjs composes of several
 * operations, each over the whole activation (seven for a ReLU). Gradients in tfjs are common to
 * all backends, so the others keep tfjs's formula. The gradient of max-pooling is a kernel already in
 * tfjs; `kernels.ts` has a faster one.
 *
 * What the composed formula had and these have not is a gradient of the gradient: asked for, it is
 * refused.
 */
export function registerNativeGradients(): void {
  replaceGradient({
    kernel: tf.Relu,
    native: (dy, y) => runNative("ReluGrad", dy, y),
    composed: (dy, y) => tf.mul(dy, tf.step(y)),
  });
  replaceGradient({
    kernel: tf.Sigmoid,
    native: (dy, y) => runNative("SigmoidGrad", y, dy),
    composed: (dy, y) => tf.mul(dy, tf.mul(y, tf.sub(1, y))),
  });
  replaceGradient({
    kernel: tf.Tanh,
    native: (dy, y) => runNative("TanhGrad", y, dy),
    composed: (dy, y) => tf.mul(dy, tf.sub(1, tf.square(y))),
  });
}

/** The gradient of y = f(x) with respect to x, from the gradient dy with respect to y. */
type Gradient = (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor;

function replaceGradient(
  { kernel, native, composed }: { kernel: string; native: Gradient; composed: Gradient },
): void {
  const nativeOnce = withoutGradient(kernel, native);
  tf.unregisterGradient(kernel);
  tf.registerGradient({
    kernelName: kernel,
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
      const y = saved[0]!;
      const gradient = tf.getBackend() === BACKEND_NAME ? nativeOnce : composed;
      return { x: () => gradient(dy as tf.Tensor, y) };
    },
  });
}

/** tfjs would take what its kernels have not computed for a constant, and its gradient for zero. */
function withoutGradient(kernel: string, gradient: Gradient): Gradient {
  return tf.customGrad((...args) => {
    const [dy, y] = args as tf.Tensor[];
    const gradFunc = () => {
      throw new TensorFlowError(
        `The gradient of ${kernel}'s gradient is not available on this backend: use ` +
          '`tf.setBackend("cpu")` for second-order gradients.',
      );
    };
    return { value: gradient(dy!, y!), gradFunc };
  });
}

function runNative(operation: string, ...inputs: tf.Tensor[]): tf.Tensor {
  const float = { name: "T", type: AttributeType.TYPE, value: DataType.FLOAT };
  return tensorFlowBackend().executeSingleOutput(operation, [float], inputs);
}
