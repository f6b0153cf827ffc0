import { join } from "node:path";
import {
  preprocessCohort,
  type PreprocessCohortOptions,
} from "hemoleak/preprocess/preprocess_cohort.ts";
import type { PixelReading } from "hemoleak/cohort/pixel_reading.ts";
import { imageWindowNote } from "hemoleak/preprocess/image_window_note.ts";
import { readSlices } from "hemoleak/preprocess/read_slices.ts";
import type { SeriesNote } from "hemoleak/preprocess/store/store_index.ts";
import { countOf } from "hemoleak/text/numbers.ts";
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
  for (const [note, slices] of countNotes(store.notes)) {
    console.log(
      `Note: ${note}: ${countOf(slices, "slice")}, by series in ${join(directory, "notes.csv")}`,
    );
  }
  const left = store.rejected.length;
  console.log(
    `Stored ${store.rows.length} slices in ${directory}; left out ${left}` +
      (left > 0 ? `, listed with reasons in ${join(directory, "rejected.csv")}` : ""),
  );
}

/** In how many slices of all series each note was made. */
function countNotes(notes: readonly SeriesNote[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { note, slices } of notes) counts.set(note, (counts.get(note) ?? 0) + slices);
  return counts;
}
