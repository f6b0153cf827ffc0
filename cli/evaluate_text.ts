import type {
  Coefficient,
  Comparison,
  Estimated,
  Interval,
  Metrics,
  PairedTest,
  Rates,
} from "hemoleak/evaluate";
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
  return withCaution([
    `${judged === "test" ? "Test set" : "Validation set"}: ${what} of ${
      countText(subjects)
    } subjects, ` +
    `${decimalText(prevalence)} positive`,
    ...constantLines(metrics),
    "",
    ...areaLines(metrics),
    "",
    ...rateLines(metrics),
    ...predictiveLines(metrics),
    ...carriedLines(metrics),
    ...studyLines(metrics),
    ...calibrationLines(metrics),
  ]).join("\n");
}

/** Lines and, where one has a star beside an interval, what that means, once for all. */
export function withCaution(lines: readonly string[]): readonly string[] {
  return lines.some((line) => line.includes(MARK)) ? [...lines, "", ...CAUTION] : lines;
}

const CAUTION = [
  "* Few subjects do not show how others vary. In simulations such intervals were several times as",
  "  wide as needed or, in the worst designs, held the value in 87 rather than 95 of 100 samples.",
];

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
  return [
    `Beside ${other}: AUC ${decimalText(aucs[0])} here, ${decimalText(aucs[1])} there`,
    `  ${testText(clustered)}`,
    `  ${testText(delong)}`,
  ].join("\n");
}

/** A difference of two AUCs, and its test. */
export function testText(
  { difference, ci, statistic, degrees, p, unit, reason = "", caution }: PairedTest,
): string {
  return `${differenceText(difference, ci)} by ${unit}, ` +
    (statistic === null || p === null
      ? `no test: ${reason}`
      : `${degrees === null ? "z" : `t(${fixedText(degrees, 1)})`} = ${fixedText(statistic, 2)}, ` +
        pText(p) + (caution === undefined ? "" : `; ${caution}: the test is then too careful`));
}

function areaLines(metrics: Metrics): string[] {
  const { auc, clustered, bootstrap, delong, averagePrecision, partialAuc, operating } = metrics;
  const { estimands, planned, areaIntervals } = metrics;
  const line = (name: string, value: number, interval?: Interval) =>
    `  ${name.padEnd(31)} ${valueText(value, interval)}`;
  const { sensitivityAtSpecificity90: sensitivity, specificityAtSensitivity90: specificity } =
    operating;
  return [
    `${"".padEnd(34)}95 % interval`,
    line("AUC", auc, clustered),
    line("  each subject counts once", estimands.subjectWeighted.auc, estimands.subjectWeighted),
    ...pairLines(estimands),
    line("  bootstrap", auc, bootstrap),
    line("  bootstrap, BCa", auc, bootstrap.bca),
    line("  DeLong, as if independent", auc, delong),
    line("sensitivity at specificity 0.9", sensitivity.sensitivity, sensitivity),
    line("specificity at sensitivity 0.9", specificity.specificity, specificity),
    line(
      "partial AUC, specificity > 0.9",
      partialAuc.specificity.standardized,
      areaIntervals.partialSpecificity,
    ),
    line(
      "partial AUC, sensitivity > 0.9",
      partialAuc.sensitivity.standardized,
      areaIntervals.partialSensitivity,
    ),
    line("average precision", averagePrecision, areaIntervals.averagePrecision),
    ...plannedLines(planned),
  ];
}

/** Where subjects have both labels, pairs within and between subjects are two things. */
function pairLines({ between, within }: Metrics["estimands"]): string[] {
  return within === null ? [] : [
    `  ${"  pairs of different subjects".padEnd(31)} ${decimalText(between)}`,
    `  ${"  pairs within a subject".padEnd(31)} ${decimalText(within)}`,
  ];
}

function plannedLines(planned: Metrics["planned"]): string[] {
  const known = planned.filter(({ subjects }) => subjects !== null);
  if (known.length === 0) return [];
  const texts = known.map(({ halfWidth, subjects }) => `+-${halfWidth}: ${countText(subjects!)}`);
  return [`Subjects like these for an interval of the AUC of ${texts.join(", of ")}`];
}

