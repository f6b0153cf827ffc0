import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { compiled } from "../tensorflow/compiled.ts";
import { tensorId } from "../tensorflow/kernel_backend.ts";

/** Small enough that copying, hashing or writing a piece keeps nothing else waiting. */
const PIECE_ELEMENTS = 1 << 18;

/**
 * A float32 tensor's elements in C order, in pieces of at most 1 MB, each copied when it is asked for;
 * timers and signals have their turn before it, which a fast disk would not give them.
 */
export async function* piecesOf(tensor: tf.Tensor): AsyncGenerator<Float32Array, void, void> {
  for (let at = 0; at < tensor.size; at += PIECE_ELEMENTS) {
    await setImmediate();
    const count = Math.min(PIECE_ELEMENTS, tensor.size - at);
    const piece = tf.tidy(() => tensor.flatten().slice(at, count));
    const values = piece.dataSync<"float32">();
    piece.dispose();
    yield values;
  }
}

/**
 * Makes tensors of pieces, which go to TensorFlow one by one, so that no more than one is in
 * JavaScript's memory; there they are joined on another thread.
 */
export class TensorJoiner implements Disposable {
  readonly #join = compiled((...parts: readonly tf.Tensor1D[]) => tf.concat([...parts]));

  /**
   * A new tensor.
   *
   * @param pieces Its elements in C order; one piece or more.
   */
  async join(shape: readonly number[], pieces: AsyncIterable<Float32Array>): Promise<tf.Tensor> {
    const parts: tf.Tensor1D[] = [];
    try {
      for await (const piece of pieces) {
        parts.push(tf.tensor1d(piece));
        // tfjs would keep the elements, and send all of them at once when they are used.
        tensorId(parts.at(-1)!);
      }
      if (parts.length === 1) return parts[0]!.reshape([...shape]);
      const whole = await this.#join.later(...parts);
      parts.push(whole);
      return whole.reshape([...shape]);
    } finally {
      tf.dispose(parts);
    }
  }

  [Symbol.dispose](): void {
    this.#join.dispose();
  }
}
