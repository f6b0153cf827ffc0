import { CohortError } from "../../error.ts";
import { type CsvRow, parseCsv } from "../../files/csv.ts";
import type { ScannedFile } from "../scan/scan_folder.ts";
import { countOf } from "../../text/numbers.ts";
import { labelOf } from "../../text/values.ts";
import type { ImageWindow } from "../pixel_reading.ts";
import type { Hemorrhage } from "../slice_row.ts";
import {
  anyOf,
  type FileReason,
  type Labels,
  type LabelTable,
  type LabelUnit,
  type Owner,
  type TableReading,
  type TableStudy,
  withFinding,
} from "./label_table.ts";
import type { Reason } from "../scan/pseudonyms.ts";
import type { Demographics } from "./physionet_demographics.ts";

/** The table of CT-ICH, of volumes in NIfTI (1.3.1) and of images in JPEG (1.0.0 to 1.2). */
export const PHYSIONET_FILES = [
  "hemorrhage_diagnosis_raw_ct.csv",
  "hemorrhage_diagnosis.csv",
] as const;

/** The window of its images in JPEG (Data 2020; 5:14, section 2). */
export const PHYSIONET_WINDOW: ImageWindow = { level: 40, width: 120 };

/** Its columns; the types may be spelled otherwise where another program wrote it again. */
const TYPES = {
  IPH: "Intraparenchymal",
  IVH: "Intraventricular",
  SDH: "Subdural",
  EDH: "Epidural",
  SAH: "Subarachnoid",
} as const satisfies Record<Hemorrhage, string>;

/** The columns that are needed. */
export const PHYSIONET_COLUMNS = [
  "PatientNumber",
  "SliceNumber",
  ...Object.values(TYPES),
  "No_Hemorrhage",
] as const;

/** The rows of one patient: what each slice shows, by its number from 1; null where rows disagree. */
type PatientSlices = Map<number, Labels | null>;

/**
 * Labels of CT-ICH (Hssayeni et al., Data 2020; 5:14; PhysioNet, doi:10.13026/4nae-zg36): one row per slice
 * in one of {@linkcode PHYSIONET_FILES}, joined by the volume's name (`ct_scans/049.nii` is PatientNumber 49)
 * and the slice's place in it (SliceNumber 1 is the first of the file), or by the image's name
 * (`049/brain/7.jpg` is SliceNumber 7 of PatientNumber 49).
 */
export class PhysioNetLabels implements LabelTable {
  readonly file: string;
  readonly unit: LabelUnit = "slice";
  readonly studies: ReadonlyMap<string, TableStudy>;
  readonly problems: readonly Reason[];
  readonly #patients: ReadonlyMap<string, PatientSlices>;
  readonly #finding: string;
  /** Slices of the table that no image was found of, by patient. */
  readonly #missing = new Map<string, number[]>();

  /**
   * @param text The table.
   * @param file Its name, for messages.
   * @param people Age and sex by patient number, where there is a table of them.
   * @throws {CohortError} A column is missing or a value is none of its kind.
   */
  constructor(
    text: string,
    file: string,
    people: Demographics,
    { finding = "ICH", note = () => {} }: TableReading = {},
  ) {
    this.file = file;
    this.#finding = finding;
    const { patients, problems } = parse(text, file, note);
    this.#patients = patients;
    this.problems = problems;
    this.studies = new Map(
      [...patients.keys()].flatMap((study) => {
        const labels = this.ofStudy(study);
        const person = people.get(study) ?? { age: null, sex: null };
        return labels === null ? [] : [[study, { study, ...labels, ...person }]];
      }),
    );
  }

  owner({ file, raster }: ScannedFile): Owner {
    return raster === undefined ? this.#ownerOfVolume(file) : this.#ownerOfImage(file);
  }

