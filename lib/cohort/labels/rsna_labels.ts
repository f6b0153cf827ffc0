import { CohortError } from "../../error.ts";
import { readCsvPieces } from "../../files/csv_records.ts";
import { tableBytes } from "../../files/table_file.ts";
import { tableText } from "../../files/table_text.ts";
import { plainColumn } from "../../text/column_names.ts";
import { labelOf } from "../../text/values.ts";
import type { ScannedFile } from "../scan/scan_folder.ts";
import {
  anyOf,
  type FileReason,
  type Labels,
  type LabelTable,
  type LabelUnit,
  type Owner,
  withFinding,
} from "./label_table.ts";
import type { Reason } from "../scan/pseudonyms.ts";

/** The tables of the challenge, the later one first. */
export const RSNA_FILES = ["stage_2_train.csv", "stage_1_train.csv"] as const;

/** The types of the table; each has one row per image. */
const TYPES = [
  "epidural",
  "intraparenchymal",
  "intraventricular",
  "subarachnoid",
  "subdural",
  "any",
] as const;

/** One bit a type: whether a row was seen, then whether it said 1; last, whether rows disagreed. */
const COUNT = TYPES.length;
const ALL = 2 ** COUNT - 1;
const ANY = 1 << TYPES.indexOf("any");
const CONTRADICTS = 1 << (2 * COUNT);

/** So many problems are listed one by one. */
const LISTED = 100;

/** What the table says of an image, in bits; by its SOPInstanceUID, `ID_000012eaf`. */
export type RsnaImages = Map<string, number>;

/**
 * Labels of the RSNA Intracranial Hemorrhage Detection challenge (Flanders et al., Radiology: AI 2020;
 * 2:e190211): six labels per slice, joined by SOPInstanceUID. The table knows no studies: those are the
 * headers' StudyInstanceUID, and the subject, who may have several, is PatientID.
 */
export class RsnaLabels implements LabelTable {
  readonly file: string;
  readonly unit: LabelUnit = "slice";
  readonly studies = new Map<string, never>();
  readonly problems: readonly Reason[];
  readonly #images: RsnaImages;
  readonly #finding: string;
  #seen = 0;

  /** @param finding `ICH` or a type: what the label of a slice is about. */
  constructor(images: RsnaImages, file: string, finding = "ICH") {
    this.file = file;
    this.#images = images;
    this.#finding = finding;
    this.problems = problemsOf(images);
    withFinding({ label: 0, IPH: 0, IVH: 0, SDH: 0, EDH: 0, SAH: 0 }, finding, file);
  }

  owner({ file, header }: ScannedFile): Owner {
    const { patientId, studyInstanceUid, sopInstanceUid } = header;
    const named = /(?:^|\/)(ID_[0-9a-z]+)\.[^/]*$/i.exec(file)?.[1];
    if (named !== undefined && sopInstanceUid !== "" && named !== sopInstanceUid) {
      return { reason: () => "the file's name is another image's than its SOPInstanceUID" };
    }
    if (!this.#images.has(sopInstanceUid || (named ?? ""))) {
      return { reason: () => "the label table has no row for their SOPInstanceUID" };
    }
    if (patientId === "" || studyInstanceUid === "") {
      return {
        reason: () => "no PatientID or StudyInstanceUID, so it is not known whose they are",
      };
    }
    this.#seen++;
    return { study: studyInstanceUid, subject: patientId };
  }

  ofStudy(study: string, images: readonly ScannedFile[]): Labels | null {
    const labels = images.map((image) => this.ofSlice(study, image)).filter((one) => one !== null);
    return labels.length === 0 ? null : anyOf(labels);
  }

