import { CohortError } from "../../../error.ts";
import { type CsvRow, parseCsv } from "../../../files/csv.ts";
import { OTHER_NAMES } from "../../../text/column_names.ts";
import { normalName, whyNobodys } from "../../../text/normal_name.ts";
import { countOf } from "../../../text/numbers.ts";
import { isMissing, labelOf } from "../../../text/values.ts";
import type { ScannedFile } from "../../scan/scan_folder.ts";
import { HEMORRHAGES, type HemorrhageTypes } from "../../slice_row.ts";
import {
  anyOf,
  type FileReason,
  type Labels,
  type LabelTable,
  type LabelUnit,
  type Owner,
  type Remark,
  type TableReading,
  type TableStudy,
  withFinding,
} from "../label_table.ts";
import type { Reason } from "../../scan/pseudonyms.ts";
import { NamedLabels, shownLabel } from "./named_labels.ts";
import { TablePaths } from "./table_paths.ts";

/** The table's usual name. */
export const SLICES_FILE = "slices.csv";

/** The columns that are needed. */
export const SLICES_COLUMNS = ["path", "subject", "label"] as const;

/** What a table says of the images of one file. */
interface FileRows {
  path: string;
  study: string;
  subject: string;
  line: number;
  /** By frame; by `null` what is said of all frames. */
  frames: Map<number | null, FrameRow>;
}

/** What a table says of one image. */
interface FrameRow extends Labels {
  /** Where it lies among the others of its series, or null. */
  position: number | null;
}

/** Two spellings of one subject, the first one last. */
type Respelling = readonly [spelled: string, subject: string];

/** How a `slices.csv` is read. */
export interface SlicesCsvReading extends TableReading {
  /** The label that is 1, where labels are names: `melanoma`; all others are 0. */
  positive?: string;
  /** The folder of the images, as paths of the table may have it before them. */
  root?: string;
}

/**
 * Labels of any data set: `slices.csv` with one row per slice and the columns `path` (relative to the
 * cohort's root, with forward slashes), `subject`, `label` (0 or 1); if there are such, `study` (without it,
 * each subject is one), `frame` (which image of the file, from 0; empty for all of them), `position` (a number by which the slices of a
 * series are in order, where their files have no positions; empty for that of the files' names) and the types `IPH`, `IVH`, `SDH`, `EDH`,
 * `SAH` (0, 1, or empty where unknown). Columns may have the names that other tools give them, and paths
 * backslashes, or the root or another folder before all of them, or lack folders that files have, or
 * have another extension or none. A label may be a name, or several with `|` between them, where one of all is positive.
 *
 * The headers are compared with the table: where images of one study or, if its UID says nothing, of one
 * patient are under two subjects, as when the rows of the table are shifted, none of their studies is
 * joined. A StudyInstanceUID or PatientID that all images share, or a PatientID such as `ANONYMOUS` or 0,
 * distinguishes nobody; nor does one of several subjects whose StudyInstanceUIDs go with the table's studies.
 */
export class SlicesCsvLabels implements LabelTable {
  readonly file: string;
  readonly unit: LabelUnit = "slice";
  readonly studies: ReadonlyMap<string, TableStudy>;
  readonly problems: readonly Reason[] = [];
  readonly #files: ReadonlyMap<string, FileRows>;
  readonly #paths: TablePaths<FileRows>;
  readonly #respelled: Respelling | null;
  readonly #finding: string;
  /** Whether some file has a row, and the first that has none. */
  #isAnyKnown = false;
  #firstUnknown: string | undefined;
  /** The frames that there are of each file that has rows; null of one that cannot be read. */
  readonly #there = new Map<FileRows, Set<number> | null>();
  /** Where the table's paths are not the files' own, a file and what is taken for it. */
  #part: readonly [file: string, path: string] | null = null;
  readonly #ofStudy: ReadonlyMap<string, Labels | null>;
  /** The subjects under each PatientID and under each StudyInstanceUID. */
  readonly #patients = new Map<string, Set<string>>();
  readonly #uids = new Map<string, Set<string>>();
  /** The StudyInstanceUIDs of each of the table's studies. */
  readonly #uidsOf = new Map<string, Set<string>>();

