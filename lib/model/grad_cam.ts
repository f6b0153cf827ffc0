import * as tf from "@tensorflow/tfjs";
import { TrainingError } from "../error.ts";
import { logitsOfFeatures } from "./logits.ts";

/** What a convolution looked at. */
export interface GradCam {
  /** The convolution's name. */
  layer: string;
  /** `[images, rows, columns]` of the convolution's output, 0 or more, in units of the logit. */
  heat: Float32Array;
  /** Of {@link heat}. */
  shape: [images: number, rows: number, columns: number];
  /**
   * Where the places lie in the input: the middle of what place i sees is pixel `first + i * step`,
   * counted from 0, in either direction.
   */
  grid: { first: number; step: number };
}

/** How a map is made. */
export interface GradCamOptions {
  /** A convolution's name; the last one unless given. */
  layer?: string;
  /**
   * What a channel is weighted by: `grad-cam`, the default, by its mean gradient over all places;
   * `hires-cam` at each place by the gradient there (Draelos and Carin 2020, arXiv:2011.08891), which
   * is faithful also where a dense layer sees each place on its own, as in both networks here.
   */
  method?: "grad-cam" | "hires-cam";
}

/**
 * Gradient-weighted class activation maps (Selvaraju et al., ICCV 2017, arXiv:1610.02391, equations
 * 1 and 2): how much each place of a convolution's output speaks for a hemorrhage. The convolution's
 * channels are weighted by the gradient of the logit (the score before the sigmoid), added, and what
 * speaks against is cut off.
 *
 * @param model A chain of layers that ends in one sigmoid unit, such as {@linkcode cnn4} or
 *   {@linkcode vgg16}.
 * @param images `[images, size, size, channels]`, float32 in [0, 1].
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
  { layer, method = "grad-cam" }: GradCamOptions = {},
): Promise<GradCam> {
  const { before, after, convolution } = splitAt(model, layer);
  const map = tf.tidy(() => {
    const activation = before.reduce<tf.Tensor>((value, each) => call(each, value), images);
    const gradient = tf.grad((value) => sumOfLogits(after, value))(activation) as tf.Tensor4D;
    const weights = method === "hires-cam" ? gradient : gradient.mean<tf.Tensor4D>([1, 2], true);
    return activation.mul(weights).sum(3).relu() as tf.Tensor3D;
  });
  try {
    const heat = await map.data<"float32">();
    return { layer: convolution.name, heat, shape: map.shape, grid: gridOf(before) };
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
    throw new TrainingError({
      expected: `a convolution ${name === undefined ? "" : `"${name}" `}in the network`,
      found: known || "none",
    });
  }
  return { before: layers.slice(0, at + 1), after: layers.slice(at + 1), convolution };
}

/**
 * The receptive fields' middles: each layer with a window shifts them by half of it, minus what it pads,
 * and its stride spreads them (Dumoulin and Visin 2016, arXiv:1603.07285).
 */
function gridOf(layers: readonly tf.layers.Layer[]): GradCam["grid"] {
  let first = 0, step = 1;
  for (const layer of layers) {
    const { kernelSize, poolSize, strides, padding } = layer.getConfig() as unknown as Window;
    const window = (kernelSize ?? poolSize)?.[0];
    if (window === undefined) continue;
    const stride = strides[0]!;
    const size = (layer.input as tf.SymbolicTensor).shape[1]!;
    const over = (Math.ceil(size / stride) - 1) * stride + window - size;
    const padded = padding === "same" ? Math.floor(Math.max(0, over) / 2) : 0;
    first += step * ((window - 1) / 2 - padded);
    step *= stride;
  }
  return { first, step };
}

/** The configuration of a convolution or a pooling; other layers have neither size. */
interface Window {
  kernelSize?: readonly number[];
  poolSize?: readonly number[];
  strides: readonly number[];
  padding: string;
}

/** The sum of the images' logits, by what the rest of the network makes of the convolution's output. */
function sumOfLogits(layers: readonly tf.layers.Layer[], value: tf.Tensor): tf.Tensor {
  const features = layers.slice(0, -1).reduce((value, each) => call(each, value), value);
  return logitsOfFeatures(layers.at(-1), features).sum();
}

function call(layer: tf.layers.Layer, value: tf.Tensor): tf.Tensor {
  return layer.call(value, {}) as tf.Tensor;
}
