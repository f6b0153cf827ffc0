import { join } from "node:path";
import { assertSlices, type CohortOptions, surveyCohort } from "hemoleak/cohort/cohort.ts";
import { writeCohort, writeDecisions } from "hemoleak/cohort/cohort_files.ts";
import { dataKindOf } from "hemoleak/cohort/data_kind.ts";
import type { PixelReading } from "hemoleak/cohort/pixel_reading.ts";
import type { Cohort } from "hemoleak/cohort/cohort_tables.ts";
import { countSeries } from "hemoleak/cohort/series/count_series.ts";
import { table1, type Table1Row } from "hemoleak/cohort/table1.ts";
import { table1Lines } from "hemoleak/cohort/table1_text.ts";
import { type DataKind, findingWords } from "hemoleak/text/finding.ts";
import { countOf, countText } from "hemoleak/text/numbers.ts";
import { printable, printableLines } from "hemoleak/text/printable.ts";
import { withBars } from "../progress.ts";

/** The options of `hemoleak ingest`. */
export interface IngestOptions
  extends
    Pick<CohortOptions, "dataset" | "labels" | "labelUnit" | "reader" | "columns">,
    PixelReading {
  out: string;
  finding: string;
  series?: "one" | "all";
  thickness: number | "thin";
  spacing?: number | "thin";
  json?: boolean;
  pseudonymise?: string;
}

/** Reads a cohort, writes its files, and says what there is. */
export async function ingest(root: string, options: IngestOptions): Promise<void> {
  const { out, json, pseudonymise, thickness, spacing = thickness, ...rest } = options;
  const salt = pseudonymise === undefined ? {} : { pseudonymSalt: pseudonymise };
  const survey = await withBars((bar) => {
    return surveyCohort(root, { ...rest, thickness: spacing, ...salt }, bar("Reading headers"));
  });
  const { cohort } = survey;
  for (const note of cohort.notes ?? []) console.error(printable(`hemoleak: note: ${note}`));
  await writeDecisions(cohort, out);
  assertSlices(survey);
  await writeCohort(cohort, out);
  const summary = summarize(cohort, options);
  console.log(json ? asJson(summary) : describe(summary, dataKindOf(cohort.reading ?? {})));
}

/** What is reported of a cohort. */
type Summary = ReturnType<typeof summarize>;

function summarize(
  { slices, studies, series, rejected, table, reading, notes = [] }: Cohort,
  options: IngestOptions,
) {
  const kind = dataKindOf(reading ?? {}), words = findingWords(kind);
  const counts = countSeries(series);
  const of = (decision: "kept" | "dropped") =>
    counts.filter((count) => count.decision === decision);
  return {
    table1: table1(studies, slices.length, { table, ...kind }),
    studies: studies.length,
    slices: slices.length,
    finding: words.isHemorrhage ? options.finding : words.name,
    positiveSlices: slices.filter(({ label }) => label === 1).length,
    series: { kept: of("kept"), dropped: of("dropped") },
    rejected: rejected.length,
    notes,
    files: {
      slices: join(options.out, "cohort.parquet"),
      series: join(options.out, "series.csv"),
      studies: join(options.out, "studies.csv"),
      rejected: join(options.out, "rejected.csv"),
    },
  };
}

/** JSON that a terminal takes for nothing but text: JSON itself escapes only some control characters. */
function asJson(summary: Summary): string {
  return printableLines(JSON.stringify(summary, null, 2));
}

/** A cohort as lines of text. */
function describe(summary: Summary, { images = "head-ct" }: DataKind): string {
  const { series: { kept, dropped }, files, rejected } = summary;
  const total = (counts: Summary["series"]["kept"]) =>
    countText(counts.reduce((sum, { series }) => sum + series, 0));
  const lines = [
    // Of anything else, the paper's numbers are no comparison.
    ...describeTable1(summary.table1, images === "head-ct"),
    "",
    `Series: ${total(kept)} kept, ${total(dropped)} dropped`,
    ...[...kept, ...dropped].map(({ decision, reason, series, slices }) =>
      `  ${decision.padEnd(7)} ${countText(series).padStart(6)}  ${reason} (${
        countOf(slices, "slice")
      })`
    ),
    "",
    `Files, folders and labels that could not be used: ${countText(rejected)}`,
    "",
    `${files.slices}: ${countOf(summary.slices, "slice")} of ${
      countOf(summary.studies, "study", "studies")
    }, ` +
    `${countText(summary.positiveSlices)} labeled “${summary.finding}”`,
    `${files.series}: each series, kept or dropped, and why`,
    `${files.studies}: each study of the label table`,
    `${files.rejected}: what could not be used, and why`,
  ];
  return printableLines(lines.join("\n"));
}

function describeTable1(rows: readonly Table1Row[], isBesidePaper: boolean): string[] {
  const { cells, notes } = table1Lines(rows);
  const lines = [["Table 1", "Label table", "Here", "The paper"], ...cells];
  return [
    ...lines.map(([name, ...numbers]) => {
      const shown = isBesidePaper ? numbers : numbers.slice(0, -1);
      return `  ${name!.padEnd(36)}${shown.map((cell) => cell.padStart(18)).join("")}`.trimEnd();
    }),
    ...(isBesidePaper ? notes : []).map((note) => `  ${note}`),
  ];
}
