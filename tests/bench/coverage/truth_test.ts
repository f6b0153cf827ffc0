import { partialAuc } from "hemoleak/evaluate/auc/partial_auc.ts";
import { averagePrecision } from "hemoleak/evaluate/curves/average_precision.ts";
import { calibration } from "hemoleak/evaluate/thresholds/calibration.ts";
import { decisionCurve } from "hemoleak/evaluate/thresholds/decision_curve.ts";
import { predictiveValues } from "hemoleak/evaluate/thresholds/predictive_values.ts";
import { recalibration } from "hemoleak/evaluate/thresholds/recalibration.ts";
import { Random } from "hemoleak/random.ts";
import { logitOf, truthOf } from "../../../bench/coverage/truth.ts";
import { near } from "../../evaluate/near.ts";
import { simulated, simulatedShift } from "../../evaluate/simulated.ts";

Deno.test("the benchmark's true values are those of a very large sample", () => {
  const design = {
    subjects: 4000,
    prevalence: 0.3,
    labels: "mixed",
    sizes: "10-40",
    auc: 0.9,
    correlation: 0.2,
  } as const;
  const truth = truthOf(design), scored = simulated(new Random(3), design);
  const logit = logitOf(design);
  const probable = { ...scored, scores: scored.scores.map((z) => 1 / (1 + Math.exp(-logit(z)))) };
  const meant = predictiveValues(scored, simulatedShift(design) / 2, { prevalences: [0.1] });
  const { intercept, slope } = recalibration(probable);
  const found: [name: string, value: number][] = [
    ["average precision", averagePrecision(scored)],
    ["partial AUC, specificity > 0.9", partialAuc(scored, { specificity: [0.9, 1] }).standardized],
    ["partial AUC, sensitivity > 0.9", partialAuc(scored, { sensitivity: [0.9, 1] }).standardized],
    ["Brier score", calibration(probable).brier],
    ["net benefit at 0.3", decisionCurve(probable, { thresholds: [0.3] })[0]!.netBenefit],
    ["NPV", meant.npv.value!],
    ["PPV at a prevalence of 0.1", meant.atPrevalence[0]!.ppv.value!],
    ["NPV at a prevalence of 0.1", meant.atPrevalence[0]!.npv.value!],
  ];
  for (const [name, value] of found) near(value, truth[name]!, 0.012);
  near(intercept.value, truth["calibration intercept"]!, 0.06);
  near(slope!.value, truth["calibration slope"]!, 0.06);
});
