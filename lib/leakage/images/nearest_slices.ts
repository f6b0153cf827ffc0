import * as tf from "@tensorflow/tfjs";
import { useTensorFlow } from "../../tensorflow/backend/backend.ts";
import { tensorFromBytes } from "../../tensorflow/backend/tensors.ts";
import { type Compiled, compiled } from "../../tensorflow/compile/compiled.ts";
import { REDUCED_PIXELS } from "./reduced_images.ts";

/** Slices that are compared: reduced images, and who each is of. */
export interface ComparedSlices {
  /** `[slices, 32, 32]`, see {@linkcode reducedImages}. */
  images: Uint8Array;
  /** The number of each slice's subject. */
  subjects: ArrayLike<number>;
}

/** The nearest of the slices that were searched, for each slice that was asked for. */
export interface Nearest {
  /** Its place among those searched, the first one of several as near; -1 where there is none. */
  places: Int32Array;
  /** Its squared differences of gray levels, added up; Infinity where there is none. */
  squares: Float64Array;
}

/** What is nearest in one view of the slices that were searched. */
export interface NearestInView {
  /** Among all slices. */
  any: Nearest;
  /** Among those of other subjects. */
  ofOthers: Nearest;
}

/** Slices asked for that are multiplied at a time: with 512 searched ones 2 MB of products. */
const CHUNK = 1024;

/** The middle of the gray levels: with it subtracted, their products are smallest. */
const MIDDLE = 128;

type Product = Compiled<[asked: tf.Tensor2D, searched: tf.Tensor2D], tf.Tensor>;

/**
 * Searches the nearest slices, among all and among those of other subjects, by the squared difference
 * of reduced images: that of a and b is |a|² + |b|² - 2ab, and TensorFlow makes the products of
 * thousands of images at once. What is searched comes block by block and is not kept.
 *
 * The result is exact and does not depend on blocks: 1,024 products of levels from -128 to 127 add up
 * to at most 2^24, and up to there float32 holds every whole number, in whatever order they are added.
 */
export class NearestSlices {
  /** Of each view; see {@linkcode search}. */
  readonly views: readonly NearestInView[];
  readonly #asked: ComparedSlices;
  readonly #squares: Float64Array;
  /** The images asked for as TensorFlow multiplies them, 4 KB each. */
  readonly #chunks: readonly tf.Tensor2D[];
  readonly #product: Product = compiled((asked, searched) =>
    tf.matMul(asked, searched, false, true)
  );
  #searched = 0;

  /** Use {@linkcode NearestSlices.of}. */
  private constructor(asked: ComparedSlices, views: number) {
    const count = asked.subjects.length;
    const none = (): Nearest => ({
      places: new Int32Array(count).fill(-1),
      squares: new Float64Array(count).fill(Infinity),
    });
    this.#asked = asked;
    this.#squares = squaresOf(asked.images);
    this.#chunks = Array.from(
      { length: Math.ceil(count / CHUNK) },
      (_, chunk) => levels(asked.images, chunk * CHUNK, (chunk + 1) * CHUNK),
    );
    this.views = Array.from({ length: views }, () => ({ any: none(), ofOthers: none() }));
  }

  /** Among all slices searched, as they are. */
  get any(): Nearest {
    return this.views[0]!.any;
  }

  /** Among those of other subjects. */
  get ofOthers(): Nearest {
    return this.views[0]!.ofOthers;
  }

  /** Prepares a search for the nearest of each slice, in so many views of what is searched. */
  static async of(asked: ComparedSlices, views = 1): Promise<NearestSlices> {
    await useTensorFlow();
    return new NearestSlices(asked, views);
  }

  /**
   * Searches some slices more: as they are and, in further views, otherwise, as mirrored; what is nearest
   * is kept for each view.
   *
   * @param views The images in each further view, in one order.
   */
  async search(block: ComparedSlices, views: readonly Uint8Array[] = []): Promise<void> {
    if (block.subjects.length === 0) return;
    for (const [view, images] of [block.images, ...views].entries()) {
      await this.#searchView({ ...block, images }, this.views[view]!);
    }
    this.#searched += block.subjects.length;
  }

  async #searchView(block: ComparedSlices, view: NearestInView): Promise<void> {
    const squares = squaresOf(block.images);
    const searched = levels(block.images);
    try {
      for (const [chunk, asked] of this.#chunks.entries()) {
        const products = await this.#product.runAsync(asked, searched);
        const found = products.dataSync<"float32">();
        this.#keepNearest(view, chunk * CHUNK, found, block.subjects, squares);
        products.dispose();
      }
    } finally {
      searched.dispose();
    }
  }

  /** Frees what TensorFlow holds. */
  [Symbol.dispose](): void {
    tf.dispose([...this.#chunks]);
    this.#product.dispose();
  }

  #keepNearest(
    { any, ofOthers }: NearestInView,
    start: number,
    products: Float32Array,
    subjects: ArrayLike<number>,
    squares: Float64Array,
  ): void {
    const count = subjects.length;
    for (let row = 0; row < products.length / count; row++) {
      const asked = start + row;
      const subject = this.#asked.subjects[asked]!, square = this.#squares[asked]!;
      let least = any.squares[asked]!, leastOfOthers = ofOthers.squares[asked]!;
      for (let column = 0, at = row * count; column < count; column++, at++) {
        const difference = square + squares[column]! - 2 * products[at]!;
        // Never above the least of others, so that one comparison settles nearly every pair.
        if (difference >= leastOfOthers) continue;
        if (difference < least) {
          least = difference;
          any.places[asked] = this.#searched + column;
        }
        if (subjects[column] !== subject) {
          leastOfOthers = difference;
          ofOthers.places[asked] = this.#searched + column;
        }
      }
      any.squares[asked] = least;
      ofOthers.squares[asked] = leastOfOthers;
    }
  }
}

/** The root mean squared difference of gray levels, 0 to 255, from the sum of the squared ones. */
export function grayDistance(squares: number): number {
  return Math.sqrt(squares / REDUCED_PIXELS);
}

/** The sum of squares of each image, of levels minus the middle one. */
function squaresOf(images: Uint8Array): Float64Array {
  return Float64Array.from({ length: images.length / REDUCED_PIXELS }, (_, i) => {
    let sum = 0;
    const end = (i + 1) * REDUCED_PIXELS;
    for (let at = i * REDUCED_PIXELS; at < end; at++) sum += (images[at]! - MIDDLE) ** 2;
    return sum;
  });
}

/** Some of the images, one row each, minus the middle level. */
function levels(images: Uint8Array, start = 0, end = Infinity): tf.Tensor2D {
  const bytes = images.subarray(start * REDUCED_PIXELS, end * REDUCED_PIXELS);
  return tf.tidy(() =>
    tensorFromBytes(bytes, [bytes.length / REDUCED_PIXELS, REDUCED_PIXELS]).sub(MIDDLE)
  );
}
