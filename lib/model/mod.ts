/**
 * The networks, CNN4 and VGG16, what they look at, and the way to ONNX.
 *
 * @example
 * ```ts
 * import { cnn4, Random } from "hemoleak/model";
 * import { useTensorFlow } from "hemoleak/tensorflow";
 *
 * await useTensorFlow();
 * const model = cnn4({ size: 32, random: new Random(1, "weights") });
 * console.assert(model.outputs[0]!.shape.at(-1) === 1); // The probability of a hemorrhage.
 * ```
 *
 * @module
 */

export { OptionsError, TrainingError } from "../error.ts";
export { Random } from "../random.ts";
export { type ModelName, NETWORKS, type NetworkSize } from "./networks.ts";
export { cnn4, type Cnn4Options } from "./cnn4.ts";
export { vgg16, type Vgg16Options } from "./vgg16.ts";
export { type GradCam, gradCam, type GradCamOptions } from "./grad_cam.ts";
export { toOnnx } from "./onnx.ts";
export { INITIALIZERS, type KernelInitializer } from "./initializer.ts";
