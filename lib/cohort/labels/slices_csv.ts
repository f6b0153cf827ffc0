import { CohortError } from "../../error.ts";
import { type CsvRow, parseCsv } from "../../files/csv.ts";
import type { ScannedFile } from "../scan/scan_folder.ts";
import { HEMORRHAGES } from "../slice_row.ts";
import {
  anyOf,
  type Labels,
  type LabelTable,
  type LabelUnit,
  type Owner,
  type TableStudy,
  withFinding,
} from "./label_table.ts";
import type { Reason } from "../scan/pseudonyms.ts";

/** The table's usual name. */
export const SLICES_FILE = "slices.csv";

/** The columns that are needed. */
export const SLICES_COLUMNS = ["path", "subject", "study", "label"] as const;

/** What a table says of the images of one file. */
interface FileRows {
  study: string;
  subject: string;
  line: number;
  /** By frame; by `null` what is said of all frames. */
  frames: Map<number | null, Labels>;
}

/**
 * Labels of any data set: `slices.csv` with one row per slice and the columns `path` (relative to the
 * cohort's root, with forward slashes), `subject`, `study`, `label` (0 or 1); if there are such, `frame`
 * (which image of the file, from 0; empty for all of them) and the types `IPH`, `IVH`, `SDH`, `EDH`,
 * `SAH` (0, 1, or empty where unknown).
 *
 * Patients of the headers are compared with those of the table: where images of one PatientID or
 * StudyInstanceUID are under two subjects, as when the rows of the table are shifted, none of their
 * studies is joined.
 */
export class SlicesCsvLabels implements LabelTable {
  readonly file: string;
  readonly unit: LabelUnit = "slice";
  readonly studies: ReadonlyMap<string, TableStudy>;
  readonly problems: readonly Reason[] = [];
  readonly #files: ReadonlyMap<string, FileRows>;
  readonly #finding: string;
  readonly #ofStudy: ReadonlyMap<string, Labels | null>;
  /** The subjects under each PatientID and StudyInstanceUID. */
  readonly #subjects = new Map<string, Set<string>>();

  /**
   * @param text The table.
   * @param file Its name, for messages.
   * @param finding `ICH` for the column `label`, or a type: what the label of a slice is.
   * @throws {CohortError} A column is missing, a value is none of its kind, a slice is listed twice, or
   *   a file or a study has two subjects.
   */
  constructor(text: string, file: string, finding = "ICH") {
    this.file = file;
    this.#finding = finding;
    this.#files = parse(text, file);
    const rows = Map.groupBy(this.#files.values(), ({ study }) => study);
    this.#ofStudy = new Map([...rows].map(([study, files]) => {
      const told = files.flatMap(({ frames }) => [...frames.values()])
        .map((labels) => withFinding(labels, finding, file)).filter((labels) => labels !== null);
      return [study, told.length === 0 ? null : anyOf(told)];
    }));
    this.studies = new Map(
      [...this.#ofStudy].flatMap(([study, labels]) =>
        labels === null ? [] : [[study, { study, ...labels, age: null, sex: null }]]
      ),
    );
  }

  owner({ file, header }: ScannedFile): Owner {
    const rows = this.#files.get(file);
    if (rows === undefined) return { reason: () => "the label table has no row for them" };
    for (const key of identities(header)) {
      this.#subjects.getOrInsertComputed(key, () => new Set()).add(rows.subject);
    }
    return { study: rows.study, subject: rows.subject };
  }

  objection(_study: string, images: readonly ScannedFile[]): Reason | null {
    for (const { header } of images) {
      const subjects = identities(header).map((key) => this.#subjects.get(key)!)
        .find(({ size }) => size > 1);
      if (subjects === undefined) continue;
      return (names) =>
        `images of one patient or study, by their headers, are under ${subjects.size} subjects of ` +
        `${this.file} (${
          [...subjects].slice(0, 3).map((one) => names.patient(one)).join(", ")
        }); ` +
        `are its rows shifted?`;
    }
    return null;
  }

  ofStudy(study: string): Labels | null {
    return this.#ofStudy.get(study) ?? null;
  }

  ofSlice(_study: string, { file, frame }: ScannedFile): Labels | null {
    const frames = this.#files.get(file)?.frames;
    const labels = frames?.get(frame) ?? frames?.get(null);
    return labels === undefined ? null : withFinding(labels, this.#finding, this.file);
  }

  unused(found: ReadonlySet<string>): Reason[] {
    const studies = Map.groupBy(this.#files.values(), ({ study }) => study);
    return [...studies].filter(([study]) => !found.has(study)).map(
      ([study, [first]]) => (names) => ({
        ...names.line(first!.line),
        problem: `no image of study ${names.study(study)}`,
      }),
    );
  }
}

/** What a header knows a patient by. */
function identities({ patientId, studyInstanceUid }: ScannedFile["header"]): string[] {
  const keys = [`patient ${patientId}`, `study ${studyInstanceUid}`];
  return keys.filter((_, i) => [patientId, studyInstanceUid][i] !== "");
}

function parse(text: string, file: string): Map<string, FileRows> {
  const files = new Map<string, FileRows>();
  const subjects = new Map<string, string>();
  for (const row of parseCsv(text, file, SLICES_COLUMNS, CohortError)) {
    const path = filled(row, "path", file).replace(/^\.\//, "");
    const [study, subject] = [filled(row, "study", file), filled(row, "subject", file)];
    const { line } = row;
    if (subjects.getOrInsert(study, subject) !== subject) {
      refuse(file, line, "subject", "the subject that the study had in an earlier row");
    }
    const frames = new Map();
    const rows = files.getOrInsert(path, { study, subject, line, frames });
    if (rows.study !== study) {
      refuse(file, line, "study", `the study that the file had in line ${rows.line}`);
    }
    const frame = readFrame(row, file);
    if (rows.frames.has(frame)) {
      refuse(file, line, "path", `another slice than in line ${rows.line}; each may come once`);
    }
    rows.frames.set(frame, readLabels(row, file));
  }
  if (files.size === 0) {
    throw new CohortError({ file, expected: "one row per slice", found: "none" });
  }
  return files;
}

function readLabels(row: CsvRow, file: string): Labels {
  const { label } = row.values;
  if (label !== "0" && label !== "1") refuse(file, row.line, "label", "0 or 1");
  const types = HEMORRHAGES.map((type) => {
    const value = row.values[type] ?? "";
    if (!["0", "1", ""].includes(value)) refuse(file, row.line, type, "0, 1 or nothing");
    return [type, value === "" ? null : Number(value)];
  });
  return { label: Number(label), ...Object.fromEntries(types) } as Labels;
}

function readFrame(row: CsvRow, file: string): number | null {
  const text = row.values.frame ?? "";
  if (text === "") return null;
  if (!/^\d{1,6}$/.test(text)) refuse(file, row.line, "frame", "a whole number from 0 on");
  return Number(text);
}

function filled(row: CsvRow, column: string, file: string): string {
  const value = row.values[column]!;
  if (value === "") refuse(file, row.line, column, "a value");
  return value;
}

function refuse(file: string, line: number, column: string, expected: string): never {
  throw new CohortError({ file, line, column, expected });
}