  ofSlice(_study: string, { file, header }: ScannedFile): Labels | null {
    const name = header.sopInstanceUid || file.slice(file.lastIndexOf("/") + 1).split(".")[0]!;
    const bits = this.#images.get(name);
    if (bits === undefined || problemOf(bits) !== null) return null;
    const [EDH, IPH, IVH, SAH, SDH, label] = TYPES.map((_, i) =>
      bits >> (COUNT + i) & 1
    ) as (0 | 1)[];
    const labels = { label, IPH, IVH, SDH, EDH, SAH } as Labels;
    return withFinding(labels, this.#finding, this.file);
  }

  unused(): FileReason[] {
    const missing = this.#images.size - this.#seen;
    if (missing <= 0) return [];
    const reason = () =>
      `${missing} of ${this.#images.size} images of the table are not among the files`;
    return [{ file: this.file, reason }];
  }
}

function problemsOf(images: RsnaImages): Reason[] {
  const problems: Reason[] = [];
  let more = 0;
  for (const [image, bits] of images) {
    const problem = problemOf(bits);
    if (problem === null) continue;
    if (problems.length < LISTED) problems.push((names) => `${names.path(image)}: ${problem}`);
    else more++;
  }
  if (more > 0) problems.push(() => `${more} more images whose rows cannot be used`);
  return problems;
}

/** Why an image's rows cannot be used, or null. */
function problemOf(bits: number): string | null {
  const [seen, said] = [bits & ALL, bits >> COUNT & ALL];
  if ((bits & CONTRADICTS) !== 0) return "its rows contradict each other";
  if (seen !== ALL) {
    const missing = TYPES.filter((_, i) => (seen >> i & 1) === 0);
    return `it has no row for ${missing.join(", ")}`;
  }
  if ((said & ANY) !== 0 === ((said & ~ANY) !== 0)) return null;
  return `"any" says ${said & ANY ? 1 : 0} but its types say otherwise; are rows shifted?`;
}

/** The table's columns. */
export const RSNA_COLUMNS = ["ID", "Label"] as const;

/**
 * Reads `stage_2_train.csv` of the challenge: columns `ID` (`ID_000012eaf_epidural`) and `Label` (0 or
 * 1), one row per image and type, 4,516,842 of them. Rows that repeat another are dropped.
 *
 * @param path Where the table is; read row by row.
 * @param note Called with what was put right in reading.
 * @throws {CohortError} A column is missing, or a row is none of the kind.
 */
export async function readRsnaImages(
  path: string,
  file: string,
  note: (note: string) => void = () => {},
): Promise<RsnaImages> {
  const images: RsnaImages = new Map();
  let places: readonly number[] = [];
  const placesIn = (names: readonly string[]) =>
    RSNA_COLUMNS.map((column) =>
      names.findIndex((name) => plainColumn(name) === plainColumn(column))
    );
  const source = {
    file,
    fail: CohortError,
    note,
    receiver: {
      known: (names: readonly string[]) => placesIn(names).filter((place) => place >= 0).length,
      header(names: readonly string[], line: number) {
        places = placesIn(names);
        if (!places.includes(-1)) return;
        throw new CohortError({
          file,
          line,
          expected: `the columns ${RSNA_COLUMNS.join(",")}`,
          found: names.join(","),
        });
      },
      record(fields: readonly string[], line: number) {
        const [id, label] = places.map((place) => fields[place]!);
        addRow(images, id!, label!, { file, line });
      },
    },
  };
  await readCsvPieces(tableText(tableBytes(path, source), source), source);
  if (images.size === 0) {
    throw new CohortError({ file, expected: "six rows per image", found: "none" });
  }
  return images;
}

function addRow(
  images: RsnaImages,
  id: string,
  label: string,
  where: { file: string; line: number },
): void {
  const end = id.lastIndexOf("_");
  const image = id.slice(0, Math.max(end, 0));
  const type = TYPES.indexOf(id.slice(end + 1) as typeof TYPES[number]);
  const flag = labelOf(label);
  if (image === "" || type === -1 || flag === null) {
    throw new CohortError({
      ...where,
      expected: `an image, a type (${TYPES.join(", ")}) and 0 or 1, like ID_000012eaf_epidural,0,`,
      found: `${id},${label}`,
    });
  }
  const [seen, said] = [1 << type, 1 << (COUNT + type)];
  const value = flag === 1 ? said : 0;
  const bits = images.get(image) ?? 0;
  const contradicts = (bits & seen) !== 0 && (bits & said) !== value ? CONTRADICTS : 0;
  images.set(image, bits | seen | value | contradicts);
}
