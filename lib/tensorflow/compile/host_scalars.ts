import * as tf from "@tensorflow/tfjs";
import { tensorFlowBackend } from "../backend/kernel_backend.ts";
import { recorderInUse } from "./recording.ts";

/**
 * Brings numbers of JavaScript's that change, such as a learning rate, into a compiled function:
 * `read` is called each time the function runs. In a function that is not compiled it is called at
 * once.
 *
 * @param names What `read` gives.
 * @returns A scalar, float32, for each name.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { compiled, hostScalars, useTensorFlow } from "hemoleak";
 * await useTensorFlow();
 *
 * let rate = 1;
 * const scaled = compiled((x: tf.Tensor) => x.mul(hostScalars(["rate"], () => ({ rate })).rate));
 * const x = tf.scalar(3), first = scaled(x);
 * rate = 2;
 * const second = scaled(x);
 * console.assert(first.dataSync()[0] === 3 && second.dataSync()[0] === 6);
 * ```
 */
export function hostScalars<Name extends string>(
  names: readonly Name[],
  read: () => Readonly<Record<Name, number>>,
): Record<Name, tf.Scalar> {
  const numbers = () => {
    const all = read();
    return names.map((name) => all[name]);
  };
  const recorder = recorderInUse();
  const scalars = recorder
    ? recorder.hostScalars(names.length, numbers).map((one) =>
      tensorFlowBackend().createOutputTensor(one) as tf.Scalar
    )
    : numbers().map((value) => tf.scalar(value));
  return Object.fromEntries(names.map((name, i) => [name, scalars[i]!])) as Record<Name, tf.Scalar>;
}
