import { yearsOf } from "../../dicom/age.ts";
import { CohortError } from "../../error.ts";
import { csvLayout } from "../../files/csv_layout.ts";
import { CsvParser, QUOTE_FAULTS } from "../../files/csv_parser.ts";
import { unixLines } from "../../files/table_text.ts";

/** Age in years and sex (`M`, `F`) of patients, by their number. */
export type Demographics = ReadonlyMap<string, { age: number | null; sex: string | null }>;

/** CT-ICH's table of patients, as it was spelled in its versions. */
export const DEMOGRAPHICS_FILES = ["Patient_demographics.csv", "patient_demographics.csv"] as const;

/**
 * Parses `Patient_demographics.csv` of CT-ICH. Its heading takes two rows: `Patient Number`, `Age
 * (years)` (with a line break), `Gender` and more, and below it the names of the hemorrhage types.
 *
 * @throws {CohortError} There is no such heading.
 */
export function parseDemographics(text: string, file: string): Demographics {
  const rows = parseRows(text, file);
  const heading = rows.findIndex(([first = ""]) => /^patient\s*number$/i.test(first.trim()));
  const columns = rows[heading]?.map((title) => title.trim().toLowerCase()) ?? [];
  const age = columns.findIndex((title) => title.startsWith("age"));
  const sex = columns.findIndex((title) => ["gender", "sex"].includes(title));
  if (heading === -1 || age === -1 || sex === -1) {
    throw new CohortError({ file, expected: "a heading with Patient Number, Age and Gender" });
  }
  const people = new Map<string, { age: number | null; sex: string | null }>();
  for (const row of rows.slice(heading + 1)) {
    const number = Number(row[0]?.trim() || NaN);
    if (!Number.isInteger(number)) continue;
    people.set(String(number), { age: years(row[age] ?? ""), sex: sexOf(row[sex] ?? "") });
  }
  return people;
}

function parseRows(text: string, file: string): string[][] {
  const lines = unixLines(text);
  // The heading's first line may go on in the second.
  const { separator } = csvLayout(lines, (names) => {
    return names.filter((name) => /^(?:patient\s*number|age|gender|sex)/i.test(name)).length;
  });
  const rows: string[][] = [];
  let line = 0;
  const parser = new CsvParser(separator, {
    record(fields, at) {
      rows.push(fields);
      line = at;
    },
    error: (fault) => new CohortError({ file, line: line + 1, ...QUOTE_FAULTS[fault] }),
  });
  parser.write(lines);
  parser.end();
  return rows;
}

/** Years from `34`, `0.5`, `3 months` or `1 day`; else null. */
function years(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([dwmy])[a-z]*)?$/i.exec(text.trim());
  if (match === null) return null;
  return yearsOf(Number(match[1]), (match[2]?.toUpperCase() ?? "Y") as "D" | "W" | "M" | "Y");
}

function sexOf(text: string): string | null {
  const first = text.trim().charAt(0).toUpperCase();
  return first === "M" || first === "F" ? first : null;
}
