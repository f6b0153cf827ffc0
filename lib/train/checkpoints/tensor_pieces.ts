import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";

/** Small enough that copying, hashing or writing a piece keeps nothing else waiting. */
const PIECE_ELEMENTS = 1 << 18;

/**
 * A float32 tensor's elements in C order, in pieces of at most 1 MB, each copied when it is asked for;
 * timers and signals have their turn before it, which a fast disk would not give them.
 */
export async function* piecesOf(
  tensor: tf.Tensor,
): AsyncGenerator<Float32Array<ArrayBuffer>, void, void> {
  for (let at = 0; at < tensor.size; at += PIECE_ELEMENTS) {
    await setImmediate();
    const count = Math.min(PIECE_ELEMENTS, tensor.size - at);
    const piece = tf.tidy(() => tensor.flatten().slice(at, count));
    const values = piece.dataSync<"float32">();
    piece.dispose();
    yield values as Float32Array<ArrayBuffer>;
  }
}
