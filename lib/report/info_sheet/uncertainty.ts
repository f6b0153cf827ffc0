import type { ClusteredAuc } from "../../evaluate/auc/obuchowski.ts";
import type { CarriedThreshold } from "../../evaluate/thresholds/carried_threshold.ts";
import type { Audit } from "../../leakage/audit/audit_result.ts";
import { countOf, decimalText, intervalText, pText, signedText } from "../../text/numbers.ts";
import { claim, metricsScore, reforms, tripod } from "./guidelines.ts";
import {
  type InfoSheetItem,
  type InfoSheetSource,
  isSynthetic,
  type SheetMetrics,
} from "./item.ts";

/** The questions on metrics, their uncertainty and how far they carry. */
export function uncertaintyItems(source: InfoSheetSource): InfoSheetItem[] {
  return [
    metricsItem(source),
    uncertainty(source),
    baseline(source),
    tests(source),
    external(source),
    limits(source),
  ];
}

function metricsItem({ audit, metrics }: InfoSheetSource): InfoSheetItem {
  const { auc } = audit.test;
  const answer = [
    ...auc === null ? [] : [
      `Area under the ROC curve, of ${metrics?.unit === "study" ? "studies" : "slices"}.`,
    ],
    ...metrics ? thresholdTexts(metrics) : [],
    ...groupTexts(audit),
  ].join(" ");
  return {
    id: "metrics",
    sources: [
      reforms("7a"),
      claim("28"),
      claim("38"),
      tripod("12e"),
      metricsScore("20"),
      metricsScore("22"),
    ],
    question: "By which metrics is the model judged, at which threshold, and why do they fit the " +
      "task?",
    answer: answer || null,
    evidence: answer ? metrics ? "metrics.json" : "audit" : null,
    open: "why these metrics fit the clinical task",
    concern: false,
  };
}

/** By group of each attribute: a score over all may hide one on which it fails. */
function groupTexts({ attributes = [] }: Audit): string[] {
  return attributes.flatMap(({ name, groups }) => {
    const judged = groups.flatMap(({ value, auc, subjects }) =>
      auc === null
        ? []
        : [`${value} ${intervalText(auc.auc, auc.ci)} (${countOf(subjects, "subject")})`]
    );
    return judged.length === 0 ? [] : [`AUC by "${name}": ${judged.join(", ")}.`];
  });
}

function thresholdTexts({ threshold, recall, specificity, intervals, carried }: SheetMetrics) {
  const youden = carried?.find(({ rule }) => rule === "youden");
  return [
    `At the threshold ${threshold}: sensitivity ${intervalText(recall, intervals.recall.ci)}, ` +
    `specificity ${intervalText(specificity, intervals.specificity.ci)}.`,
    ...youden ? [carriedText(youden)] : [],
  ];
}

function carriedText({ validation, test, intervals }: CarriedThreshold): string {
  return `At the threshold chosen on the validation set (Youden's, ${
    decimalText(validation.threshold)
  }): sensitivity ${intervalText(test.recall, intervals.recall.ci)}, specificity ${
    intervalText(test.specificity, intervals.specificity.ci)
  }.`;
}

function uncertainty({ audit: { test, seen }, metrics, record }: InfoSheetSource): InfoSheetItem {
  const { auc } = test;
  const leaky = seen.slices > 0;
  const answer = auc === null ? null : [
    `AUC ${intervalText(auc.clustered.auc, auc.clustered.ci)}, interval over ` +
    `${countOf(test.subjects, "subject")} (${
      [methodText(auc.clustered), ...auc.clustered.caution ? [auc.clustered.caution] : []].join(
        "; ",
      )
    }).`,
    `As if slices were independent it would be ${intervalText(auc.delong.auc, auc.delong.ci)} ` +
    `(DeLong)${
      auc.widthRatio && auc.widthRatio > 1 ? `, ${auc.widthRatio.toFixed(1)} times narrower` : ""
    }.`,
    ...leaky ? ["Neither says how the model does on new subjects."] : [],
    ...plannedText(metrics),
  ].join(" ");
  return {
    id: "uncertainty",
    sources: [reforms("7b"), claim("29"), claim("37"), tripod("23a"), metricsScore("21")],
    question: "How uncertain is each score, and which unit are the intervals made from?",
    answer,
    evidence: answer === null ? null : "audit",
    open: (answer === null ? "each score with its interval; " : "") +
      (record
        ? "how the score varies over other splits and other trainings (this is one of each)"
        : "how the score varies over other splits and other trainings"),
    concern: false,
  };
}

