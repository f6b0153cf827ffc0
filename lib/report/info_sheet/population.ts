import type { AttributeAudit } from "../../leakage/attributes/attribute_audit.ts";
import { SET_NAMES } from "../../split/split.ts";
import { countOf, countShareText, percentText } from "../../text/numbers.ts";
import { claim, infoSheetType, reforms } from "./guidelines.ts";
import { type InfoSheetItem, type InfoSheetSource, isSynthetic } from "./item.ts";
import type { Told } from "./told.ts";

/** The questions on whom the test set stands for: L3.1 and L3.3. */
export function populationItems(source: InfoSheetSource, told: Told): InfoSheetItem[] {
  return [population(source), time(source), size(source, told), characteristics(source)];
}

function population(source: InfoSheetSource): InfoSheetItem {
  const { provenance, record } = source;
  const synthetic = isSynthetic(source), permuted = record?.cell.labels === "permuted";
  const answer = [
    ...synthetic
      ? ["No patients: the images are generated. Nothing here supports a claim about patients."]
      : provenance
      ? [`The data are ${provenance.cohort}.`]
      : [],
    ...permuted
      ? ["The labels were exchanged at random between subjects: no score here is of a disease."]
      : [],
  ].join(" ");
  const evidence = [
    ...synthetic || provenance ? ["how the data are named"] : [],
    ...permuted ? ["record.json"] : [],
  ].join("; ");
  return {
    id: "population",
    sources: [infoSheetType("L3.3", "Q18-19"), reforms("1a"), reforms("3g"), claim("8")],
    question: "About which patients is the claim, and is the test set drawn from them, without a " +
      "choice of the easy or the typical ones?",
    answer: answer || null,
    evidence: evidence || null,
    open: synthetic
      ? "what is claimed of the generated images, if anything"
      : "the population of the claim, how the subjects were found and chosen, and where the test " +
        "set differs from the population",
    concern: false,
  };
}

function time(_source: InfoSheetSource): InfoSheetItem {
  return {
    id: "time",
    sources: [infoSheetType("L3.1", "Q20")],
    question: "If the claim is about the future, are all test data later than all training data?",
    answer: null,
    evidence: null,
    open:
      "the dates of both sets (predictions hold none), or that the claim is not about the future",
    concern: false,
  };
}

function size(
  { audit: { sets: { test } } }: InfoSheetSource,
  { leftOut }: Told,
): InfoSheetItem {
  return {
    id: "size",
    sources: [reforms("3e"), reforms("4a"), claim("21"), claim("35")],
    question: "How large is the test set, how was that size chosen, and what was left out?",
    answer: test.slices === 0
      ? null
      : `${countOf(test.slices, "slice")} of ${countOf(test.studies, "study", "studies")} of ${
        countOf(test.subjects, "subject")
      }. The subjects are the evidence: slices of one subject ` +
        "are alike.",
    evidence: test.slices === 0 ? null : "audit",
    open: "how the number of test subjects was chosen, and what was left out for which reason" +
      (leftOut === null ? "" : ` (${leftOut})`),
    concern: false,
  };
}

function characteristics({ audit: { sets, attributes = [] } }: InfoSheetSource): InfoSheetItem {
  const shares = SET_NAMES.filter((name) => sets[name].slices > 0)
    .map((name) => `${name} ${percentText(sets[name].prevalence)}`);
  return {
    id: "characteristics",
    sources: [reforms("3d"), claim("36")],
    question: "How do the sets compare: labels, age, sex, scanner, kinds of the disease?",
    answer: shares.length === 0
      ? null
      : [`Positive slices: ${shares.join(", ")}.`, ...attributes.map(sharedText)].join(" "),
    evidence: shares.length === 0 ? null : "audit",
    open: attributes.length === 0
      ? "age, sex, scanner and kinds of the disease in each set"
      : "what else distinguishes the sets, such as kinds of the disease",
    concern: false,
  };
}

function sharedText({ name, values, shared: { trainTest } }: AttributeAudit): string {
  if (trainTest === null) return `"${name}" is not given in both the training and the test set.`;
  const { values: both, bySlice: { slices, share } } = trainTest;
  return `Of ${
    countOf(values, "value")
  } of "${name}", ${both} are in the training and the test set, with ${
    countShareText(slices, share)
  } of the test slices that have one.`;
}
