import { compareNaturally } from "../../text/natural_order.ts";
import type { Names } from "../scan/pseudonyms.ts";
import type { ScannedFile } from "../scan/scan_folder.ts";
import { type Rejection, rejection } from "../rejection.ts";
import type { LabelTable } from "./label_table.ts";
import type { Reason } from "../scan/pseudonyms.ts";

/** The images of one labeled study. */
export interface JoinedStudy {
  /** Its name in the label table. */
  study: string;
  /** The patient. */
  subject: string;
  files: ScannedFile[];
}

/** Images by study, and what is in none. */
export interface Joined {
  /** Studies in the order of their first images. */
  studies: JoinedStudy[];
  /** Images that no study can have, one row per folder and reason; studies that were refused. */
  rejected: Rejection[];
  /** All studies that images were found of, refused ones among them. */
  found: Iterable<string>;
}

/**
 * Finds for every image its study of the label table.
 *
 * A join that could be wrong is not made: where the images of one study are of different patients, or
 * the table objects to them, the study is rejected as a whole.
 *
 * @param images The images, in order.
 * @param names What rejections call things by.
 */
export function joinLabels(
  images: readonly ScannedFile[],
  table: LabelTable,
  names: Names,
): Joined {
  const joined = new Map<string, { subjects: Set<string>; files: ScannedFile[] }>();
  const refused = new Refusals(names);
  for (const image of images) {
    const owner = table.owner(image);
    if ("reason" in owner) {
      refused.add(image.file, owner.reason);
      continue;
    }
    const study = joined.getOrInsertComputed(
      owner.study,
      () => ({ subjects: new Set<string>(), files: [] }),
    );
    study.subjects.add(owner.subject);
    study.files.push(image);
  }
  const result: Joined = {
    studies: [],
    rejected: refused.rejections(),
    found: joined.keys(),
  };
  for (const [study, { subjects: named, files }] of joined) {
    const subjects = new Set([...named].map((one) => table.personOf?.(study, one) ?? one));
    const objection = table.objection?.(study, files) ?? severalPatients(study, subjects);
    if (objection === null) {
      result.studies.push({ study, subject: [...subjects][0]!, files });
    } else {
      result.rejected.push(rejection(names.path(topFolder(files)), objection(names)));
    }
  }
  return result;
}

function severalPatients(study: string, subjects: ReadonlySet<string>): Reason | null {
  if (subjects.size === 1) return null;
  const shown = [...subjects].sort(compareNaturally).slice(0, 3);
  return (names) =>
    `the files of study ${names.study(study)} name ${subjects.size} patients ` +
    `(${shown.map((subject) => names.patient(subject)).join(", ")}); its label could be anyone's`;
}

function topFolder(files: readonly ScannedFile[]): string {
  return files[0]!.file.split("/")[0]!;
}

/** Files that are nobody's, counted by folder and reason: a folder may hold thousands. */
class Refusals {
  readonly #names: Names;
  readonly #counts = new Map<
    string,
    { folder: string; reason: string; count: number; last: string }
  >();

  constructor(names: Names) {
    this.#names = names;
  }

  /** Adds an image; those of one file come one after the other. */
  add(file: string, why: Reason): void {
    const folder = file.slice(0, file.lastIndexOf("/")) || file;
    const { reason } = rejection(file, why(this.#names));
    const key = `${folder}\n${reason}`;
    const entry = this.#counts.getOrInsertComputed(
      key,
      () => ({ folder, reason, count: 0, last: "" }),
    );
    if (entry.last !== file) entry.count++;
    entry.last = file;
  }

  rejections(): Rejection[] {
    return [...this.#counts.values()].map(({ folder, reason, count }) => ({
      file: this.#names.path(folder),
      reason: `${count} ${count === 1 ? "file" : "files"}: ${reason}`,
    }));
  }
}
