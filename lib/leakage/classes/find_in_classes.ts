import { PredictionsError } from "../../error.ts";
import { assertOneClassSplit } from "../../evaluate/classes/class_views.ts";
import { constantScore } from "../../evaluate/constant_score.ts";
import { assertLevel } from "../../evaluate/interval.ts";
import { picked } from "../../evaluate/judged_rows.ts";
import { ANYTHING, checkOptions, type OptionRules, TEXT, TEXTS } from "../../options.ts";
import type { ClassPrediction } from "../../predictions/classes/class_prediction.ts";
import { type ClassTable, classTableOf, viewOf } from "../../predictions/classes/class_table.ts";
import { samePeople } from "../../predictions/people/same_person.ts";
import { rowsOf, withTestRows } from "../../predictions/set_rows.ts";
import { findAttribute } from "../attributes/attribute_sharing.ts";
import { claimOf, type Target } from "../audit/claim.ts";
import { irregularities } from "../audit/irregularities.ts";
import { NO_SCORES } from "../audit/judged_slices.ts";
import { judgeBySeen, setCounts, type SetMembers, valueCounts } from "../audit/set_overlap.ts";
import { findShared } from "../audit/split_findings.ts";
import { verdictOf } from "../audit/verdict.ts";
import type { ClassFindings, ClassSetCounts } from "./class_audit.ts";
import { classOracle } from "./class_oracle.ts";
import { classDifference, judgeClasses } from "./judged_classes.ts";

/** How to audit predictions of several classes. */
export interface ClassAuditOptions {
  /** Coverage of the intervals. Default 0.95. */
  level?: number;
  /** The claim to judge the split against. Default `new-patients`. */
  target?: Target;
  /** Columns of which it is told what sets share: those that the table was read with, `subject`, `study`. */
  attributes?: readonly string[];
}

const RULES: OptionRules<ClassAuditOptions> = { level: ANYTHING, target: TEXT, attributes: TEXTS };

/**
 * What `auditClasses` finds, without the words: for who says it elsewhere.
 *
 * @throws {OptionsError} As `auditClasses`.
 * @throws {PredictionsError} As `auditClasses`.
 */
export function findInClasses(
  predictions: readonly ClassPrediction[] | ClassTable,
  options: ClassAuditOptions = {},
): ClassFindings {
  checkOptions("auditClasses", options, RULES);
  const { level = 0.95, target = "new-patients", attributes: wanted = [] } = options;
  assertLevel(level);
  const claim = claimOf(target, wanted);
  const given = classTableOf(predictions);
  assertOneClassSplit(given);
  if (given.length === 0) throw new PredictionsError({ expected: "predictions", found: "none" });
  const tested = withTestRows(given, given.classScores);
  const { table, respelled } = samePeople({ ...tested.table, classScores: tested.scores });
  // By their classes' places, slices of one name can be told to be of two classes.
  const labeled = { ...table, labels: table.classOf };
  const names = new Set([...wanted, ...claim.site === null ? [] : [claim.site]]);
  const attributes = [...names].map((name) =>
    findAttribute(labeled, name, name === claim.site).sharing
  );
  const site = attributes.find(({ name }) => name === claim.site) ?? null;
  const { members, overlaps, known, leaks, doubts, synthetic } = findShared(labeled, claim, site);
  const { train } = members;
  const sets = {
    train: classCounts(table, train),
    validation: classCounts(table, members.validation),
    test: classCounts(table, members.test),
  };
  const { unnamedSlices, ambiguousStudies } = irregularities(viewOf(table, 0), train);
  return {
    verdict: verdictOf(sets, leaks, doubts, known),
    leaks,
    respelled,
    doubts,
    classes: table.classes,
    sets,
    overlaps,
    ...judge(table, train, level),
    synthetic,
    irregular: { unnamedSlices, ambiguousStudies },
    ...tested.judged !== undefined && { judged: tested.judged },
    ...claim.target !== "new-patients" && { claim },
    ...known !== null && { known },
    ...attributes.length > 0 && { attributes },
  };
}

/** The test set, its parts and the oracle. */
function judge(table: ClassTable, train: SetMembers, level: number) {
  const rows = rowsOf(table, "test");
  const { test, seen, unseen } = judgeBySeen(
    rows,
    table.subjectOf,
    train,
    (of) => judgeClasses(table, of, { level }),
  );
  const isScored = test.macro !== null;
  return {
    test,
    seen,
    unseen,
    seenLessUnseen: classDifference(seen, unseen),
    oracle: (isScored || test.missing === NO_SCORES) && train.slices > 0
      ? classOracle(table, rows, isScored, { level })
      : null,
    constantScores: !isScored || rows.length < 2
      ? []
      : table.classes.filter((_, place) =>
        constantScore(picked(table.classScores[place]!, rows, new Float64Array(rows.length))) !==
          null
      ),
  };
}

/** What a set holds of each class. */
function classCounts(table: ClassTable, members: SetMembers): ClassSetCounts {
  const { subjects, studies, slices } = setCounts(members);
  const bySubject = table.classes.map((_, place) =>
    valueCounts(viewOf(table, place), members.set, table.subjectOf, table.subjects.length).positives
  );
  return {
    subjects,
    studies,
    slices,
    subjectsOfSeveralClasses:
      table.subjects.filter((_, subject) =>
        bySubject.filter((counts) => counts[subject]! > 0).length > 1
      ).length,
    ofClass: bySubject.map((counts) => counts.reduce((sum, count) => sum + count, 0)),
  };
}
