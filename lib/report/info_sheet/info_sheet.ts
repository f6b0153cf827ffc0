import type { Provenance } from "../../provenance.ts";
import { findingItems } from "./findings.ts";
import { type InfoSheetItem, type InfoSheetSource, isSynthetic } from "./item.ts";
import { makingItems } from "./making.ts";
import { manuscriptSentence } from "./manuscript.ts";
import { populationItems } from "./population.ts";
import { separationItems } from "./separation.ts";
import { toldByRecord } from "./told_by_record.ts";
import { uncertaintyItems } from "./uncertainty.ts";

/** Questions on one subject. */
export interface InfoSheetSection {
  /** What they are about. */
  title: string;
  /** The questions in their order. */
  items: InfoSheetItem[];
}

/** A model info sheet: what a reader must know to judge whether a score suffers from leakage. */
export interface InfoSheet {
  /** Where the data come from, as far as known. */
  provenance: Provenance | null;
  /** Whether the data are generated. */
  synthetic: boolean;
  /** To paste into a manuscript; null without an AUC on a test set. */
  sentence: string | null;
  /** The questions by subject. */
  sections: InfoSheetSection[];
}

/**
 * Fills in a model info sheet (Kapoor and Narayanan 2023, Patterns 4:100804) together with the items on
 * partitions, leakage, metrics and uncertainty of REFORMS (Kapoor et al. 2024, Science Advances
 * 10:eadk3452) and CLAIM 2024 (Tejani et al. 2024, Radiology: Artificial Intelligence 6:e240300), and names
 * what of PROBAST+AI, TRIPOD+AI, STARD-AI and METRICS asks for the same.
 *
 * Only what the numbers show is filled in. How somebody else's network was preprocessed, split and
 * chosen is not to be seen from its predictions, so without a record these questions stay open. The record
 * of a grid's command has how it was split and what was run; what that does stays open.
 */
export function infoSheet(source: InfoSheetSource): InfoSheet {
  const told = toldByRecord(source.record);
  return {
    provenance: source.provenance ?? null,
    synthetic: isSynthetic(source),
    sentence: manuscriptSentence(source),
    sections: [
      { title: "Training and test data are apart", items: separationItems(source, told) },
      { title: "The test set and the population", items: populationItems(source, told) },
      { title: "How the model was made", items: makingItems(told) },
      { title: "Metrics and uncertainty", items: uncertaintyItems(source) },
      { title: "Findings", items: findingItems(source) },
    ],
  };
}
