import type { Comparison, Interval, Metrics, Rates } from "hemoleak/evaluate";
import { TOP_SLICES } from "hemoleak/evaluate/study_scores.ts";
import {
  countText,
  decimalText,
  differenceText,
  fixedText,
  intervalText,
  pText,
} from "hemoleak/text/numbers.ts";

const RATES: readonly [keyof Rates, string][] = [
  ["accuracy", "accuracy"],
  ["recall", "sensitivity"],
  ["specificity", "specificity"],
  ["precision", "precision"],
  ["f1", "F1"],
  ["balancedAccuracy", "balanced acc."],
  ["mcc", "MCC"],
];

const SCORES = { mean: "the mean", max: "the highest", top: `the top ${TOP_SLICES}` } as const;

/** The metrics as a short table, every interval with the unit that it was made by. */
export function describeMetrics(metrics: Metrics): string {
  const { judged, unit, slices, studies, subjects, prevalence } = metrics;
  const what = unit === "slice"
    ? `${countText(slices)} slices`
    : `${countText(studies)} studies, scored by ${SCORES[metrics.studyScore!]} of ` +
      `${countText(slices)} slices,`;
  return [
    `${judged === "test" ? "Test set" : "Validation set"}: ${what} of ${
      countText(subjects)
    } subjects, ` +
    `${decimalText(prevalence)} positive`,
    ...constantLines(metrics),
    "",
    ...areaLines(metrics),
    "",
    ...rateLines(metrics),
    ...carriedLines(metrics),
    ...studyLines(metrics),
    ...calibrationLines(metrics),
  ].join("\n");
}

function constantLines({ constantScore, unit }: Metrics): string[] {
  if (constantScore === null) return [];
  const all = unit === "slice" ? "slices" : "studies";
  return [
    "",
    `All ${all} have the same score, ${constantScore}: nothing is ranked.`,
    "The AUC of 0.5 and its intervals say nothing of the data. The network may have died in training,",
    "or another column may be the score.",
  ];
}

/** The comparison of two classifiers, the test over subjects first. */
export function describeComparison(
  { aucs, clustered, delong }: Comparison,
  other: string,
): string {
  const test = ({ difference, ci, z, p, unit }: Comparison["delong"]) =>
    `  ${differenceText(difference, ci)} by ${unit}, ` +
    (z === null || p === null ? "no test" : `z = ${fixedText(z, 2)}, ${pText(p)}`);
  return [
    `Beside ${other}: AUC ${decimalText(aucs[0])} here, ${decimalText(aucs[1])} there`,
    test(clustered),
    test(delong),
  ].join("\n");
}

function areaLines(metrics: Metrics): string[] {
  const { auc, clustered, bootstrap, delong, averagePrecision, partialAuc, operating } = metrics;
  const line = (name: string, value: number, interval?: Interval) =>
    `  ${name.padEnd(31)} ${valueText(value, interval)}`;
  const { sensitivityAtSpecificity90: sensitivity, specificityAtSensitivity90: specificity } =
    operating;
  return [
    `${"".padEnd(34)}95 % interval`,
    line("AUC", auc, clustered),
    line("  bootstrap", auc, bootstrap),
    line("  bootstrap, BCa", auc, bootstrap.bca),
    line("  DeLong, as if independent", auc, delong),
    line("sensitivity at specificity 0.9", sensitivity.sensitivity, sensitivity),
    line("specificity at sensitivity 0.9", specificity.specificity, specificity),
    line("partial AUC, specificity > 0.9", partialAuc.specificity.standardized),
    line("partial AUC, sensitivity > 0.9", partialAuc.sensitivity.standardized),
    line("average precision", averagePrecision),
  ];
}

function rateLines(metrics: Metrics): string[] {
  const { threshold, alwaysPositive, intervals } = metrics;
  return [
    `${`At the threshold ${threshold}:`.padEnd(60)}always positive`,
    ...RATES.map(([name, title]) =>
      `  ${title.padEnd(14)} ${valueText(metrics[name], intervals[name]).padEnd(49)} ` +
      `${decimalText(alwaysPositive[name]).padStart(9)}`
    ),
  ];
}

function carriedLines({ carried }: Metrics): string[] {
  if (carried === null) return [];
  return [
    "",
    "Thresholds chosen on the validation set, judged here:",
    ...carried.flatMap(({ rule, validation: { threshold }, test, intervals }) => [
      `  ${ruleText(rule)}: ${
        threshold === null ? "none is positive" : Number(threshold.toPrecision(4))
      }`,
      `    sensitivity  ${valueText(test.recall, intervals.recall)}`,
      `    specificity  ${valueText(test.specificity, intervals.specificity)}`,
    ]),
  ];
}

function ruleText(rule: NonNullable<Metrics["carried"]>[number]["rule"]): string {
  if (rule === "youden") return "Youden's";
  return "sensitivity" in rule
    ? `sensitivity of at least ${rule.sensitivity}`
    : `specificity of at least ${rule.specificity}`;
}

function studyLines({ studyLevel, studies }: Metrics): string[] {
  if (studyLevel === null) return [];
  const titles = {
    mean: "mean",
    max: "highest",
    top: `mean of the top ${TOP_SLICES}`,
    logistic: "logistic",
  };
  return [
    "",
    `AUC of the ${countText(studies)} studies, scored by their slices':`,
    ...Object.entries(titles).flatMap(([name, title]) => {
      const level = studyLevel[name as keyof typeof titles];
      return level === null
        ? []
        : [`  ${title.padEnd(18)} ${valueText(level.auc, level.clustered)}`];
    }),
  ];
}

function calibrationLines({ calibration }: Metrics): string[] {
  if (calibration === null) return ["", "Some scores lie outside [0, 1]: no Brier score, no ECE."];
  const { brier, ece } = calibration;
  return ["", `Brier score ${decimalText(brier)}, ECE ${decimalText(ece)} (10 bins)`];
}

function valueText(value: number, interval?: Interval): string {
  if (interval === undefined) return decimalText(value);
  return `${intervalText(value, interval.ci)} by ${interval.unit}`;
}
