import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { CohortError } from "../error.ts";
import { phantomIdentity } from "../phantom/identity.ts";
import { inKeyOrder } from "./cell.ts";
import { COHORT_TITLES, type CohortName } from "./cohort_name.ts";
import { readingOf, type ReadingOptions } from "./reading_options.ts";

const PROJECT_DATA = join(import.meta.dirname!, "..", "..", "data");

/** Where the data of a reproduction lie, and what is computed from them. */
export interface ReproductionFolders {
  /** The DICOM folder. */
  root: string;
  /** The folder for everything that is computed from it; each data set, read in some way, has its own. */
  folder: string;
}

/** What the folders follow from, as in `ReproductionOptions`. */
export interface FolderOptions extends ReadingOptions {
  cohort?: CohortName;
  root?: string;
  data?: string;
}

/**
 * Names the folders without looking into them: a process that may touch nothing else is begun with that.
 *
 * @throws {CohortError} Another cohort than the phantom is asked for without its folder.
 */
export function reproductionFolders(
  { cohort = "phantom", root, data = PROJECT_DATA, ...options }: FolderOptions,
): ReproductionFolders {
  const isSynthetic = cohort === "phantom";
  if (!isSynthetic && !root) {
    throw new CohortError(
      `The data (${
        COHORT_TITLES[cohort]
      }) are not part of this project: give their folder with --root, ` +
        "in a notebook or a program with the option root, or with HEMOLEAK_ROOT; data/README.md says how " +
        "to get them",
    );
  }
  const source = isSynthetic ? phantomIdentity() : resolve(root!);
  const { labelUnit, ...reading } = readingOf(options);
  const name = [
    ...[cohort, shortHash(source)],
    ...labelUnit === undefined ? [] : [`${labelUnit}-labels`],
    ...Object.keys(reading).length === 0 ? [] : [shortHash(JSON.stringify(inKeyOrder(reading)))],
  ];
  const folder = resolve(data, name.join("-"));
  return { root: isSynthetic ? join(folder, "dicom") : source, folder };
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
