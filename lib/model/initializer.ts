import * as tf from "@tensorflow/tfjs";
import type { Random } from "../random.ts";

/**
 * How kernels start; biases start at 0.
 *
 * - `heNormal`: normal, truncated at two standard deviations, of variance 2 / fan-in, which keeps
 *   the scale of activations through ReLU layers (He et al. 2015, arXiv:1502.01852). As in Keras,
 *   and unlike tfjs's own `heNormal`, the variance is that after truncation.
 * - `glorotUniform`: the default of Keras and tfjs; VGG16 often does not learn from it.
 * - `zeros`: for counting parameters, and for weights that are loaded afterwards.
 */
export const INITIALIZERS = ["heNormal", "glorotUniform", "zeros"] as const;
/** One of {@linkcode INITIALIZERS}. */
export type KernelInitializer = typeof INITIALIZERS[number];

/** The standard deviation of a standard normal variate truncated at -2 and 2. */
const TRUNCATED_DEVIATION = 0.87962566103423978;

/** Makes the initializer of one layer, with a seed of its own. */
export function kernelInitializer(kind: KernelInitializer, random: Random) {
  const seed = 1 + random.integer(2 ** 31 - 1); // tfjs takes a seed of 0 for none.
  switch (kind) {
    case "heNormal":
      return tf.initializers.varianceScaling({
        scale: 2 / TRUNCATED_DEVIATION ** 2,
        mode: "fanIn",
        distribution: "normal",
        seed,
      });
    case "glorotUniform":
      return tf.initializers.glorotUniform({ seed });
    case "zeros":
      return tf.initializers.zeros();
  }
}
