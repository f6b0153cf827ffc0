import { PredictionsError } from "../../error.ts";
import { judgeFolds } from "../../evaluate/folds/judge_folds.ts";
import { foldSplits } from "../../predictions/folds.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { type PredictionTable, tableOf } from "../../predictions/prediction_table.ts";
import { attributeFinder } from "../attributes/attribute_audit.ts";
import { type AuditOptions, findInSplit } from "../audit/find_in_split.ts";
import type { Verdict } from "../audit/verdict.ts";
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
 * What `auditFolds` finds, without the words: for who says it elsewhere.
 *
 * @throws {OptionsError} As `auditFolds`.
 * @throws {PredictionsError} As `auditFolds`.
 */
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
  const folds = splits.map(({ fold, repeat, name, table }, i): FoundFold => {
    const asked = { ...options, ...evidence[i] };
    return { fold, repeat, name, audit: findInSplit(table, asked, attributeFinder(asked)) };
  });
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
