import { PredictionsError } from "../../error.ts";
import type { ClassPrediction } from "../../predictions/classes/class_prediction.ts";
import type { MeanAucOptions } from "../trials/mean_auc.ts";
import type { Trial } from "../trials/trial.ts";

/** What an analysis of runs of several classes finds of the mean AUC of all and, beside it, of each one's. */
export type OfEachClass<Result extends object> = Result & {
  /** In the order of the classes. */
  classes: ({ name: string } & Omit<Result, "outcomes">)[];
};

/**
 * Analyzes runs of several classes by the mean of their AUCs, and by each class against the rest.
 *
 * @param analyze Is told the class to judge; none: the mean of all.
 * @throws {PredictionsError} As `analyze`; or runs are of other classes.
 */
export function ofEachClass<Result extends object>(
  trials: readonly Trial<unknown, ClassPrediction>[],
  analyze: (of: Pick<MeanAucOptions, "class">) => Result,
): OfEachClass<Result> {
  const names = classesOf(trials);
  return {
    ...analyze({}),
    classes: names.map((name) => {
      const { outcomes: _, ...found } = analyze({ class: name }) as Result & { outcomes?: unknown };
      return { name, ...found };
    }),
  };
}

/** @throws {PredictionsError} Runs are of other classes. */
function classesOf(trials: readonly Trial<unknown, ClassPrediction>[]): string[] {
  const classes = Object.keys(trials[0]?.predictions[0]?.scores ?? {});
  for (const { cell: { seed }, predictions } of trials) {
    const own = Object.keys(predictions[0]?.scores ?? {});
    if (own.join() === classes.join()) continue;
    throw new PredictionsError({
      expected: `runs of the classes ${classes.join(", ")}`,
      found: `${own.join(", ")} with seed ${seed}`,
    });
  }
  return classes;
}
