import { PredictionsError } from "../../error.ts";
import {
  type UnpairedDifference,
  unpairedDifference,
} from "../../evaluate/auc/unpaired_difference.ts";
import { assertLevel } from "../../evaluate/interval.ts";
import {
  ANYTHING,
  checkOptions,
  NUMBER,
  type OptionRules,
  PART,
  TEXT,
  TEXTS,
} from "../../options.ts";
import { assertOneSplit } from "../../predictions/fold_rows.ts";
import type { Prediction } from "../../predictions/prediction.ts";
import { type PredictionTable, tableOf } from "../../predictions/prediction_table.ts";
import { rowsOf, withTestRows } from "../../predictions/set_rows.ts";
import type { AttributeAudit } from "../attributes/attribute_audit.ts";
import type { AttributeProbe } from "../features/attribute_probe.ts";
import type { RecognitionProbe } from "../features/recognition_probe.ts";
import type { ImageAudit } from "../images/image_audit.ts";
import { trainingScores } from "../membership/training_scores.ts";
import type { Findings } from "./audit_result.ts";
import { type Claim, claimOf, type Target } from "./claim.ts";
import { identityOracle } from "../oracles/identity_oracle.ts";
import { irregularities } from "./irregularities.ts";
import { type JudgedSlices, judgeSlices, NO_SCORES } from "./judged_slices.ts";
import { samePeople } from "../../predictions/people/same_person.ts";
import { judgeBySeen, setCounts, type SetMembers } from "./set_overlap.ts";
import { findShared } from "./split_findings.ts";
import { verdictOf } from "./verdict.ts";

/** What to add to an audit, and how wide its intervals are. */
export interface AuditOptions {
  /** What the images show. */
  images?: ImageAudit | null;
  /** What the network's features show. */
  probe?: RecognitionProbe | null;
  /** Coverage of the intervals. Default 0.95. */
  level?: number;
  /** The claim to judge the split against. Default `new-patients`. */
  target?: Target;
  /** Columns to judge by: those that the table was read with, `subject`, `study`. Default none. */
  attributes?: readonly string[];
  /** From which score on a slice of a group is called positive. Default 0.5 for probabilities, else none. */
  threshold?: number;
  /** What the network's features show of the attributes. */
  attributeProbes?: readonly AttributeProbe[];
}

const AUDIT_RULES: OptionRules<AuditOptions> = {
  images: ANYTHING,
  probe: ANYTHING,
  level: ANYTHING,
  target: TEXT,
  attributes: TEXTS,
  threshold: NUMBER,
  attributeProbes: PART,
};

/** Audits attributes of a table in which each person has one name: those that are asked for, the claim's site too. */
export type FindAttributes = (table: PredictionTable, claim: Claim) => AttributeAudit[];

/**
 * What `audit` finds, without the words: for who says it elsewhere.
 *
 * @param findAttributes `attributeFinder` of the options; where nothing of it is asked, what finds none does as
 * well.
 * @throws {OptionsError} As `audit`.
 * @throws {PredictionsError} As `audit`.
 */
export function findInSplit(
  predictions: readonly Prediction[] | PredictionTable,
  options: AuditOptions,
  findAttributes: FindAttributes,
): Findings {
  checkOptions("audit", options, AUDIT_RULES);
  const { images = null, probe = null, level = 0.95, target = "new-patients" } = options;
  assertLevel(level);
  const claim = claimOf(target, options.attributes);
  const given = tableOf(predictions);
  assertOneSplit(given, "auditFolds");
  if (given.length === 0) throw new PredictionsError({ expected: "predictions", found: "none" });
  const tested = withTestRows(given, [given.scores]);
  const { table, respelled } = samePeople({ ...tested.table, scores: tested.scores[0]! });
  const attributes = findAttributes(table, claim);
  const site = attributes.find(({ name }) => name === claim.site) ?? null;
  const { members, overlaps, known, leaks, doubts, synthetic } = findShared(
    table,
    claim,
    site,
    images,
  );
  const { train } = members;
  const sets = {
    train: setCounts(train),
    validation: setCounts(members.validation),
    test: setCounts(members.test),
  };
  return {
    verdict: verdictOf(sets, leaks, doubts, known),
    leaks,
    respelled,
    doubts,
    sets,
    overlaps,
    ...judge(table, train, level),
    trainingScores: trainingScores(table, { level }),
    synthetic,
    irregular: irregularities(table, train),
    images,
    probe,
    ...tested.judged !== undefined && { judged: tested.judged },
    ...claim.target !== "new-patients" && { claim },
    ...known !== null && { known },
    ...attributes.length > 0 && { attributes },
  };
}

/** The test set, its parts and the oracle. */
function judge(table: PredictionTable, train: SetMembers, level: number) {
  const rows = rowsOf(table, "test");
  const { test, seen, unseen } = judgeBySeen(
    rows,
    table.subjectOf,
    train,
    (of) => judgeSlices(table, of, { level }),
  );
  return {
    test,
    seen,
    unseen,
    seenLessUnseen: differenceOf(seen, unseen),
    oracle: (test.auc || test.missing === NO_SCORES) && train.slices > 0
      ? identityOracle(table, rows, train, { level })
      : null,
  };
}

function differenceOf(seen: JudgedSlices, unseen: JudgedSlices): UnpairedDifference | null {
  if (seen.auc === null || unseen.auc === null) return null;
  const [first, second] = [seen.auc.clustered, unseen.auc.clustered];
  return unpairedDifference({ ...first, value: first.auc }, { ...second, value: second.auc });
}
