/**
 * The engine: TensorFlow.js on libtensorflow, with whole steps compiled to one function of
 * TensorFlow's. `README.md` in this folder says how, and how fast.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { compiled, useTensorFlow } from "hemoleak/tensorflow";
 *
 * await useTensorFlow();
 * const norm = compiled((x: tf.Tensor) => x.square().sum().sqrt());
 * console.assert(norm(tf.tensor1d([3, 4])).dataSync()[0] === 5);
 * norm.dispose();
 * ```
 *
 * @module
 */

export { SetupError, TensorFlowError } from "../error.ts";
export { useTensorFlow } from "./backend/backend.ts";
export { Adam, type AdamOptions, type NamedTensor } from "./backend/adam.ts";
export { type Compiled, compiled, type CompileOptions } from "./compile/compiled.ts";
export { type CompiledModel, compileModel } from "./compile/compile_model.ts";
export { hostScalars } from "./compile/host_scalars.ts";
export { seededUniform } from "./backend/seeded_uniform.ts";
export { tensorFromBytes } from "./backend/tensors.ts";
export type { CompilableArgument, CompilableResult, StaticArgument } from "./compile/compilable.ts";
export type { Precision, PRECISIONS } from "../precision.ts";
