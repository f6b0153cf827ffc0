import type * as tf from "@tensorflow/tfjs";

/** Keeps the weights of the least loss; the earliest, where losses are equal. */
export class BestWeights {
  #loss = Infinity;
  #weights: tf.Tensor[] = [];

  /** Keeps the model's present weights if their loss is below all before; returns whether it is. */
  offer(model: tf.LayersModel, loss: number): boolean {
    if (!(loss < this.#loss)) return false;
    this.dispose();
    this.#loss = loss;
    // A clone shares its data until training gives the model's variables new data.
    this.#weights = model.getWeights().map((weight) => weight.clone());
    return true;
  }

  /** Puts the kept weights back, if any are kept. */
  restore(model: tf.LayersModel): void {
    if (this.#weights.length > 0) model.setWeights(this.#weights);
  }

  /** Frees the kept weights. */
  dispose(): void {
    for (const weight of this.#weights) weight.dispose();
    this.#weights = [];
  }
}
