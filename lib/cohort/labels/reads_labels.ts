import { CohortError } from "../../error.ts";
import type { ScannedFile } from "../scan/scan_folder.ts";
import type {
  FileReason,
  Labels,
  LabelTable,
  LabelUnit,
  Owner,
  Remark,
  TableStudy,
} from "./label_table.ts";
import type { Reason } from "../scan/pseudonyms.ts";
import type { Reader } from "./readers.ts";
import {
  findingsOf,
  LABEL_FINDINGS,
  type LabelFinding,
  OTHER_FINDINGS,
  type StudyReads,
} from "./reads_csv.ts";

/** Whose votes on what are the labels. */
export interface ReadsOptions {
  /** Default `majority`. */
  reader?: Reader;
  /**
   * The finding that is the label: `ICH` by default, a type, another column of `reads.csv`, or of a
   * `slices.csv` any column or one of the names in its column of labels.
   */
  finding?: string;
}

/**
 * `reads.csv` of CQ500: labels of studies, found by PatientID (`CQ500-CT-0`), else by a folder above the
 * file that is named after the study, once or twice (`CQ500CT0 CQ500CT0`); punctuation and case do not
 * count. Where PatientID and folder name different studies, the image is nobody's. The subject is the
 * PatientID, or the study where there is none or several studies share one, as after anonymization.
 */
export class ReadsLabels implements LabelTable {
  readonly file: string;
  readonly unit: LabelUnit = "study";
  readonly studies: ReadonlyMap<string, TableStudy>;
  readonly problems: readonly Reason[] = [];
  readonly #reads: ReadonlyMap<string, StudyReads>;
  readonly #byKey = new Map<string, string | null>();
  /** The studies under each PatientID. */
  readonly #studiesOf = new Map<string, Set<string>>();

  /**
   * @param reads The parsed table.
   * @throws {CohortError} The table has no votes on the finding.
   */
  constructor(
    reads: ReadonlyMap<string, StudyReads>,
    file: string,
    { reader = "majority", finding = "ICH" }: ReadsOptions = {},
  ) {
    this.file = file;
    this.#reads = reads;
    this.studies = new Map(
      [...reads.values()].map((study) => {
        const findings = findingsOf(study, reader);
        const label = findings[finding as LabelFinding] as 0 | 1 | undefined;
        if (label === undefined) refuseFinding(file, finding);
        const { IPH, IVH, SDH, EDH, SAH } = findings;
        const row = { study: study.name, label, IPH, IVH, SDH, EDH, SAH, age: null, sex: null };
        return [study.name, row];
      }),
    );
    for (const name of reads.keys()) {
      // Names that differ in punctuation alone, like 1-11 and 11-1, are not found by their key.
      this.#byKey.set(key(name), this.#byKey.has(key(name)) ? null : name);
    }
  }

  owner({ file, header }: ScannedFile): Owner {
    const { patientId } = header;
    const byPatient = this.#match(patientId);
    const byFolder = this.#matchFolders(file);
    if (byPatient !== null && byFolder.length > 0 && !byFolder.includes(byPatient)) {
      return {
        reason: (names) =>
          `PatientID says study ${names.study(byPatient)}, ` +
          `but the folder says ${names.study(byFolder[0]!)}`,
      };
    }
    const study = byPatient ?? byFolder[0];
    if (study !== undefined) {
      if (patientId !== "") {
        this.#studiesOf.getOrInsertComputed(patientId, () => new Set()).add(study);
      }
      return { study, subject: patientId || study };
    }
    return {
      reason: (names) => {
        const patient = patientId === "" ? "no PatientID" : `PatientID ${names.patient(patientId)}`;
        return `the label table has no row for them (${patient})`;
      },
    };
  }

  /** Each study is of a patient of its own: a PatientID of several is nobody's. */
  personOf(study: string, subject: string): string {
    return this.#isNobodys(subject) ? study : subject;
  }

  notes(): Remark[] {
    return [...this.#studiesOf].filter(([patientId]) => this.#isNobodys(patientId))
      .map(([patientId, studies]) => (names) =>
        `PatientID ${
          names.patient(patientId)
        } is of ${studies.size} studies, which are of as many ` +
        `patients by ${this.file}: it distinguishes nobody, so each of these studies is its own subject`
      );
  }

  #isNobodys(patientId: string): boolean {
    return (this.#studiesOf.get(patientId)?.size ?? 0) > 1;
  }

  ofStudy(study: string): Labels | null {
    return this.studies.get(study) ?? null;
  }

  unused(found: ReadonlySet<string>): FileReason[] {
    const unused = [...this.#reads.values()].filter(({ name }) => !found.has(name));
    return unused.map(({ name, line }) => ({
      file: this.file,
      reason: (names) => ({
        ...names.line(line),
        problem: `no DICOM files of study ${names.study(name)}`,
      }),
    }));
  }

  #match(text: string): string | null {
    if (this.#reads.has(text)) return text;
    return this.#byKey.get(key(text)) ?? null;
  }

  /** The studies that folders above a file are named after, from the top. */
  #matchFolders(file: string): string[] {
    return file.split("/").slice(0, -1)
      .map((folder) => this.#match(folder) ?? this.#match(onlyWord(folder)))
      .filter((name) => name !== null);
  }
}

function refuseFinding(file: string, finding: string): never {
  throw new CohortError({
    file,
    expected: "a finding that it votes on (of " +
      `${[...LABEL_FINDINGS, ...OTHER_FINDINGS].join(", ")})`,
    found: `"${finding}"`,
  });
}

/** The word of a name that repeats one, `CQ500CT0 CQ500CT0`; else nothing. */
function onlyWord(folder: string): string {
  const words = new Set(folder.split(/\s+/));
  return words.size === 1 ? [...words][0]! : "";
}

function key(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, "").toUpperCase();
}
