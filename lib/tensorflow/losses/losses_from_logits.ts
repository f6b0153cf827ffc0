import * as tf from "@tensorflow/tfjs";
import { crossEntropies } from "./cross_entropies.ts";

type LossFunction = (truth: tf.Tensor, output: tf.Tensor) => tf.Tensor;
type Loss = string | LossFunction;

/** What of a tfjs model its losses are made of. */
export interface ModelWithLosses {
  readonly outputs: readonly tf.SymbolicTensor[];
  readonly outputNames: readonly string[];
  /** As given to `compile`: of all outputs, or of each by its place or its name. */
  readonly loss: Loss | readonly Loss[] | Readonly<Record<string, Loss>>;
  /** Of each output. */
  lossFunctions: LossFunction[];
}

/** A layer that ends in an activation. */
interface Activated {
  activation: { apply(x: tf.Tensor): tf.Tensor };
}

/**
 * Runs a step of a model with `binaryCrossentropy`, wherever it is asked of a sigmoid's output, taken from
 * the logit. As Keras does, the sigmoid keeps what it was given beside the probability it makes of it.
 */
export function lossesFromLogits<Result>(model: ModelWithLosses, run: () => Result): Result {
  const { lossFunctions } = model;
  using changes = new DisposableStack();
  changes.defer(() => model.lossFunctions = lossFunctions);
  model.lossFunctions = lossFunctions.map((loss, i) => {
    const layer = model.outputs[i]!.sourceLayer;
    const applies = lossOf(model, i) === "binaryCrossentropy" &&
      layer.getConfig()["activation"] === "sigmoid";
    return applies ? fromLogits(loss, changes.use(new KeptLogits(layer))) : loss;
  });
  return run();
}

/** The loss that `compile` was given for an output. */
function lossOf({ loss, outputNames }: ModelWithLosses, output: number): Loss | undefined {
  if (typeof loss === "string" || typeof loss === "function") return loss;
  const key = Array.isArray(loss) ? output : outputNames[output]!;
  return (loss as Readonly<Record<string | number, Loss>>)[key];
}

function fromLogits(loss: LossFunction, kept: KeptLogits): LossFunction {
  return (truth, output) => {
    const logits = kept.of(output);
    return logits ? tf.tidy(() => crossEntropies(logits, truth).mean(-1)) : loss(truth, output);
  };
}

/** What a layer's sigmoid is given, by what it makes of it. */
class KeptLogits implements Disposable {
  readonly #layer: Activated;
  readonly #activation: Activated["activation"];
  readonly #logits = new Map<number, tf.Tensor>();

  constructor(layer: tf.layers.Layer) {
    this.#layer = layer as unknown as Activated;
    const activation = this.#activation = this.#layer.activation;
    const apply = (x: tf.Tensor) => {
      const output = activation.apply(x);
      this.#logits.set(output.id, tf.keep(x));
      return output;
    };
    this.#layer.activation = Object.create(activation, { apply: { value: apply } });
  }

  of(output: tf.Tensor): tf.Tensor | undefined {
    return this.#logits.get(output.id);
  }

  [Symbol.dispose](): void {
    this.#layer.activation = this.#activation;
    tf.dispose([...this.#logits.values()]);
  }
}