  /**
   * @param text The table.
   * @param file Its name, for messages.
   * @throws {CohortError} A column is missing, a value is none of its kind, a slice is listed twice, or
   *   a file or a study has two subjects.
   */
  constructor(
    text: string,
    file: string,
    { finding = "ICH", columns = {}, note = () => {}, root = "", positive }: SlicesCsvReading = {},
  ) {
    this.file = file;
    this.#finding = finding;
    const { files, respelled } = parse(text, file, { columns, note, positive });
    this.#files = files;
    this.#respelled = respelled;
    this.#paths = new TablePaths(this.#files, root);
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

  expect(images: readonly ScannedFile[], unreadable: readonly string[]): void {
    const paths = [...images.map(({ file }) => file), ...unreadable];
    this.#paths.expect(paths);
    for (const file of unreadable) {
      const rows = this.#paths.of(file);
      if (rows !== undefined) this.#there.set(rows, null);
    }
    for (const { file, frame } of images) {
      const rows = this.#paths.of(file);
      if (rows === undefined) continue;
      this.#there.getOrInsertComputed(rows, () => new Set())?.add(frame);
      if (this.#paths.isPart) this.#part ??= [file, rows.path];
    }
  }

  owner({ file, header }: ScannedFile): Owner {
    const rows = this.#paths.of(file);
    if (rows === undefined) return { reason: this.#noRow(file) };
    this.#isAnyKnown = true;
    const { patientId, studyInstanceUid: uid } = header;
    if (patientId !== "") add(this.#patients, patientId, rows.subject);
    if (uid !== "") {
      add(this.#uids, uid, rows.subject);
      add(this.#uidsOf, rows.study, uid);
    }
    return { study: rows.study, subject: rows.subject };
  }

  /** Why there is none; where no file has one, paths may be written otherwise than is understood. */
  #noRow(file: string): Reason {
    if (this.#isAnyKnown) return () => "the label table has no row for them";
    const unknown = this.#firstUnknown ??= file, [known = ""] = this.#files.keys();
    return (names) => ({
      problem: "the label table has no row for them: its paths are like " +
        `${names.path(known)}, and here there is ${names.path(unknown)}`,
    });
  }

  objection(study: string, images: readonly ScannedFile[]): Reason | null {
    return this.#sharedRow(images) ?? this.#sharedPerson(study, images);
  }

  /** Two files that one path of the table could be: its label could be the other's. */
  #sharedRow(images: readonly ScannedFile[]): Reason | null {
    const files = new Map<FileRows, string>();
    for (const { file } of images) {
      const rows = this.#paths.of(file)!, other = files.getOrInsert(rows, file);
      if (other === file) continue;
      return (names) =>
        `${names.path(other)} and ${names.path(file)} could both be ${names.path(rows.path)} of ` +
        `${this.file}, line ${rows.line}`;
    }
    return null;
  }

  #sharedPerson(study: string, images: readonly ScannedFile[]): Reason | null {
    const hasUids = this.#uids.size > 1 && this.#uidsOf.has(study);
    for (const { header: { patientId, studyInstanceUid: uid } } of images) {
      const ofUid = hasUids ? this.#uids.get(uid) : undefined;
      // One UID for the study, and of it alone: the table goes with it, whatever PatientID says.
      const isSure = ofUid?.size === 1 && this.#uidsOf.get(study)!.size === 1;
      const ofPatient = isSure || this.#isNobodys(patientId)
        ? undefined
        : this.#patients.get(patientId);
      const subjects = [ofUid, ofPatient].find((found) => (found?.size ?? 0) > 1);
      if (subjects === undefined) continue;
      return (names) => {
        const named = [...subjects].slice(0, 3).map((one) => names.patient(one)).join(", ");
        return {
          problem: "images of one patient or study, by their headers, are under " +
            `${subjects.size} subjects of ${this.file} (${named})`,
          hint: "are its rows shifted?",
        };
      };
    }
    return null;
  }

  notes(): Remark[] {
    const shared = [...this.#patients].filter(([, subjects]) => subjects.size > 1);
    const notes = shared.map(([patientId, { size }]): Remark => (names) =>
      `PatientID ${
        names.patient(patientId)
      } is of ${size} subjects of ${this.file}: it distinguishes ` +
      `nobody, so subjects are those of the table; if they are one person, give them one name there`
    );
    const [only] = this.#uids;
    if (this.#uids.size === 1 && only![1].size > 1) {
      notes.push(() => "all images have one StudyInstanceUID, which distinguishes nobody");
    }
    if (this.#respelled !== null) {
      const [spelled, subject] = this.#respelled;
      notes.push((names) =>
        `subjects of ${this.file} that differ in spelling alone are one, such as ` +
        `${names.patient(spelled)} and ${names.patient(subject)}`
      );
    }
    const { before } = this.#paths;
    if (before !== "") notes.push((names) => `paths are taken from ${names.path(before)} on`);
    if (this.#part !== null) {
      const [file, path] = this.#part;
      notes.push((names) =>
        `paths of ${this.file} are not quite the files' own: ${names.path(path)} is taken for ` +
        names.path(file)
      );
    }
    return notes;
  }

  /** Whether a PatientID says nothing: there is but one, or it stands for none. */
  #isNobodys(patientId: string): boolean {
    return this.#patients.size < 2 || /^0*$/.test(normalName(patientId)) ||
      whyNobodys(patientId) !== null;
  }

  ofStudy(study: string): Labels | null {
    return this.#ofStudy.get(study) ?? null;
  }

  ofSlice(_study: string, image: ScannedFile): Labels | null {
    const labels = this.#rowOf(image);
    return labels === undefined ? null : withFinding(labels, this.#finding, this.file);
  }

  placeOf(image: ScannedFile): number | null {
    return this.#rowOf(image)?.position ?? null;
  }

  #rowOf({ file, frame }: ScannedFile): FrameRow | undefined {
    const frames = this.#paths.of(file)?.frames;
    return frames?.get(frame) ?? frames?.get(null);
  }

  unused(): FileReason[] {
    const studies = Map.groupBy(this.#files.values(), ({ study }) => study);
    return [...studies].flatMap(([study, files]) => {
      const missing = files.filter((rows) => this.#isMissing(rows));
      // What cannot be read is told file by file.
      if (missing.length === 0) return [];
      const { line, path } = missing[0]!, isWhole = missing.length === files.length;
      return {
        file: this.file,
        reason: (names) => ({
          ...names.line(line),
          problem: isWhole
            ? `no image of study ${names.study(study)}`
            : `no image of ${countOf(missing.length, "file")} of study ${
              names.study(study)
            }, such as ` +
              names.path(path),
        }),
      };
    });
  }

  /** Whether there is no such file, or no such image in it. */
  #isMissing(rows: FileRows): boolean {
    const there = this.#there.get(rows);
    if (there === null) return false;
    return there === undefined ||
      rows.frames.keys().some((frame) => frame !== null && !there.has(frame));
  }
}

function add(sets: Map<string, Set<string>>, key: string, value: string): void {
  sets.getOrInsertComputed(key, () => new Set()).add(value);
}

const OPTIONAL = ["study", "frame", "position", ...HEMORRHAGES] as const;

function parse(
  text: string,
  file: string,
  { columns: given, note, positive }: {
    columns: Readonly<Record<string, string>>;
    note: (note: string) => void;
    positive: string | undefined;
  },
): { files: Map<string, FileRows>; respelled: Respelling | null } {
  const files = new Map<string, FileRows>();
  const subjects = new Map<string, string>();
  const spellings = new Map<string, string>();
  const labels = positive === undefined ? null : new NamedLabels(positive);
  let names: readonly string[] | undefined;
  let respelled: Respelling | null = null;
  for (
    const row of parseCsv(text, file, SLICES_COLUMNS, CohortError, {
      given,
      note,
      optional: OPTIONAL,
      otherNames: OTHER_NAMES,
      hint: MISSING,
    })
  ) {
    const path = filled(row, "path", file).replace(/^\.\//, "");
    const { line } = row;
    names ??= Object.keys(row.values);
    const spelled = filled(row, "subject", file);
    // One person in two spellings would be two, and in two sets.
    const subject = spellings.getOrInsert(normalName(spelled), spelled);
    if (subject !== spelled) respelled ??= [spelled, subject];
    const hasStudies = row.values.study !== undefined;
    if (!hasStudies && files.size === 0) note("there is no column study: each subject is one");
    const study = hasStudies ? filled(row, "study", file) : subject;
    if (subjects.getOrInsert(study, subject) !== subject) {
      refuse(file, line, "subject", "the subject that the study had in an earlier row");
    }
    const frames = new Map();
    const rows = files.getOrInsert(path, { path, study, subject, line, frames });
    if (rows.study !== study) {
      const column = hasStudies ? "study" : "subject";
      const hint = path.includes("/") || path.includes("\\")
        ? {}
        : { hint: "paths of files that have one name need their folders" };
      throw new CohortError({
        ...{ file, line, column, expected: `the ${column} that the file had in line ${rows.line}` },
        ...hint,
      });
    }
    const frame = readFrame(row, file);
    if (rows.frames.has(frame)) {
      refuse(file, line, "path", `another slice than in line ${rows.line}; each may come once`);
    }
    const label = labels?.of(filled(row, "label", file)) ?? readLabel(row, file);
    rows.frames.set(frame, { label, ...readTypes(row, file), position: readPosition(row, file) });
  }
  if (files.size === 0) {
    throw new CohortError({ file, expected: "one row per slice", found: "none" });
  }
  if (labels !== null) note(labels.note(file, names!));
  return { files, respelled };
}

/** What to do where a column is not found. */
const MISSING =
  "--finding NAME takes a column of that name for the label; others can be renamed, or named to `ingest` " +
  "by --columns subject=NAME";

function readLabel(row: CsvRow, file: string): 0 | 1 {
  const found = row.values.label!, label = labelOf(found);
  if (label !== null) return label;
  throw new CohortError({
    ...{ file, line: row.line, column: "label", expected: "0 or 1", found: shownLabel(found) },
    ...found !== "" && { hint: "of labels that are names, --finding NAME says which is positive" },
  });
}

function readTypes(row: CsvRow, file: string): HemorrhageTypes {
  const types = HEMORRHAGES.map((type) => {
    const value = row.values[type] ?? "", flag = labelOf(value);
    if (flag === null && !isMissing(value)) refuse(file, row.line, type, "0, 1 or nothing");
    return [type, flag];
  });
  return Object.fromEntries(types) as HemorrhageTypes;
}

function readFrame(row: CsvRow, file: string): number | null {
  const text = row.values.frame ?? "";
  if (isMissing(text)) return null;
  if (!/^\d{1,6}(?:\.0+)?$/.test(text)) refuse(file, row.line, "frame", "a whole number from 0 on");
  return Number(text);
}

function readPosition(row: CsvRow, file: string): number | null {
  const text = row.values.position ?? "";
  if (isMissing(text)) return null;
  const position = Number(text);
  if (!Number.isFinite(position)) refuse(file, row.line, "position", "a number or nothing");
  return position;
}

function filled(row: CsvRow, column: string, file: string): string {
  const value = row.values[column]!;
  if (value === "") refuse(file, row.line, column, "a value");
  return value;
}

function refuse(file: string, line: number, column: string, expected: string): never {
  throw new CohortError({ file, line, column, expected });
}
