import { CohortError } from "../../error.ts";
import { type CsvRow, parseCsv } from "../../files/csv.ts";
import { labelOf } from "../../text/values.ts";
import { type Hemorrhage, HEMORRHAGES } from "../slice_row.ts";
import { type Reader, READERS } from "./readers.ts";

/** The findings that decide labels: any intracranial hemorrhage, and its types. */
export const LABEL_FINDINGS = ["ICH", ...HEMORRHAGES] as const;

/** Further findings that `reads.csv` of CQ500 votes on. */
export const OTHER_FINDINGS = [
  "BleedLocation-Left",
  "BleedLocation-Right",
  "ChronicBleed",
  "Fracture",
  "CalvarialFracture",
  "OtherFracture",
  "MassEffect",
  "MidlineShift",
] as const;

/** One finding that decides labels. */
export type LabelFinding = "ICH" | Hemorrhage;

/** One further finding. */
export type OtherFinding = typeof OTHER_FINDINGS[number];

/** Three readers' votes on one finding. */
export type Votes = readonly [0 | 1, 0 | 1, 0 | 1];

/** What the readers of a study found. */
export interface StudyReads {
  /** The study's name, such as `CQ500-CT-0`. */
  name: string;
  /** Its line in the table. */
  line: number;
  /** Batch of CQ500 (`B1`, `B2`); empty where the table has no such column. */
  category: string;
  /** Each reader's vote on each finding; only hemorrhages are in every table. */
  votes: Record<LabelFinding, Votes> & Partial<Record<OtherFinding, Votes>>;
  /** What at least two of the three readers say, as in the paper. */
  majority: Record<LabelFinding, 0 | 1> & Partial<Record<OtherFinding, 0 | 1>>;
}

/** What one reader, or most, say of a study. */
export function findingsOf(
  { majority, votes }: StudyReads,
  reader: Reader = "majority",
): StudyReads["majority"] {
  if (reader === "majority") return majority;
  const index = READERS.indexOf(reader);
  return Object.fromEntries(
    Object.entries(votes).map(([finding, three]) => [finding, three[index]]),
  ) as StudyReads["majority"];
}

/**
 * Parses `reads.csv` of CQ500: columns `name`, `Category`, and `R1:ICH`, `R1:IPH`, ... `R3:MidlineShift`
 * with 0 or 1 (Chilamkurthy et al., Lancet 2018; 392:2388). Findings beyond the hemorrhages may be
 * missing, as a whole.
 *
 * @param file The file's name, for messages.
 * @returns The studies by name, in the table's order.
 * @param note Called with what was put right in reading.
 * @throws {CohortError} If a column is missing, a vote is neither 0 nor 1, a name is empty or comes
 *   twice, or there is no row.
 */
export function parseReads(
  text: string,
  file: string,
  note: (note: string) => void = () => {},
): Map<string, StudyReads> {
  const needed = LABEL_FINDINGS.flatMap(columnsOf);
  const optional = ["Category", ...OTHER_FINDINGS.flatMap(columnsOf)];
  const rows = parseCsv(text, file, ["name", ...needed], CohortError, { note, optional });
  const studies = new Map<string, StudyReads>();
  for (const row of rows) {
    const study = readStudy(row, file);
    const earlier = studies.get(study.name);
    if (earlier !== undefined) {
      throw new CohortError({
        file,
        line: row.line,
        column: "name",
        problem: `the study was on line ${earlier.line} already`,
        hint: "expected each study once",
      });
    }
    studies.set(study.name, study);
  }
  if (studies.size === 0) {
    throw new CohortError({ file, expected: "one row per study", found: "none" });
  }
  return studies;
}

function columnsOf(finding: string): string[] {
  return READERS.map((reader) => `${reader}:${finding}`);
}

function readStudy(row: CsvRow, file: string): StudyReads {
  const name = row.values.name!;
  if (name === "") {
    throw new CohortError({ file, line: row.line, column: "name", problem: "it is empty" });
  }
  const others = OTHER_FINDINGS.filter((finding) =>
    columnsOf(finding).every((column) => column in row.values)
  );
  const votes: Record<string, Votes> = {};
  const majority: Record<string, 0 | 1> = {};
  for (const finding of [...LABEL_FINDINGS, ...others]) {
    const three = columnsOf(finding).map((column) => readVote(row, column, file));
    votes[finding] = three as unknown as Votes;
    majority[finding] = three.filter((vote) => vote === 1).length >= 2 ? 1 : 0;
  }
  return {
    name,
    line: row.line,
    category: row.values.Category ?? "",
    votes: votes as StudyReads["votes"],
    majority: majority as StudyReads["majority"],
  };
}

function readVote(row: CsvRow, column: string, file: string): 0 | 1 {
  const value = row.values[column]!;
  const vote = labelOf(value);
  if (vote !== null) return vote;
  throw new CohortError({ file, line: row.line, column, expected: "0 or 1", found: `"${value}"` });
}
