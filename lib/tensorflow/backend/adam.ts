import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../../error.ts";
import { hostScalars } from "../compile/host_scalars.ts";
import { updateVariables, zerosVariable } from "../compile/update_variables.ts";
import { AttributeType, DataType } from "../library/c_api.ts";

/** Adam's constants; the defaults are those of Kingma and Ba, and of Keras for `epsilon`. */
export interface AdamOptions {
  /** How slowly the mean of the gradients moves. Default 0.9. */
  beta1?: number;
  /** How slowly the mean of their squares moves. Default 0.999. */
  beta2?: number;
  /** Keeps divisors from zero. Default 1e-7. */
  epsilon?: number;
  /**
   * Steps in which the rate rises in equal parts to `learningRate`: the first is made with `learningRate
   * / warmUp`. Default 0: all steps are made with the whole rate.
   */
  warmUp?: number;
}

/** A tensor by name, as tfjs hands gradients and the state of an optimizer around. */
export interface NamedTensor {
  /** For a gradient, the name of its variable. */
  name: string;
  /** The values. */
  tensor: tf.Tensor;
}

/** The mean of a variable's gradients, that of their squares. */
type MomentKind = "m" | "v";

let instances = 0;

/**
 * Adam (Kingma and Ba 2015, arXiv:1412.6980, in the form before its section 2.1, as Keras and
 * TensorFlow have it) by TensorFlow's own operation, which reads and writes each weight once where
 * tfjs's `tf.train.adam` makes a dozen passes. Serves wherever an optimizer of tfjs's does, compiled
 * or not.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { Adam, useTensorFlow } from "hemoleak";
 * await useTensorFlow();
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * model.compile({ optimizer: new Adam(1e-3), loss: "meanSquaredError" });
 * await model.trainOnBatch(tf.ones([4, 2]), tf.ones([4, 1]));
 * ```
 */
export class Adam extends tf.Optimizer {
  /** What tfjs calls the class by. */
  static readonly className = "Adam";
  /** May be changed at any time. */
  learningRate: number;
  readonly #options: Required<AdamOptions>;
  /** By the name of the variable that they are of. */
  readonly #moments = { m: new Map<string, tf.Variable>(), v: new Map<string, tf.Variable>() };
  readonly #instance = instances++;

  /** tfjs's optimizers take each other for instances of their classes. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && #moments in value;
  }

  /**
   * Makes no variables yet: see {@linkcode prepare}.
   *
   * @param learningRate The step size, at its full height.
   */
  constructor(learningRate: number, options: AdamOptions = {}) {
    super();
    this.learningRate = learningRate;
    this.#options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7, warmUp: 0, ...options };
  }

  /**
   * Makes the moments of variables, timers and signals having their turn in between; else the first
   * step makes all at once, which takes a while for a large network.
   *
   * @throws {TensorFlowError} Memory is short.
   */
  async prepare(variables: readonly tf.Variable[]): Promise<void> {
    for (const variable of variables) {
      for (const kind of ["m", "v"] as const) {
        this.#momentOf(kind, variable);
        await setImmediate();
      }
    }
  }

  /** Makes one step. tfjs's own training calls it. */
  override applyGradients(gradients: tf.NamedTensorMap | NamedTensor[]): void {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    tf.tidy(() => {
      const constants = Object.values(this.#constants());
      for (const { name, tensor } of named) {
        // A variable that the loss does not depend on has no gradient.
        if (tensor) this.#update(name, [...constants, tensor]);
      }
    });
  }

  /** The scalar inputs of `ResourceApplyAdam`, in its order; counts the steps. */
  #constants(): Record<string, tf.Scalar> {
    const names = ["power1", "power2", "rate", "beta1", "beta2", "epsilon"] as const;
    return hostScalars(names, () => {
      this.incrementIterations();
      const { beta1, beta2, warmUp } = this.#options, step = this.iterations;
      const power1 = beta1 ** step, power2 = beta2 ** step;
      const rate = step < warmUp ? this.learningRate * (step / warmUp) : this.learningRate;
      return { ...this.#options, power1, power2, rate };
    });
  }

  #update(name: string, inputs: readonly tf.Tensor[]): void {
    const variable = tf.engine().registeredVariables[name]!;
    const moments = [this.#momentOf("m", variable), this.#momentOf("v", variable)];
    const type = { name: "T", type: AttributeType.TYPE, value: DataType.FLOAT };
    updateVariables("ResourceApplyAdam", [type], [variable, ...moments], inputs);
  }

  #momentOf(kind: MomentKind, { name, shape }: tf.Variable): tf.Variable {
    let moment = this.#moments[kind].get(name);
    if (!moment) {
      moment = zerosVariable(shape, this.#momentName(kind, name));
      this.#moments[kind].set(name, moment);
    }
    return moment;
  }

  #momentName(kind: MomentKind, variable: string): string {
    return `${variable}/adam${this.#instance}/${kind}`;
  }

  /** The count of steps and the moments of every variable, by name. */
  override async getWeights(): Promise<NamedTensor[]> {
    const named = (kind: MomentKind) =>
      [...this.#moments[kind]].map(([name, moment]) => ({
        name: `${name}/${kind}`,
        tensor: moment as tf.Tensor,
      }));
    return [await this.saveIterations(), ...named("m"), ...named("v")];
  }

  /**
   * Puts back what `getWeights` gave, for the variables that had those names.
   *
   * @throws {TensorFlowError} A name is not one that `getWeights` gives.
   */
  override async setWeights(weights: NamedTensor[]): Promise<void> {
    for (const { name, tensor } of await this.extractIterations(weights)) {
      const [, variable = "", kind] = name.match(/^(.*)\/([mv])$/) ?? [];
      if (!(variable in tf.engine().registeredVariables)) {
        throw new TensorFlowError(`Expected <variable>/m or <variable>/v but found "${name}".`);
      }
      this.#setMoment(kind as MomentKind, variable, tensor);
    }
  }

  #setMoment(kind: MomentKind, variable: string, value: tf.Tensor): void {
    const moment = this.#moments[kind].get(variable);
    if (moment) return void moment.assign(value);
    const name = this.#momentName(kind, variable);
    this.#moments[kind].set(variable, tf.variable(value, false, name));
  }

  /** The rate and the options, as tfjs writes them beside a network. */
  override getConfig(): tf.serialization.ConfigDict {
    return { learningRate: this.learningRate, ...this.#options };
  }

  /** Frees the moments. */
  override dispose(): void {
    for (const moments of Object.values(this.#moments)) {
      tf.dispose([...moments.values()]);
      moments.clear();
    }
  }
}
