import * as tf from "@tensorflow/tfjs";
import { TrainingError } from "../error.ts";

/** What a convolution looked at. */
export interface GradCam {
  /** The convolution's name. */
  layer: string;
  /** `[images, rows, columns]` of the convolution's output, 0 or more, in units of the logit. */
  heat: Float32Array;
  shape: [images: number, rows: number, columns: number];
}

/**
 * Gradient-weighted class activation maps (Selvaraju et al., ICCV 2017, arXiv:1610.02391, equations
 * 1 and 2): how much each place of a convolution's output speaks for a hemorrhage. The convolution's
 * channels are weighted by the mean gradient of the logit (the score before the sigmoid), added, and
 * what speaks against is cut off.
 *
 * @param model A chain of layers that ends in one dense unit, such as {@linkcode cnn4} or
 *   {@linkcode vgg16}.
 * @param images `[images, size, size, channels]`, float32 in [0, 1].
 * @param layer A convolution's name; the last one unless given.
 * @throws {TrainingError} The network is no such chain, or has no such convolution.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { cnn4, gradCam, Random, useTensorFlow } from "hemoleak";
 *
 * await useTensorFlow();
 * const model = cnn4({ size: 32, random: new Random(1) });
 * const { layer, shape } = await gradCam(model, tf.zeros([2, 32, 32, 1]));
 * console.assert(layer === "conv4" && shape.join() === "2,10,10");
 * ```
 */
export async function gradCam(
  model: tf.LayersModel,
  images: tf.Tensor4D,
  layer?: string,
): Promise<GradCam> {
  const { before, after, convolution } = splitAt(model, layer);
  const map = tf.tidy(() => {
    const activation = before.reduce<tf.Tensor>((value, each) => call(each, value), images);
    const gradient = tf.grad((value) => logits(after, value))(activation) as tf.Tensor4D;
    const weights = gradient.mean<tf.Tensor4D>([1, 2], true);
    return activation.mul(weights).sum(3).relu() as tf.Tensor3D;
  });
  try {
    return { layer: convolution.name, heat: await map.data<"float32">(), shape: map.shape };
  } finally {
    map.dispose();
  }
}

/** The layers up to a convolution, itself included, and those after it. */
function splitAt(model: tf.LayersModel, name?: string) {
  const layers = model.layers.filter((each) => each.getClassName() !== "InputLayer");
  const isConvolution = (each: tf.layers.Layer) => each.getClassName() === "Conv2D";
  const at = layers.findLastIndex((each) =>
    isConvolution(each) && (name === undefined || each.name === name)
  );
  const convolution = layers[at];
  if (convolution === undefined) {
    const known = layers.filter(isConvolution).map((each) => each.name).join(", ");
    throw new TrainingError(
      `Expected a convolution ${name === undefined ? "" : `"${name}" `}in the network but found ` +
        `${known || "none"}`,
    );
  }
  return { before: layers.slice(0, at + 1), after: layers.slice(at + 1), convolution };
}

/** The rest of the network up to the last layer's sum; the sigmoid after it is left away. */
function logits(layers: readonly tf.layers.Layer[], value: tf.Tensor): tf.Tensor {
  const last = layers.at(-1);
  const [kernel, bias] = last?.getWeights() ?? [];
  const isUnit = last?.getClassName() === "Dense" && kernel?.shape[1] === 1 && bias !== undefined;
  if (!isUnit) {
    throw new TrainingError(
      `Expected the network to end in one dense unit with a bias but found ` +
        `${last ? `${last.getClassName()} "${last.name}"` : "no layer after the convolution"}`,
    );
  }
  const features = layers.slice(0, -1).reduce((value, each) => call(each, value), value);
  return features.matMul(kernel!).add(bias!).sum();
}

function call(layer: tf.layers.Layer, value: tf.Tensor): tf.Tensor {
  return layer.call(value, {}) as tf.Tensor;
}
