import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { formatPredictions, parsePredictions } from "hemoleak/predictions/predictions_csv.ts";
import { Random } from "hemoleak/random.ts";
import type { SetName } from "hemoleak/split/split.ts";

function prediction(subject: string, label: 0 | 1, score: number, set: SetName = "test") {
  return { subject, study: subject, slice: String(score), set, label, score } satisfies Prediction;
}

const FOUR = [
  prediction("A", 0, 0.1),
  prediction("B", 0, 0.6),
  prediction("C", 1, 0.35),
  prediction("D", 1, 0.8),
];

const anyPrediction = fc.record({
  subject: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ,"_-]{0,8}[A-Za-z0-9]$/),
  study: fc.stringMatching(/^([A-Za-z0-9,"\n]{0,5}[A-Za-z0-9])?$/),
  slice: fc.nat().map(String),
  set: fc.constantFrom<SetName>("train", "validation", "test"),
  label: fc.constantFrom<0 | 1>(0, 1),
  score: fc.double({ noNaN: true, noDefaultInfinity: true })
    .map((score) => Object.is(score, -0) ? 0 : score),
}, { noNullPrototype: true });

Deno.test("the content of metrics.json, by hand", () => {
  const {
    roc,
    precisionRecall,
    bootstrap,
    clustered,
    operating,
    intervals,
    studyLevel,
    areaIntervals,
    estimands,
    planned,
    predictive,
    probabilities,
    ...metrics
  } = evaluate(FOUR);
  const { calibration, partialAuc, ...numbers } = metrics;
  assert.deepEqual(numbers, {
    judged: "test",
    unit: "slice",
    studyScore: null,
    slices: 4,
    studies: 4,
    subjects: 4,
    prevalence: 0.5,
    auc: 0.75,
    delong: {
      auc: 0.75,
      variance: 0.125,
      ci: [numbers.delong.ci[0], 1],
      unit: "slice",
      method: "wald",
    },
    averagePrecision: (1 + 2 / 3) / 2,
    threshold: 0.5,
    accuracy: 0.5,
    recall: 0.5,
    precision: 0.5,
    specificity: 0.5,
    f1: 0.5,
    balancedAccuracy: 0.5,
    mcc: 0,
    alwaysPositive: {
      accuracy: 0.5,
      recall: 1,
      precision: 0.5,
      specificity: 0,
      f1: 2 / 3,
      balancedAccuracy: 0.5,
      mcc: 0,
    },
    carried: null,
    constantScore: null,
  });
  assert.ok(Math.abs(calibration!.brier - (0.01 + 0.36 + 0.4225 + 0.04) / 4) < 1e-15);
  assert.ok(Math.abs(partialAuc.specificity.area - 0.05) < 1e-15);
  // Two subjects of a label are too few for resamples.
  assert.deepEqual([bootstrap.replicates, bootstrap.ci], [0, clustered.ci]);
  assert.deepEqual([clustered.variance, clustered.unit], [0.125, "subject"]);
  assert.equal(operating.sensitivityAtSpecificity90.threshold, 0.8);
  assert.equal(intervals.f1.unit, "subject");
  assert.equal(areaIntervals.averagePrecision.unit, "subject");
  assert.deepEqual([estimands.subjectWeighted.auc, estimands.within], [0.75, null]);
  assert.deepEqual(planned.map(({ halfWidth }) => halfWidth), [0.05, 0.025]);
  assert.equal(predictive.npv.value, 0.5);
  assert.equal(probabilities!.decisionCurve.length, 19);
  assert.equal(studyLevel!.max.auc, 0.75);
  assert.equal(studyLevel!.max.delong.unit, "study");
  assert.deepEqual([roc.length, precisionRecall.length], [5, 5]);
});

Deno.test("rows of the test set are judged alone; without any, those of the validation set", () => {
  const training = [prediction("E", 1, 0, "train"), prediction("F", 0, 1, "validation")];
  assert.deepEqual(evaluate([...training, ...FOUR]), evaluate(FOUR));
  const untested = FOUR.map((row) => ({ ...row, set: "validation" as const }));
  assert.deepEqual(evaluate(untested), { ...evaluate(FOUR), judged: "validation" });
});

Deno.test("the same file gives the same interval; another generator another", () => {
  const random = new Random(1);
  const rows = Array.from({ length: 60 }, (_, i) => prediction(`S${i % 20}`, 1, random.float()))
    .map((row, i) => ({ ...row, label: (i % 20 < 10 ? 1 : 0) as 0 | 1 }));
  assert.deepEqual(evaluate(rows), evaluate(rows));
  const other = evaluate(rows, { random: new Random(2), replicates: 500 });
  assert.notDeepEqual(other.bootstrap.ci, evaluate(rows).bootstrap.ci);
  assert.equal(other.bootstrap.replicates, 500);
});

Deno.test("one label, no rows, a score that is not a number", () => {
  const error = { name: "PredictionsError" };
  assert.throws(() => evaluate(FOUR.slice(2)), error);
  assert.throws(() => evaluate([]), error);
  assert.throws(() => evaluate([...FOUR, prediction("E", 1, NaN)]), error);
});

/** Three subjects of either label with two studies each, of four slices, in both sets. */
function studies(): Prediction[] {
  const random = new Random(4);
  return (["validation", "test"] as const).flatMap((set) =>
    Array.from({ length: 48 }, (_, i): Prediction => {
      const subject = Math.floor(i / 8), label = subject % 2 === 1 && i % 4 < 2 ? 1 : 0;
      return {
        subject: `${set} ${subject}`,
        study: `study ${Math.floor(i / 4) % 2}`,
        slice: String(i),
        set,
        label,
        score: 1 / (1 + Math.exp(-random.normal(label))),
      };
    })
  );
}

Deno.test("studies: counted by subject and name, judged by one score each", () => {
  const rows = studies(), slices = evaluate(rows), metrics = evaluate(rows, { unit: "study" });
  assert.deepEqual([slices.slices, slices.studies, slices.subjects], [48, 12, 6]);
  assert.deepEqual([metrics.slices, metrics.studies, metrics.subjects], [48, 12, 6]);
  assert.deepEqual([metrics.unit, metrics.studyScore, metrics.studyLevel], ["study", "mean", null]);
  assert.equal(metrics.prevalence, 0.5);
  assert.equal(metrics.delong.unit, "study");
  assert.equal(metrics.auc, slices.studyLevel!.mean.auc);
  assert.deepEqual(metrics.clustered, slices.studyLevel!.mean.clustered);
  const highest = evaluate(rows, { unit: "study", studyScore: "max" });
  assert.equal(highest.auc, slices.studyLevel!.max.auc);
});

Deno.test("validation chooses thresholds and fits the model of studies; without it, neither", () => {
  const rows = studies(), { carried, studyLevel } = evaluate(rows);
  assert.deepEqual(carried!.map(({ rule }) => rule), [
    "youden",
    { sensitivity: 0.9 },
    { specificity: 0.9 },
  ]);
  assert.ok(studyLevel!.logistic!.auc >= 0 && studyLevel!.logistic!.auc <= 1);
  const alone = evaluate(rows.filter(({ set }) => set === "test"));
  assert.deepEqual([alone.carried, alone.studyLevel!.logistic], [null, null]);
  const oneLabel = rows.filter(({ set, label }) => set === "test" || label === 0);
  assert.deepEqual([evaluate(oneLabel).carried, evaluate(oneLabel).studyLevel!.logistic], [
    null,
    null,
  ]);
});

Deno.test("nothing depends on the order of the rows", () => {
  const rows = studies();
  const options = () => ({ random: new Random(3), replicates: 100 });
  const shuffled = new Random(1).shuffled(rows);
  const text = (metrics: unknown) =>
    // Sums of the same numbers in another order end in other digits.
    JSON.stringify(
      metrics,
      (_, value) => typeof value === "number" ? value.toPrecision(11) : value,
    );
  assert.equal(text(evaluate(shuffled, options())), text(evaluate(rows, options())));
});

Deno.test("scores outside [0, 1] are judged, but not as probabilities", () => {
  const rows = studies().map((row) => ({ ...row, score: row.score * 10 }));
  const metrics = evaluate(rows);
  assert.equal(metrics.calibration, null);
  assert.equal(metrics.auc, evaluate(studies()).auc);
});

/** No number of a result may be NaN or infinite, and intervals are in order. */
function assertFinite(value: unknown, path = "metrics"): void {
  if (typeof value === "number") assert.ok(Number.isFinite(value), `${path} is ${value}`);
  if (value === null || typeof value !== "object") return;
  for (const [key, part] of Object.entries(value)) assertFinite(part, `${path}.${key}`);
  if ("ci" in value && value.ci !== null) {
    const [low, high] = value.ci as [number, number | null];
    assert.ok(high === null || low <= high, `${path}.ci is [${low}, ${high}]`);
    // Shares and areas have ends; odds, coefficients and net benefits have others, or none.
    if (/likelihoodRatio|recalibration|decisionCurve/i.test(path)) return;
    assert.ok(-1 <= low && high !== null && high <= 1, `${path}.ci is [${low}, ${high}]`);
  }
}

Deno.test("degenerate test sets: no NaN, no infinity, intervals in order", () => {
  const anyRows = fc.array(
    fc.record({
      subject: fc.constantFrom("A", "B", "C"),
      study: fc.constantFrom("1", "2"),
      set: fc.constantFrom<SetName>("validation", "test"),
      label: fc.constantFrom<0 | 1>(0, 1),
      score: fc.constantFrom(-1e300, -1, 0, 0.5, 1, 1e300),
    }),
    { minLength: 2, maxLength: 14 },
  ).map((rows) => rows.map((row, i): Prediction => ({ ...row, slice: String(i) })));
  fc.assert(
    fc.property(anyRows, fc.constantFrom("slice" as const, "study" as const), (rows, unit) => {
      try {
        assertFinite(evaluate(rows, { unit, replicates: 20 }));
      } catch (error) {
        assert.equal((error as Error).name, "PredictionsError", String(error));
      }
    }),
    { numRuns: 200 },
  );
});

Deno.test("predictions.csv: text as documented, read back the same", () => {
  const text = formatPredictions(FOUR.slice(0, 2));
  assert.equal(
    text,
    "subject,study,slice,set,label,score\nA,A,0.1,test,0,0.1\nB,B,0.6,test,0,0.6\n",
  );
  const key = ({ subject, study, slice }: Prediction) => JSON.stringify([subject, study, slice]);
  const anyTable = fc.uniqueArray(anyPrediction, { selector: key, minLength: 1, maxLength: 20 });
  fc.assert(fc.property(anyTable, (rows) => {
    assert.deepEqual(parsePredictions(formatPredictions(rows), "p.csv"), rows);
  }));
});

Deno.test("predictions.csv from elsewhere: other columns and order, CRLF, no set, no slice names", () => {
  const text = "\ufeffscore,model,label,subject,study,slice\r\n.5,m,1,A,,\r\n-1E-3,m,0,A,,\r\n\r\n";
  assert.deepEqual(parsePredictions(text, "p.csv"), [
    { subject: "A", study: "", slice: "", set: "test", label: 1, score: 0.5 },
    { subject: "A", study: "", slice: "", set: "test", label: 0, score: -0.001 },
  ]);
});

Deno.test("predictions.csv: bad rows are named by line and column", () => {
  const text = "subject,study,slice,set,label,score\n" +
    "A,A,0,test,1,0.5\n" +
    ",A,1,test,1,0.5\n" +
    "A,A,2,vol,2,0.5\n" +
    "A,A,3,test,1,nan\n" +
    "A,A,0,test,1,\n" +
    "A,A,4,test,1,1e999\n";
  assert.throws(() => parsePredictions(text, "dir/p.csv"), {
    name: "PredictionsError",
    message: [
      'dir/p.csv, line 3, column subject: expected a name but found ""',
      'dir/p.csv, line 4, column set: expected train, validation, test but found "vol"; if it stands for one of them, say for which: --sets vol=SET',
      'dir/p.csv, line 4, column label: expected 0 or 1 (or, with --positive NAME, a name) but found "2"',
      'dir/p.csv, line 5, column score: expected a finite number but found "nan"',
      'dir/p.csv, line 6, column score: expected a finite number but found ""',
      "... and 2 more",
    ].join("\n"),
  });
});

Deno.test("predictions.csv: a slice twice, a column twice or missing, no rows, a ragged row", () => {
  const header = "subject,study,slice,set,label,score\n";
  const fails = (text: string, message: RegExp) =>
    assert.throws(() => parsePredictions(text, "p.csv"), { name: "PredictionsError", message });
  fails(
    `${header}A,A,0,test,1,1\nB,A,0,test,1,1\nA,A,0,train,1,1\n`,
    /^p\.csv, line 4: expected each slice once but subject "A", study "A", slice "0" is in line 2/,
  );
  fails("subject,study,slice,label,score,score\nA,A,0,1,1,1\n", /score several times/);
  fails("subject,study,slice,set,score\nA,A,0,test,1\n", /label is missing/);
  fails(header, /found only the header/);
  fails("", /missing/);
  fails(`${header}A,A,0,test,1\n`, /p\.csv/);
});
