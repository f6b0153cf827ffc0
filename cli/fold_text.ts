import type { FoldComparison, FoldMetrics } from "hemoleak/evaluate";
import type { FoldAuc } from "hemoleak/evaluate/folds/fold_auc.ts";
import type { CorrectedTest } from "hemoleak/evaluate/folds/corrected_t.ts";
import type {
  AuditedFold,
  FoldedAudit,
  FoldedImages,
  FoldedProbe,
  MeanRecognition,
} from "hemoleak/leakage/folds/folded_audit.ts";
import {
  countOf,
  countShareText,
  countText,
  differenceText,
  fixedText,
  intervalText,
  percentText,
  pText,
  signedText,
} from "hemoleak/text/numbers.ts";
import { wrap } from "./audit_text.ts";

/** An audit of folds for the terminal: the verdict in words, then each fold. */
export function describeFoldedAudit(audit: FoldedAudit): string {
  return [
    ...audit.sentences.flatMap((sentence) => wrap(sentence)),
    "",
    ...foldTable(audit.folds),
    ...audit.images === null ? [] : imageLines(audit.images),
    ...audit.probe === null ? [] : probeLines(audit.probe),
    ...attributeLines(audit),
    ...audit.notes.length > 0 ? ["", "Mind:"] : [],
    ...audit.notes.flatMap((note) => wrap(note, "  - ", "    ")),
  ].join("\n");
}

function foldTable(folds: readonly AuditedFold[]): string[] {
  const width = widthOf(folds.map(({ name }) => name));
  const line = (...[name = "", verdict = "", ...cells]: string[]) =>
    `  ${name.padEnd(width)} ${verdict.padEnd(11)}${
      cells.map((cell) => cell.padStart(19)).join("")
    }`
      .trimEnd();
  return [
    line("fold", "", "slices of subjects", "of known subjects", "slices trained on", "AUC"),
    ...folds.map(({ name, audit: { verdict, test, overlaps: { trainTest } } }) =>
      line(
        name,
        verdict,
        `${countText(test.slices)} of ${countText(test.subjects)}`,
        percentText(trainTest.bySubject.share),
        countText(trainTest.repeated.slices),
        "  " + (test.auc ? intervalText(test.auc.clustered.auc, test.auc.clustered.ci) : "none"),
      )
    ),
  ];
}

/** What folds share of each attribute, and the mean of what knowing it alone would score. */
function attributeLines({ attributes = [] }: FoldedAudit): string[] {
  if (attributes.length === 0) return [];
  const width = Math.max(20, widthOf(attributes.map(({ name }) => name)));
  const line = (name: string, shared: string, oracle: string) =>
    `  ${name.padEnd(width)} ${shared.padStart(22)} ${oracle.padStart(26)}`;
  return [
    "",
    line("attribute", "values trained on", "AUC of knowing it alone"),
    ...attributes.map(({ name, shared: { slices, share }, oracle }) =>
      line(name, countShareText(slices, share), oracle === null ? "none" : fixedText(oracle, 3))
    ),
    ...attributes.flatMap(({ name, named }) =>
      named === undefined ? [] : [
        "",
        `${name} named by the networks' features, share of subjects, mean of the folds:`,
        ...namedLine("by all slices", named.overall),
        ...namedLine("by positive slices alone", named.positives),
        ...namedLine("by negative slices alone", named.negatives),
      ]
    ),
  ];
}

function namedLine(by: string, found: MeanRecognition | null): string[] {
  return found === null ? [] : [
    `  ${by.padEnd(32)} ${percentText(found.accuracy)}, by chance ${
      percentText(found.chance)
    }, in ${countOf(found.folds, "fold")}`,
  ];
}

/** What the images of all folds share with those that each was trained on. */
function imageLines(
  { slices, equal, equalToOthers, near, nearOthers, altered, nearest }: FoldedImages,
): string[] {
  const line = (name: string, value: string) => `  ${name.padEnd(50)} ${value}`;
  return [
    "",
    `Images of the folds' test slices: ${countText(slices)} found`,
    line(
      "equal, pixel for pixel, to one trained on",
      countText(equal.slices) +
        (equalToOthers > 0 ? `, of another subject ${countText(equalToOthers)}` : ""),
    ),
    ...near === null ? [] : [
      line("nearly equal to one trained on", countShareText(near.slices, near.share)),
      line("  of another subject", countText(nearOthers!)),
    ],
    ...altered === null
      ? []
      : [line("  of another subject once mirrored, turned, shifted", countText(altered))],
    ...nearest === null ? [] : [
      line(
        "whose nearest training slice is the subject's own",
        `${percentText(nearest.sameSubject)}, the mean of the folds`,
      ),
      line("  by chance", percentText(nearest.chance)),
    ],
  ];
}

