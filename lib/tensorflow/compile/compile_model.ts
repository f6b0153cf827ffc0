import type * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../../error.ts";
import { Adam } from "../backend/adam.ts";
import { lossesFromLogits, type ModelWithLosses } from "../losses/losses_from_logits.ts";
import type { Compilable, CompilableArgument } from "./compilable.ts";
import { type Compiled, compiled, type CompileOptions } from "./compiled.ts";

/** A model whose steps run compiled; see {@linkcode compileModel}. */
export interface CompiledModel {
  /** How many TensorFlow functions there are: one for each shape of batch met. */
  readonly size: number;
  /** Frees them; the model trains as before. */
  dispose(): void;
}

/** What of a tfjs model trains and evaluates it; `makeTrainFunction` is protected there. */
interface StepFunctions extends ModelWithLosses {
  optimizer: tf.Optimizer & { learningRate?: number };
  testFunction: (data: Data) => tf.Scalar[];
  makeTrainFunction(): (data: Data) => tf.Scalar[];
  makeTestFunction(): void;
}

type Data = readonly (tf.Tensor | null | undefined)[];
type Step = Compiled<readonly CompilableArgument[], readonly tf.Tensor[]>;

/**
 * Makes `fit`, `fitDataset`, `trainOnBatch` and `evaluate` of an ordinary TensorFlow.js model run each
 * step as one function of TensorFlow's, with the results that they have without it but for rounding
 * (see `asRecorded` of {@linkcode CompileOptions}). With
 * {@linkcode Adam} for an optimizer training is fastest; another one's first step runs as usual,
 * because it makes its variables then, and another learning rate is recorded anew.
 *
 * One result is another than tfjs's, and should be: where the loss is `binaryCrossentropy` and the output
 * a sigmoid's, training takes the loss from the logit. tfjs clips the probability at 1e-7; a network that
 * is certain and wrong then has no gradient and never learns again. `evaluate`, and the validation loss
 * of `fit`, are still of the clipped probability: at most 16.1 per image, the same below.
 *
 * @param model A model that was compiled in tfjs's sense: `model.compile(...)`.
 * @throws {TensorFlowError} It was not; or, in a step, it does what cannot be recorded (see
 * {@linkcode compiled}), as dropout without a seed does.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { Adam, compileModel, useTensorFlow } from "hemoleak";
 * await useTensorFlow();
 *
 * const model = tf.sequential({
 *   layers: [
 *     tf.layers.dense({ units: 8, activation: "relu", inputShape: [2] }),
 *     tf.layers.dense({ units: 1, activation: "sigmoid" }),
 *   ],
 * });
 * model.compile({ optimizer: new Adam(1e-2), loss: "binaryCrossentropy" });
 * const fast = compileModel(model);
 * await model.fit(tf.ones([64, 2]), tf.ones([64, 1]), { epochs: 2, verbose: 0 });
 * console.assert(fast.size === 1);
 * fast.dispose();
 * ```
 */
export function compileModel(
  model: tf.LayersModel,
  options: CompileOptions = {},
): CompiledModel {
  // A Sequential hands its work over to a model within.
  const inner = ((model as { model?: tf.LayersModel }).model ?? model) as unknown as StepFunctions;
  if (!inner.optimizer) {
    throw new TensorFlowError("Call model.compile before compileModel: there is no optimizer yet.");
  }
  const { makeTrainFunction, makeTestFunction } = inner;
  const makeStableTrainFunction = () => {
    const plain = makeTrainFunction.call(inner);
    return (data: Data) => lossesFromLogits(inner, () => plain(data));
  };
  const training = new ModelStep(makeStableTrainFunction, options, inner);
  const testing = new ModelStep(() => {
    makeTestFunction.call(inner);
    return inner.testFunction;
  }, options);
  inner.makeTrainFunction = () => (data) => training.run(data);
  inner.makeTestFunction = () => {
    inner.testFunction = (data) => testing.run(data);
  };
  return {
    get size() {
      return training.size + testing.size;
    },
    dispose() {
      training.dispose();
      testing.dispose();
      Object.assign(inner, { makeTrainFunction, makeTestFunction });
    },
  };
}

/** A step of a model's, and its compiled form. */
class ModelStep {
  readonly #make: () => (data: Data) => tf.Scalar[];
  readonly #options: CompileOptions;
  readonly #model: StepFunctions | undefined;
  #optimizer: tf.Optimizer | undefined;
  #step: Step | undefined;

  /** @param model The model that the step trains, if it does. */
  constructor(
    make: () => (data: Data) => tf.Scalar[],
    options: CompileOptions,
    model?: StepFunctions,
  ) {
    this.#make = make;
    this.#options = options;
    this.#model = model;
  }

  get size(): number {
    return this.#step?.size ?? 0;
  }

  run(data: Data): tf.Scalar[] {
    const optimizer = this.#model?.optimizer;
    if (!this.#step || optimizer !== this.#optimizer) {
      this.#step?.dispose();
      this.#optimizer = optimizer;
      const plain = this.#make();
      const run: Compilable = (_rate, ...args) => plain(args as Data);
      this.#step = compiled(
        run as (...args: readonly CompilableArgument[]) => tf.Scalar[],
        this.#options,
      );
      if (optimizer && !(optimizer instanceof Adam)) return plain(data);
    }
    const rate = optimizer instanceof Adam ? undefined : this.#model?.optimizer.learningRate;
    return this.#step(rate, ...data) as tf.Scalar[];
  }

  dispose(): void {
    this.#step?.dispose();
    this.#step = undefined;
  }
}
