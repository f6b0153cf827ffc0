import { join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { assertSlices, type CohortOptions, surveyCohort } from "hemoleak/cohort/cohort.ts";
import { writeCohort, writeDecisions } from "hemoleak/cohort/cohort_files.ts";
import type { Cohort } from "hemoleak/cohort/cohort_tables.ts";
import { DATASETS } from "hemoleak/cohort/labels/label_tables.ts";
import { READERS } from "hemoleak/cohort/labels/reads_csv.ts";
import { countSeries } from "hemoleak/cohort/series/count_series.ts";
import { table1, type Table1Row } from "hemoleak/cohort/table1.ts";
import { countOf, countText, table1Text } from "hemoleak/text/numbers.ts";
import { printableLines } from "hemoleak/text/printable.ts";
import { confined } from "./permissions.ts";
import { withBars } from "./progress.ts";

interface Options extends Pick<CohortOptions, "dataset" | "labels" | "labelUnit" | "reader"> {
  out: string;
  finding: string;
  series?: "one" | "all";
  thickness: number | "thin";
  spacing?: number | "thin";
  json?: boolean;
  pseudonymise?: string;
}

/** `hemoleak ingest ROOT`: from a folder of images and its label table to a cohort. */
export function ingestCommand(): Command {
  return new Command("ingest")
    .description(
      "Read a folder of CT images and its label table: which slices, whose, what they show.",
    )
    .argument("<root>", "the folder of the unpacked data set; it is only read")
    .option("--out <folder>", "where to write; made if it is not there", "cohort")
    .addOption(
      new Option("--dataset <name>", "whose layout it has (default: what its table shows)")
        .choices(DATASETS),
    )
    .option("--labels <file>", "the label table (default: the data set's own in the root)")
    .addOption(
      new Option("--label-unit <unit>", "what labels are of (default: what the table labels)")
        .choices(["study", "slice"]),
    )
    .addOption(
      new Option("--reader <reader>", "whose vote counts in CQ500")
        .choices(["majority", ...READERS]).default("majority"),
    )
    .option("--finding <name>", "what is the label: any hemorrhage (ICH) or another finding", "ICH")
    .addOption(
      new Option(
        "--series <which>",
        "the best series of each study, or all that can be read (default: one; " +
          "all where the label table names images)",
      ).choices(["one", "all"]),
    )
    .option("--thickness <mm>", "wanted slice thickness, or thin", millimeters, 5)
    // Its name until 0.1.
    .addOption(new Option("--spacing <mm>").argParser(millimeters).hideHelp())
    .option("--json", "print everything as JSON")
    .option("--pseudonymise <salt>", "tell no patient, study, series or file by its name")
    .action(confined(ingest, (root, { out, labels }) => ({
      read: labels === undefined ? [root] : [root, labels],
      write: [out],
    })));
}

async function ingest(root: string, options: Options): Promise<void> {
  const { out, json, pseudonymise, thickness, spacing = thickness, ...rest } = options;
  const salt = pseudonymise === undefined ? {} : { pseudonymSalt: pseudonymise };
  const survey = await withBars((bar) => {
    return surveyCohort(root, { ...rest, thickness: spacing, ...salt }, bar("Reading headers"));
  });
  const { cohort } = survey;
  await writeDecisions(cohort, out);
  assertSlices(survey);
  await writeCohort(cohort, out);
  const summary = summarize(cohort, options);
  console.log(json ? asJson(summary) : describe(summary));
}

/** What is told of a cohort. */
type Summary = ReturnType<typeof summarize>;

function summarize({ slices, studies, series, rejected, table }: Cohort, options: Options) {
  const counts = countSeries(series);
  const of = (decision: "kept" | "dropped") =>
    counts.filter((count) => count.decision === decision);
  return {
    table1: table1(studies, slices.length, { table, finding: options.finding }),
    studies: studies.length,
    slices: slices.length,
    finding: options.finding,
    positiveSlices: slices.filter(({ label }) => label === 1).length,
    series: { kept: of("kept"), dropped: of("dropped") },
    rejected: rejected.length,
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
function describe(summary: Summary): string {
  const { series: { kept, dropped }, files, rejected } = summary;
  const total = (counts: Summary["series"]["kept"]) =>
    countText(counts.reduce((sum, { series }) => sum + series, 0));
  const lines = [
    ...describeTable1(summary.table1),
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
    `${countText(summary.positiveSlices)} labeled ${summary.finding}`,
    `${files.series}: each series, kept or dropped, and why`,
    `${files.studies}: each study of the label table`,
    `${files.rejected}: what could not be used, and why`,
  ];
  return printableLines(lines.join("\n"));
}

/** Marks that lead from a line to its note. */
const MARKS = "¹²³⁴⁵⁶⁷⁸⁹";

function describeTable1(rows: readonly Table1Row[]): string[] {
  const notes = rows.map(({ note }) => note).filter(Boolean);
  const mark = (note: string) => note && ` ${MARKS[notes.indexOf(note)]}`;
  const line = (name: string, ...cells: string[]) =>
    `  ${name.padEnd(36)}${cells.map((cell) => cell.padStart(18)).join("")}`.trimEnd();
  return [
    line("Table 1", "Label table", "Here", "The paper"),
    ...rows.map((row) =>
      line(
        row.characteristic + mark(row.note),
        table1Text(row.tableValue, row.tablePercent),
        table1Text(row.value, row.percent),
        table1Text(row.paperValue, row.paperPercent),
      )
    ),
    ...notes.map((note, index) => `  ${MARKS[index]} ${note}`),
  ];
}

function millimeters(text: string): number | "thin" {
  if (text === "thin") return text;
  const value = text.trim() === "" ? NaN : Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`Expected a length in mm above 0, or thin, but found "${text}".`);
}
