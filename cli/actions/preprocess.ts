import { join } from "node:path";
import {
  preprocessCohort,
  type PreprocessCohortOptions,
} from "hemoleak/preprocess/preprocess_cohort.ts";
import { readSlices } from "hemoleak/preprocess/read_slices.ts";
import { withBars } from "../progress.ts";

/** The options of `hemoleak preprocess`. */
export interface PreprocessCliOptions extends PreprocessCohortOptions {
  out: string;
  pseudonymise?: string;
}

/** Preprocesses the slices that ingest has found, and counts them. */
export async function preprocess(
  root: string,
  { out, pseudonymise: salt, ...options }: PreprocessCliOptions,
): Promise<void> {
  const cohort = await readSlices(root, out, salt);
  const directory = join(out, `slices-${options.size}`);
  const store = await withBars((bar) => {
    const progress = bar("Preprocessing slices", "slices");
    return preprocessCohort(cohort, directory, options, progress);
  });
  const left = store.rejected.length;
  console.log(
    `Stored ${store.rows.length} slices in ${directory}; left out ${left}` +
      (left > 0 ? `, listed with reasons in ${join(directory, "rejected.csv")}` : ""),
  );
}