function rateLines(metrics: Metrics): string[] {
  const { threshold, alwaysPositive, intervals } = metrics;
  return [
    `${`At the threshold ${threshold}:`.padEnd(60)}always positive`,
    ...RATES.map(([name, title]) =>
      `  ${title.padEnd(14)} ${boundsOf(metrics[name], intervals[name]).padEnd(49)} ` +
      `${decimalText(alwaysPositive[name]).padStart(9)}${reasonOf(intervals[name])}`
    ),
  ];
}

function carriedLines({ carried }: Metrics): string[] {
  if (carried === null) return [];
  return [
    "",
    "Thresholds chosen on the validation set, judged here:",
    ...carried.flatMap(({ rule, validation: { threshold }, test, intervals, ofRule }) => [
      `  ${ruleText(rule)}: ${
        threshold === null ? "none is positive" : Number(threshold.toPrecision(4))
      }`,
      `    sensitivity  ${valueText(test.recall, intervals.recall)}`,
      `      with the choice of the threshold  ${boundsOf(test.recall, ofRule.recall)}`,
      `    specificity  ${valueText(test.specificity, intervals.specificity)}`,
      `      with the choice of the threshold  ${boundsOf(test.specificity, ofRule.specificity)}`,
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

function calibrationLines({ calibration, probabilities }: Metrics): string[] {
  if (calibration === null || probabilities === null) {
    return ["", "Some scores lie outside [0, 1]: no Brier score, no ECE."];
  }
  const { brier, ece } = calibration;
  const { intercept, slope } = probabilities.recalibration;
  return [
    "",
    `Brier score ${valueText(brier, probabilities.brier)}`,
    `ECE ${decimalText(ece)} (10 bins; no interval: in a sample it is too high)`,
    `Calibration intercept ${estimatedText(intercept)}`,
    `Calibration slope ${
      slope === null ? "none: the scores separate the labels" : estimatedText(slope)
    }`,
  ];
}

/** What a call means: beyond these data for the prevalences that are stated. */
function predictiveLines({ predictive }: Metrics): string[] {
  const { npv, positiveLikelihoodRatio, negativeLikelihoodRatio, atPrevalence } = predictive;
  return [
    `  ${"NPV".padEnd(14)} ${estimatedText(npv)}`,
    `  ${"LR of positive".padEnd(14)} ${estimatedText(positiveLikelihoodRatio)}`,
    `  ${"LR of negative".padEnd(14)} ${estimatedText(negativeLikelihoodRatio)}`,
    ...atPrevalence.map(({ prevalence, ppv, npv }) =>
      `  at a prevalence of ${prevalence}: PPV ${estimatedText(ppv)}, NPV ${estimatedText(npv)}`
    ),
  ];
}

function estimatedText(
  { value, ci, unit, ...why }: Estimated | Coefficient,
): string {
  // Without an upper bound, as of a likelihood ratio or of a slope where labels are nearly separated.
  const bounds = ci === null ? "" : ` [${decimalText(ci[0])}, ${decimalText(ci[1])}]`;
  return `${decimalText(value)}${bounds} by ${unit}${reasonOf(why)}`;
}

/** A value with its interval, and what to mind of it. */
export function valueText(value: number, interval?: Interval): string {
  if (interval === undefined) return decimalText(value);
  return boundsOf(value, interval) + reasonOf(interval);
}

function boundsOf(value: number, { ci, unit }: Interval): string {
  return `${intervalText(value, ci)} by ${unit}`;
}

/** Why an interval is as wide as it is, or what to mind of it, where that needs a word. */
function reasonOf({ reason, caution }: Pick<Interval, "reason" | "caution">): string {
  const why = reason ?? (caution === undefined ? undefined : `${caution}${MARK}`);
  return why === undefined ? "" : `; ${why}`;
}

/** After each caution, and before what it means. */
const MARK = " *";
