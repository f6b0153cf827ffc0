import type { Cohort } from "../../cohort/cohort_tables.ts";
import { type Provenance, provenanceText } from "../../provenance.ts";
import { countShareText, countText, MISSING } from "../../text/numbers.ts";
import { findingWords } from "../../text/finding.ts";
import { Table } from "../media/table.ts";

/**
 * What a label on every slice of a study hides: slices by the label of their study and by their own.
 *
 * @param byStudy The cohort with labels of studies, as the paper has them.
 * @param bySlice The same one with labels of slices, or null where no table has them.
 */
export function labelUnitsTable(
  byStudy: Pick<Cohort, "slices">,
  bySlice: Pick<Cohort, "slices"> | null,
  provenance: Provenance,
): Table {
  const inPositive = new Set(
    byStudy.slices.filter(({ label }) => label === 1).map(({ study }) => study),
  );
  const labeled = bySlice?.slices ?? [];
  const ofPositive = labeled.filter(({ study }) => inPositive.has(study));
  const ofNegative = labeled.filter(({ study }) => !inPositive.has(study));
  const { name, none, isHemorrhage } = findingWords(provenance);
  const isOfSlices = ofPositive.some(({ label }) => label === 0);
  return new Table({
    title: "Slices, by the label of their scan and by their own",
    columns: [
      { title: "The scan's label" },
      { title: "Slices", align: "right" },
      {
        title: isOfSlices && isHemorrhage ? "with blood on them" : `labeled ${name}`,
        align: "right",
      },
      { title: "without", align: "right" },
    ],
    rows: bySlice === null
      ? [["no table of this cohort labels slices", MISSING, MISSING, MISSING]]
      : [
        [name, ...counts(ofPositive)],
        [none, ...counts(ofNegative)],
        ["all", ...counts(labeled)],
      ],
    notes: [
      ...bySlice === null || isOfSlices ? [] : [ALIKE],
      provenanceText(provenance),
    ],
  });
}

const ALIKE =
  "No scan has slices of both labels: these are labels of scans, whatever the table calls them, and " +
  "say of no slice by itself what it shows.";

function counts(slices: readonly { label: 0 | 1 }[]): string[] {
  const share = (count: number) => slices.length === 0 ? null : count / slices.length;
  const positive = slices.filter(({ label }) => label === 1).length;
  return [
    countText(slices.length),
    countShareText(positive, share(positive)),
    countShareText(slices.length - positive, share(slices.length - positive)),
  ];
}
