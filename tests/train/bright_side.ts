import { cnn4 } from "hemoleak/model/cnn4.ts";
import { Random } from "hemoleak/random.ts";
import type { SetName } from "hemoleak/split/split.ts";
import type { ImageSource } from "hemoleak/train/image_source.ts";
import type { TrainingData } from "hemoleak/train/training_options.ts";

/** A task that a network learns in seconds: is the left or the right half of an image bright? */
export interface BrightSide extends TrainingData {
  labels: (0 | 1)[];
  sets: SetName[];
  /** Every index that was read, in order. */
  reads: number[];
}

/** 16 x 16 images with noise: a fifth validates, a fifth is test, the rest trains. */
export function brightSide(count = 100, size = 16): BrightSide {
  const random = new Random(count, "bright side");
  const labels = Array.from({ length: count }, () => random.integer(2) as 0 | 1);
  const images = labels.map((label) =>
    Uint8Array.from({ length: size * size }, (_, pixel) => {
      const right = pixel % size >= size / 2 ? 1 : 0;
      return random.integer(128) + (right === label ? 64 : 0);
    })
  );
  const sets = labels.map((_, i): SetName =>
    i % 5 === 0 ? "test" : i % 5 === 1 ? "validation" : "train"
  );
  const reads: number[] = [];
  const store: ImageSource = {
    size,
    read(indices) {
      reads.push(...indices);
      const out = new Uint8Array(indices.length * size * size);
      indices.forEach((index, i) => out.set(images[index]!, i * size * size));
      return out;
    },
  };
  return { store, labels, sets, reads };
}

/** A CNN4 of 1,993 parameters. */
export function smallCnn4(seed = 1) {
  return cnn4({ size: 16, random: new Random(seed, "weights"), filters: [8, 8], dense: 16 });
}
