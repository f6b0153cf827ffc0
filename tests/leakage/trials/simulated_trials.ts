import type { Trial } from "hemoleak/leakage/trials/trial.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";

/** What a made-up classifier knows. */
export interface Knowledge {
  /** How far it moves positives up, in standard deviations of a subject's own place. */
  shift: number;
  /** Subjects in the test set, of 30. Default all. */
  tested?: number;
  /** Default 8. */
  slices?: number;
}

/**
 * A made-up run on 30 subjects, every other one positive: scores of a subject have a place of its own,
 * the same with every seed, another of the seed's, and noise. The same seed tests the same slices with
 * the same noise whatever is known, as paired designs have it.
 */
export function simulatedTrial<Factors>(
  cell: Factors & { seed: number },
  { shift, tested = 30, slices = 8 }: Knowledge,
): Trial<Factors> {
  const random = new Random(cell.seed, "trial");
  const order = random.shuffled(Array.from({ length: 30 }, (_, i) => i));
  const inTest = new Set(
    [0, 1].flatMap((label) =>
      order.filter((subject) => subject % 2 === label).slice(0, tested / 2)
    ),
  );
  const predictions = order.toSorted((a, b) => a - b).flatMap((number): Prediction[] => {
    const subject = `S${String(number).padStart(2, "0")}`;
    const label = number % 2 === 0 ? 0 : 1;
    const place = new Random(number, "place").normal() + random.normal(0, 0.5);
    return Array.from({ length: slices }, (_, slice) => ({
      subject,
      study: subject,
      slice: String(slice),
      set: inTest.has(number) ? "test" : "train",
      label,
      score: label * shift + place + random.normal(0, 0.3),
    }));
  });
  return { cell, predictions };
}
