import { compareNaturally } from "./natural_order.ts";
import type { ScannedFile } from "./scan.ts";
import type { Rejection } from "./slice_row.ts";

/** The files of one labeled study. */
export interface JoinedStudy {
  /** Its name in the label table. */
  study: string;
  /** The patient. */
  subject: string;
  files: ScannedFile[];
}

/**
 * Finds for every file its row of the label table: by PatientID, as in CQ500 (`CQ500-CT-0`), else by a
 * folder above it that is named after the study, once or twice (`CQ500CT0 CQ500CT0`); punctuation and
 * case do not count.
 *
 * A join that could be wrong is not made: where PatientID and folder name different studies, or the
 * files of one study different patients, they are rejected.
 *
 * @param files The files, in order.
 * @param names The label table's study names.
 * @returns Studies in the table's order; files without a label in `rejected`, a row a folder; in
 *   `unused` the names that no file goes with.
 */
export function joinLabels(
  files: readonly ScannedFile[],
  names: Iterable<string>,
): { studies: JoinedStudy[]; rejected: Rejection[]; unused: string[] } {
  const table = new NameTable(names);
  const joined = new Map<string, ScannedFile[]>();
  const refused = new Map<string, { file: string; count: number; reason: string }>();
  for (const scanned of files) {
    const found = table.find(scanned);
    if ("study" in found) {
      joined.getOrInsertComputed(found.study, () => []).push(scanned);
    } else {
      const folder = scanned.file.slice(0, scanned.file.lastIndexOf("/")) || scanned.file;
      const key = `${folder}\n${found.reason}`;
      const entry = refused.getOrInsertComputed(key, () => ({ file: folder, count: 0, ...found }));
      entry.count++;
    }
  }
  const rejected = [...refused.values()].map(({ file, count, reason }) => ({
    file,
    reason: `${count} ${count === 1 ? "file" : "files"}: ${reason}`,
  }));
  const studies: JoinedStudy[] = [];
  for (const name of table.names) {
    const found = joined.get(name);
    if (found === undefined) continue;
    const result = oneSubject(name, found);
    if ("subject" in result) studies.push(result);
    else rejected.push(result);
  }
  const unused = [...table.names].filter((name) => !joined.has(name));
  return { studies, rejected, unused };
}

function oneSubject(study: string, files: ScannedFile[]): JoinedStudy | Rejection {
  const subjects = new Set(files.map(({ header }) => header.patientId || study));
  const [subject] = subjects;
  if (subjects.size === 1) return { study, subject: subject!, files };
  return {
    file: files[0]!.file.split("/")[0]!,
    reason: `the files of study ${study} name ${subjects.size} patients ` +
      `(${
        [...subjects].sort(compareNaturally).slice(0, 3).join(", ")
      }); its label could be anyone's`,
  };
}

/** Study names, to be found by themselves or without punctuation and case. */
class NameTable {
  readonly names: ReadonlySet<string>;
  readonly #byKey = new Map<string, string | null>();

  constructor(names: Iterable<string>) {
    this.names = new Set(names);
    for (const name of this.names) {
      // Names that differ in punctuation alone, like 1-11 and 11-1, are not found by their key.
      this.#byKey.set(key(name), this.#byKey.has(key(name)) ? null : name);
    }
  }

  find({ file, header }: ScannedFile): { study: string } | { reason: string } {
    const byPatient = this.#match(header.patientId);
    const byFolder = this.#matchFolders(file);
    if (byPatient !== null && byFolder.length > 0 && !byFolder.includes(byPatient)) {
      return { reason: `PatientID says study ${byPatient}, but the folder says ${byFolder[0]}` };
    }
    const study = byPatient ?? byFolder[0];
    if (study !== undefined) return { study };
    const patient = header.patientId === "" ? "no PatientID" : `PatientID ${header.patientId}`;
    return { reason: `the label table has no row for them (${patient})` };
  }

  #match(text: string): string | null {
    if (this.names.has(text)) return text;
    return this.#byKey.get(key(text)) ?? null;
  }

  /** The studies that folders above a file are named after, from the top. */
  #matchFolders(file: string): string[] {
    return file.split("/").slice(0, -1)
      .map((folder) => this.#match(folder) ?? this.#match(onlyWord(folder)))
      .filter((name) => name !== null);
  }
}

/** The word of a name that repeats one, `CQ500CT0 CQ500CT0`; else nothing. */
function onlyWord(folder: string): string {
  const words = new Set(folder.split(/\s+/));
  return words.size === 1 ? [...words][0]! : "";
}

function key(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, "").toUpperCase();
}