/** What features say of subjects, each network's in its own fold. */
function probeLines({ contiguous, alternating, trained, use }: FoldedProbe): string[] {
  const line = (name: string, value: string) => `  ${name.padEnd(32)} ${value}`;
  return [
    "",
    "Subjects named by the networks' features, share of slices, mean of the folds:",
    ...namedLine("by the other half of the stack", contiguous),
    ...namedLine("by every other slice", alternating),
    ...namedLine("by the training slices", trained),
    ...use === null ? [] : [
      `Whether a linear head uses that, mean of ${countOf(use.folds, "fold")}:`,
      line("AUC of the head", fixedText(use.head, 3)),
      line("AUC without the subjects' axes", fixedText(use.erased, 3)),
      line("  change", signedText(use.change)),
      line("  by random axes", signedText(use.randomChange)),
    ],
  ];
}

/** The metrics of folds: each fold, then the mean. */
export function describeFolds(metrics: FoldMetrics): string {
  const { folds, auc, pooled, corrected, subjects } = metrics;
  const names = folds.map(({ fold, repeat }) =>
    repeat === null ? fold : `${fold} of repeat ${repeat}`
  );
  const line = (name: string, ...cells: string[]) =>
    `  ${name.padEnd(widthOf(names))} ${cells.map((cell) => cell.padEnd(22)).join("")}`.trimEnd();
  const summary = (name: string, value: string) => `  ${name.padEnd(33)} ${value}`;
  return [
    `${countText(folds.length)} folds of ${
      countText(subjects)
    } test subjects in all, each judged by itself`,
    "",
    line("fold", "AUC", "sensitivity", "specificity", "slices of subjects"),
    ...folds.map(({ metrics: judged, missing }, i) =>
      judged === null ? line(names[i]!, `none: ${missing}`) : line(
        names[i]!,
        intervalText(judged.auc, judged.clustered.ci),
        intervalText(judged.recall, judged.intervals.recall.ci),
        intervalText(judged.specificity, judged.intervals.specificity.ci),
        `${countText(judged.slices)} of ${countText(judged.subjects)}`,
      )
    ),
    "",
    summary(
      "mean AUC of the folds",
      auc === null ? "none: no fold has both labels" : meanText(auc),
    ),
    ...pooled === null
      ? []
      : [summary("pooled, as of one network", `${intervalText(pooled.auc, pooled.ci)} by subject`)],
    ...corrected === null ? [] : [
      summary("over repeated folds, corrected t", correctedText(corrected, 0.5)),
    ],
    ...auc !== null && folds.some(({ missing }) => missing !== null)
      ? ["", "Folds with one label have no AUC and do not count in the mean."]
      : [],
  ].join("\n");
}

/** Two classifiers over the same folds. */
export function describeFoldComparison(
  { aucs, corrected, differences }: FoldComparison,
  other: string,
): string {
  return [
    `Beside ${other}: mean AUC ${fixedText(aucs[0], 3)} here, ${fixedText(aucs[1], 3)} there, of ` +
    `${countText(differences.length)} folds`,
    corrected === null
      ? "  no test: no fold has training rows"
      : `  ${differenceText(corrected.difference, corrected.ci)} by fold, ${testText(corrected)}`,
  ].join("\n");
}

function meanText({ auc, ci, unit }: FoldAuc): string {
  return `${intervalText(auc, ci)} by ${unit}`;
}

/** The interval of what the differences are from a value, and whether it is that value. */
function correctedText(test: CorrectedTest, from: number): string {
  const [low, high] = test.ci.map((bound) => Math.min(1, Math.max(0, bound + from)));
  return `${intervalText(test.difference + from, [low!, high!])}, against chance ${testText(test)}`;
}

function testText({ t, degrees, p }: CorrectedTest): string {
  return t === null
    ? "no test: nothing varies"
    : `t(${fixedText(degrees, 0)}) = ${fixedText(t, 2)}, ${pText(p)} (corrected)`;
}

function widthOf(names: readonly string[]): number {
  return Math.max(4, ...names.map((name) => name.length));
}
