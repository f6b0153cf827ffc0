import { PredictionsError } from "../../error.ts";
import { judgeFolds } from "../../evaluate/folds/evaluate_folds.ts";
import { foldSplits } from "../../predictions/folds.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { type PredictionTable, tableOf } from "../../predictions/prediction_table.ts";
import { type AuditOptions, findInSplit } from "../audit/audit.ts";
import type { Verdict } from "../audit/verdict.ts";
import { foldsInWords } from "./fold_sentences.ts";
import { foldedImages, foldedNaming, foldedProbe, meanOf } from "./folded_evidence.ts";
import type { FoldedAttribute, FoldedAudit, FoldFindings, FoundFold } from "./folded_audit.ts";

/** What the images and the features of one fold show. */
export type FoldEvidence = Pick<AuditOptions, "images" | "probe" | "attributeProbes">;

/** What may be asked of folds. */
export interface FoldAuditOptions extends Omit<AuditOptions, keyof FoldEvidence> {
  /**
   * What the images and the features of each fold show, in the order of {@linkcode foldSplits}: `auditImages`
   * of a fold's table, and {@linkcode foldProbes}. Default none.
   */
  evidence?: readonly FoldEvidence[];
}

/**
 * Audits cross-validated predictions fold by fold, each as the split that it is ({@linkcode audit}): a
 * fold's test rows against the rows that its network was trained on. Scores of different folds are not
 * pooled: the AUC is the mean of the folds'.
 *
 * A row's `fold` is the one in which it is tested, and all other rows are that fold's training rows; where
 * rows have sets, it is the fold whose set it is in.
 *
 * @throws {OptionsError} There is no such option or target, or no such value.
 * @throws {PredictionsError} No folds or a single one, not as much evidence as folds, and as
 * {@linkcode audit}.
 *
 * @example
 * ```ts
 * import { auditFolds } from "hemoleak/leakage";
 *
 * // Slices were dealt into folds at random: each subject is in both.
 * const { verdict, auc } = auditFolds(["A", "B", "C", "D"].flatMap((subject, i) =>
 *   ["1", "2"].map((fold) => ({
 *     subject,
 *     study: "1",
 *     slice: fold,
 *     set: "test",
 *     label: i < 2 ? 0 : 1,
 *     score: i / 4,
 *     fold,
 *   } as const))
 * ));
 * console.assert(verdict === "leaks" && auc?.auc === 1);
 * ```
 */
export function auditFolds(
  predictions: readonly Prediction[] | PredictionTable,
  options: FoldAuditOptions = {},
): FoldedAudit {
  return foldsInWords(findInFolds(predictions, options));
}

/** What {@linkcode auditFolds} finds, without the words: for who says it elsewhere. */
export function findInFolds(
  predictions: readonly Prediction[] | PredictionTable,
  { evidence = [], ...options }: FoldAuditOptions = {},
): FoldFindings {
  const splits = foldSplits(tableOf(predictions));
  if (evidence.length > 0 && evidence.length !== splits.length) {
    throw new PredictionsError({
      expected: `evidence of each of ${splits.length} folds`,
      found: evidence.length,
    });
  }
  const folds = splits.map(({ fold, repeat, name, table }, i): FoundFold => ({
    fold,
    repeat,
    name,
    audit: findInSplit(table, { ...options, ...evidence[i] }),
  }));
  const slices = folds.reduce((sum, each) => sum + each.audit.test.slices, 0);
  return {
    verdict: worst(folds),
    leaks: allLeaks(folds, slices),
    folds,
    slices,
    ...judgeFolds(splits, options),
    oracle: meanOracle(folds),
    ...folds[0]!.audit.attributes !== undefined && { attributes: allAttributes(folds, slices) },
    images: foldedImages(folds),
    probe: foldedProbe(folds, splits.every(({ ownSets }) => ownSets)),
    synthetic: folds.every((each) => each.audit.synthetic),
  };
}

const WORST_FIRST: readonly Verdict[] = ["leaks", "unknown", "mismatched", "separate"];

function worst(folds: readonly FoundFold[]): Verdict {
  return WORST_FIRST.find((verdict) => folds.some(({ audit }) => audit.verdict === verdict))!;
}

function allLeaks(folds: readonly FoundFold[], slices: number): FoldedAudit["leaks"] {
  const found = new Map<string, FoldedAudit["leaks"][number]>();
  for (const { by, from, slices: reached } of folds.flatMap(({ audit }) => audit.leaks)) {
    const way = `${from} ${by}`, before = found.get(way);
    const all = (before?.slices ?? 0) + reached;
    found.set(way, { by, from, slices: all, share: all / slices, folds: (before?.folds ?? 0) + 1 });
  }
  return [...found.values()];
}

function allAttributes(folds: readonly FoundFold[], slices: number): FoldedAttribute[] {
  return folds[0]!.audit.attributes!.map(({ name }, at) => {
    const ofFolds = folds.map(({ audit }) => audit.attributes![at]!);
    const shared = ofFolds.reduce(
      (sum, each) => sum + (each.shared.trainTest?.bySlice.slices ?? 0),
      0,
    );
    const aucs = ofFolds.flatMap(({ oracle }) => oracle === null ? [] : [oracle.clustered.auc]);
    return {
      name,
      shared: { slices: shared, share: slices === 0 ? null : shared / slices },
      oracle: aucs.length === 0 ? null : meanOf(aucs, (auc) => auc),
      ...foldedNaming(ofFolds.map(({ probe }) => probe)),
    };
  });
}

function meanOracle(folds: readonly FoundFold[]): FoldedAudit["oracle"] {
  const asked = folds.flatMap(({ audit: { oracle } }) => oracle === null ? [] : [oracle]);
  if (asked.length === 0) return null;
  const networks = asked.flatMap(({ network }) => network === null ? [] : [network.aucs[0]]);
  return {
    auc: meanOf(asked, ({ clustered }) => clustered.auc),
    network: networks.length === asked.length ? meanOf(networks, (auc) => auc) : null,
  };
}
