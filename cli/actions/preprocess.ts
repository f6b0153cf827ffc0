import { join } from "node:path";
import {
  preprocessCohort,
  type PreprocessCohortOptions,
} from "hemoleak/preprocess/preprocess_cohort.ts";
import type { PixelReading } from "hemoleak/cohort/pixel_reading.ts";
import { imageWindowNote } from "hemoleak/preprocess/image_window_note.ts";
import { readSlices } from "hemoleak/preprocess/read_slices.ts";
import { noteLines } from "../prepared_text.ts";
import { withBars } from "../progress.ts";

/** The options of `hemoleak preprocess`. */
export interface PreprocessCliOptions extends PreprocessCohortOptions, PixelReading {
  out: string;
  pseudonymise?: string;
}

/** Preprocesses the slices that ingest has found, and counts them. */
export async function preprocess(
  root: string,
  { out, pseudonymise: salt, imageWindow, channel, ...options }: PreprocessCliOptions,
): Promise<void> {
  const given = {
    ...(imageWindow !== undefined && { imageWindow }),
    ...(channel !== undefined && { channel }),
  };
  const cohort = await readSlices(root, out, salt, given);
  const { workers: _workers, verify: _verify, ...chain } = options;
  const missing = imageWindowNote(cohort.reading ?? {}, chain);
  if (missing !== null) console.error(`hemoleak: note: ${missing}`);
  const directory = join(out, `slices-${options.size}`);
  const store = await withBars((bar) => {
    const progress = bar("Preprocessing slices", "slices");
    return preprocessCohort(cohort, directory, options, progress);
  });
  for (const line of noteLines(store.notes, directory)) console.log(line);
  const left = store.rejected.length;
  console.log(
    `Stored ${store.rows.length} slices in ${directory}; left out ${left}` +
      (left > 0 ? `, listed with reasons in ${join(directory, "rejected.csv")}` : ""),
  );
}