/** How many subjects a narrower interval would take, where that can be determined. */
function plannedText(metrics: InfoSheetSource["metrics"]): string[] {
  const planned = metrics?.planned.find(({ subjects }) => subjects !== null);
  if (!planned) return [];
  return [
    `An interval of +-${planned.halfWidth} would take about ` +
    `${countOf(planned.subjects!, "subject")} like these.`,
  ];
}

/** How an interval over subjects was made; {@linkcode ClusteredAuc}. */
function methodText({ method }: ClusteredAuc): string {
  if (method === "empirical-score") return "empirical score over subjects";
  return "nothing known: too few subjects of a label";
}

function baseline({ audit: { oracle, seen }, metrics }: InfoSheetSource): InfoSheetItem {
  const known = oracle !== null && seen.slices > 0;
  const answer = [
    ...!known ? [] : [
      `Knowing whose a slice is, and no image, reaches an AUC of ${
        intervalText(oracle.clustered.auc, oracle.clustered.ci)
      }${
        oracle.network === null
          ? ""
          : `; the model minus this: ${signedText(oracle.network.difference)}`
      }.`,
    ],
    ...metrics
      ? [
        `Calling everything positive has an F1 of ${decimalText(metrics.alwaysPositive.f1)}; the ` +
        `model, at the threshold ${metrics.threshold}, ${
          intervalText(metrics.f1, metrics.intervals.f1.ci)
        }.`,
      ]
      : [],
  ].join(" ");
  return {
    id: "baseline",
    sources: [reforms("5f")],
    question: "Which baselines is the model compared with, and could one score as well without " +
      "seeing the disease?",
    answer: answer || null,
    evidence: [...known ? ["audit"] : [], ...metrics ? ["metrics.json"] : []].join("; ") || null,
    open: "baselines of the field: a simpler model, a reader, what is in use",
    concern: known && oracle.network !== null && oracle.network.ci[0] <= 0,
  };
}

function tests({ audit: { oracle, seen } }: InfoSheetSource): InfoSheetItem {
  const p = oracle?.network?.p ?? null;
  const used = oracle !== null && seen.slices > 0 && p !== null;
  return {
    id: "tests",
    sources: [reforms("7c"), claim("29")],
    question: "Which statistical tests are used, and do their assumptions hold?",
    answer: used
      ? "The model against the oracle of identity: a jackknife test of two correlated AUCs, for " +
        `which subjects, not slices, are independent; ${pText(p)}.`
      : null,
    evidence: used ? "audit" : null,
    open: used
      ? "any other test, with what it takes for independent"
      : "each test that is used, with what it takes for independent",
    concern: false,
  };
}

function external({ audit }: InfoSheetSource): InfoSheetItem {
  const { claim: claimed, verdict, sets: { test } } = audit;
  const elsewhere = claimed?.target === "new-sites" && verdict === "separate";
  return {
    id: "external",
    sources: [reforms("8a"), claim("33")],
    question: "Was the model tested on data of another place?",
    answer: elsewhere
      ? `Yes: none of the ${
        countOf(test.slices, "test slice")
      } has a value of "${claimed.site}" that the ` +
        "training or validation set holds."
      : null,
    evidence: elsewhere ? "audit" : null,
    open: elsewhere
      ? `that "${claimed.site}" names the place, and what else the places have in common`
      : "results on data of other institutions, or that there are none",
    concern: false,
  };
}

function limits(source: InfoSheetSource): InfoSheetItem {
  const { verdict, unseen } = source.audit;
  const nobodyNew = verdict === "leaks" && unseen.slices === 0;
  const answer = [
    ...nobodyNew ? ["On new subjects: the test set has none."] : [],
    ...isSynthetic(source) ? ["On patients: the images are generated."] : [],
  ].join(" ");
  return {
    id: "limits",
    sources: [reforms("8b"), claim("40")],
    question: "Where is the finding not expected to hold?",
    answer: answer || null,
    evidence: answer ? nobodyNew ? "audit" : "how the data are named" : null,
    open: "the settings, scanners and patients that the finding is not expected to hold for",
    concern: nobodyNew,
  };
}
