import { createHmac } from "node:crypto";
import { CohortError } from "../../error.ts";
import type { Fault } from "../../fault.ts";
import { listFiles } from "./list_files.ts";

/** How a cohort calls patients, studies, series and files. */
export interface Names {
  /** What to call a patient by, given the PatientID or the label table's name. */
  patient(id: string): string;
  /** What to call a study by, given its name in the label table. */
  study(name: string): string;
  /** What to call a series by, given its folder's name. */
  series(name: string): string;
  /** What to call a file or folder by, given its path relative to the cohort's root. */
  path(path: string): string;
  /** Where in a label table something stands. */
  line(line: number): Pick<Fault, "line">;
}

/** Says why, calling things by the names that the cohort may use. */
export type Reason = (names: Names) => string | Fault;

/** Everything by its own name. */
export const OWN_NAMES: Names = {
  patient: (id) => id,
  study: (name) => name,
  series: (name) => name,
  path: (path) => path,
  line: (line) => ({ line }),
};

/** A shorter salt could be guessed, and with it every PatientID of a few digits. */
const SHORTEST_SALT = 8;

/** Hexadecimal digits of a pseudonym: 64 bits, so that two of a million are alike once in 37 million. */
const LENGTH = 16;

/**
 * Replaces names by HMAC-SHA256 (RFC 2104) under a salt: the same name gets the same pseudonym in every
 * cohort made with the salt, and nobody without the salt can find out, even by trial, whose it is.
 *
 * It protects what is *written*: PatientIDs, study and series names, file and folder names, and where in
 * a label table they stood. It does not make data anonymous: whoever has the salt and the images finds
 * every name again, the DICOM files themselves are not touched, sex, age, labels and the number of slices
 * stay and may single somebody out, and so may a face in the pixels.
 */
export class Pseudonyms implements Names {
  readonly #salt: string;
  readonly #known = new Map<string, string>();

  /**
   * Keeps the salt.
   *
   * @param salt A secret of 8 characters or more; the longer and the more random, the better.
   * @throws {CohortError} The salt is shorter.
   */
  constructor(salt: string) {
    if ([...salt].length < SHORTEST_SALT) {
      throw new CohortError({
        expected: `a salt of at least ${SHORTEST_SALT} characters`,
        found: [...salt].length,
        hint: "choose a long random one and keep it secret",
      });
    }
    this.#salt = salt;
  }

  /** The pseudonym of a patient. */
  patient(id: string): string {
    return this.#once("patient", id);
  }

  /** The pseudonym of a study. */
  study(name: string): string {
    return this.#once("study", name);
  }

  /** The pseudonym of a series. */
  series(name: string): string {
    return this.#once("series", name);
  }

  /** The pseudonym of a file or folder. */
  path(path: string): string {
    return this.#pseudonym("path", path);
  }

  /** Nothing: whoever has the table would know the name from its line. */
  line(): Pick<Fault, "line"> {
    return {};
  }

  /** There are few patients, studies and series for many slices. */
  #once(kind: string, name: string): string {
    const key = `${kind}\0${name}`;
    return this.#known.getOrInsertComputed(key, () => this.#pseudonym(kind, name));
  }

  #pseudonym(kind: string, name: string): string {
    const hash = createHmac("sha256", this.#salt).update(`${kind}\0${name}`).digest("hex");
    return hash.slice(0, LENGTH);
  }
}

/**
 * Finds the files of a cohort that was read with a salt again.
 *
 * @param root The cohort's folder, unchanged.
 * @returns The path of every file below the root, relative to it, by its pseudonym.
 * @throws {CohortError} The salt is too short.
 *
 * @example
 * ```ts ignore
 * import { readCohortParquet, resolveFiles } from "hemoleak/cohort";
 * const slices = await readCohortParquet("cohort/cohort.parquet");
 * const files = await resolveFiles("CQ500", "a long secret");
 * console.log(slices[0].file, "is", files.get(slices[0].file));
 * ```
 */
export async function resolveFiles(root: string, salt: string): Promise<Map<string, string>> {
  const names = new Pseudonyms(salt);
  const { paths } = await listFiles(root);
  return new Map(paths.map((path) => [names.path(path), path]));
}