  #ownerOfImage(file: string): Owner {
    const path = imagePath(file);
    if (path === null) {
      return {
        reason: () => "not an image of a slice of the label table, such as 049/brain/7.jpg",
      };
    }
    if (path.window === "bone") {
      return { reason: () => "in the window of bone; that of brain is read" };
    }
    return path.isOutline ? { reason: () => OUTLINES } : this.#ownerOf(path.patient);
  }

  #ownerOfVolume(file: string): Owner {
    const [, folder, number] = /(?:^|([^/]*)\/)0*(\d+)\.nii(?:\.gz)?$/i.exec(file) ?? [];
    if (number === undefined) {
      return { reason: () => "not named after a patient of the label table, such as 049.nii" };
    }
    if (folder === "masks") return { reason: () => OUTLINES };
    return this.#ownerOf(number);
  }

  #ownerOf(number: string): Owner {
    if (this.#patients.has(number)) return { study: number, subject: number };
    return {
      reason: (names) => `the label table has no row for patient ${names.patient(number)}`,
    };
  }

  objection(study: string, images: readonly ScannedFile[]): Reason | null {
    const pictures = images.filter(({ raster }) => raster !== undefined);
    if (pictures.length === 0) return this.#objectionToVolumes(study, images);
    if (pictures.length < images.length) {
      return (names) => `both a volume and images are named after patient ${names.patient(study)}`;
    }
    const files = new Map<number, string>();
    for (const image of pictures) {
      const { file } = image, number = sliceNumber(image);
      const other = files.getOrInsert(number, file);
      if (other === file) continue;
      return (names) =>
        `slice ${number} of patient ${names.patient(study)} is there twice: ` +
        `${names.path(other)}, ${names.path(file)}`;
    }
    const missing = [...this.#patients.get(study)!.keys()].filter((slice) => !files.has(slice));
    if (missing.length > 0) this.#missing.set(study, missing);
    return null;
  }

  #objectionToVolumes(study: string, images: readonly ScannedFile[]): Reason | null {
    const volumes = new Set(images.map(({ file }) => file));
    if (volumes.size > 1) {
      return (names) =>
        `${volumes.size} volumes are named after patient ${names.patient(study)}: ` +
        [...volumes].slice(0, 3).map((file) => names.path(file)).join(", ");
    }
    const last = Math.max(...this.#patients.get(study)!.keys());
    if (last <= images.length) return null;
    return (names) =>
      `the label table labels slice ${last} of patient ${names.patient(study)}, but the volume ` +
      `has ${images.length}; its labels could be another's`;
  }

  ofStudy(study: string): Labels | null {
    const slices = [...this.#patients.get(study)?.values() ?? []].map((labels) =>
      labels && withFinding(labels, this.#finding, this.file)
    ).filter((labels) => labels !== null);
    return slices.length === 0 ? null : anyOf(slices);
  }

  ofSlice(study: string, image: ScannedFile): Labels | null {
    const labels = this.#patients.get(study)?.get(sliceNumber(image)) ?? null;
    return labels && withFinding(labels, this.#finding, this.file);
  }

  unused(found: ReadonlySet<string>): FileReason[] {
    const missing = [...this.#patients.keys()].filter((patient) => !found.has(patient));
    return [
      ...missing.map((patient): FileReason => ({
        file: this.file,
        reason: (names) => `no images of patient ${names.patient(patient)}`,
      })),
      ...[...this.#missing].map(([patient, slices]): FileReason => ({
        file: this.file,
        reason: (names) =>
          `no image of ${countOf(slices.length, "slice")} of patient ${names.patient(patient)}, ` +
          `such as ${slices[0]}`,
      })),
    ];
  }
}

const OUTLINES = "outlines of hemorrhages, not images";

/** SliceNumber of an image: its place in the volume, or its name. */
function sliceNumber({ file, frame, raster }: ScannedFile): number {
  return raster === undefined ? frame + 1 : imagePath(file)!.slice;
}

/** Where an image in the layout of 1.0.0 to 1.2 belongs. */
export interface ImagePath {
  /** PatientNumber. */
  patient: string;
  /** Its folder: `brain` or `bone`. */
  window: string;
  /** SliceNumber. */
  slice: number;
  /** Whether it is the outline of the slice's hemorrhage. */
  isOutline: boolean;
}

/** Takes `Patients_CT/049/brain/7.jpg` or `7_HGE_Seg.jpg` apart, in any case and below any folders. */
export function imagePath(file: string): ImagePath | null {
  const pattern = /(?:^|\/)0*(\d+)\/(brain|bone)\/0*(\d+)(_HGE_Seg)?\.[a-z]+$/i;
  const [, patient, window, slice, outline] = pattern.exec(file) ?? [];
  if (patient === undefined) return null;
  return {
    patient,
    window: window!.toLowerCase(),
    slice: Number(slice),
    isOutline: outline !== undefined,
  };
}

function parse(
  text: string,
  file: string,
  note: (note: string) => void,
): { patients: Map<string, PatientSlices>; problems: Reason[] } {
  const patients = new Map<string, PatientSlices>();
  const problems: Reason[] = [];
  for (const row of parseCsv(text, file, PHYSIONET_COLUMNS, CohortError, { note })) {
    // The published table ends with empty rows.
    if (row.values.PatientNumber === "") continue;
    const patient = String(wholeNumber(row, "PatientNumber", file));
    const slice = wholeNumber(row, "SliceNumber", file);
    const { labels, problem } = readLabels(row, file);
    const slices = patients.getOrInsertComputed(patient, () => new Map());
    const isRepeated = slices.has(slice) &&
      JSON.stringify(slices.get(slice)) !== JSON.stringify(labels);
    slices.set(slice, isRepeated ? null : labels);
    const why = isRepeated ? "an earlier row says otherwise of this slice" : problem;
    if (why === null) continue;
    problems.push((names) => ({
      ...names.line(row.line),
      problem: `patient ${names.patient(patient)}, slice ${slice}: ${why}`,
    }));
  }
  if (patients.size === 0) {
    throw new CohortError({ file, expected: "one row per slice", found: "none" });
  }
  return { patients, problems };
}

function readLabels(row: CsvRow, file: string): { labels: Labels | null; problem: string | null } {
  const types = Object.fromEntries(
    Object.entries(TYPES).map(([type, column]) => [type, flag(row, column, file)]),
  ) as Record<Hemorrhage, 0 | 1>;
  const label = flag(row, "No_Hemorrhage", file) === 1 ? 0 : 1;
  if (label === 1 || Object.values(types).every((type) => type === 0)) {
    return { labels: { label, ...types }, problem: null };
  }
  return { labels: null, problem: "No_Hemorrhage is 1, but so is a type" };
}

function wholeNumber(row: CsvRow, column: string, file: string): number {
  const value = row.values[column]!;
  if (/^0*[1-9]\d*(?:[.,]0+)?$/.test(value)) return parseInt(value);
  throw new CohortError({ file, line: row.line, column, expected: "a number from 1 on" });
}

function flag(row: CsvRow, column: string, file: string): 0 | 1 {
  const value = row.values[column]!;
  const label = labelOf(value);
  if (label !== null) return label;
  throw new CohortError({ file, line: row.line, column, expected: "0 or 1", found: `"${value}"` });
}
