import { join } from "node:path";
import { dataKindOf } from "hemoleak/cohort/data_kind.ts";
import type { Prepared } from "hemoleak/experiment/reproduction.ts";
import { imageWindowNote } from "hemoleak/preprocess/image_window_note.ts";
import type { SeriesNote } from "hemoleak/preprocess/store/store_index.ts";
import { findingWords } from "hemoleak/text/finding.ts";
import { countOf, countText } from "hemoleak/text/numbers.ts";
import { printable } from "hemoleak/text/printable.ts";

/** What a cohort has become, how much was left out, and where it is said why. */
export function preparedLines({ cohort, store, folder }: Prepared): string[] {
  const { reading = {}, rejected, notes = [] } = cohort;
  const slices = join(folder, `slices-${store.size}`);
  const subjects = new Set(store.rows.map(({ subject }) => subject)).size;
  const positive = store.rows.filter(({ label }) => label === 1).length;
  const left = store.rejected.length, missing = imageWindowNote(reading, store.options);
  return [
    ...notes.map((note) => printable(`hemoleak: note: ${note}`)),
    ...missing === null ? [] : [`hemoleak: note: ${missing}`],
    ...noteLines(store.notes, slices),
    `${countOf(store.rows.length, "slice")} of ${countOf(subjects, "subject")}, ` +
    `${countText(positive)} labeled “${findingWords(dataKindOf(reading)).name}”`,
    ...rejected.length === 0 ? [] : [
      leftOut(
        countOf(rejected.length, "file, folder or label", "files, folders and labels"),
        folder,
      ),
    ],
    ...left === 0
      ? []
      : [leftOut(`${countText(left)} of ${countOf(store.rows.length + left, "slice")}`, slices)],
  ];
}

function leftOut(what: string, folder: string): string {
  return `Left out: ${what}; ${join(folder, "rejected.csv")} says why`;
}

/** In how many slices of all series each note was made. */
export function noteLines(notes: readonly SeriesNote[], folder: string): string[] {
  const counts = new Map<string, number>();
  for (const { note, slices } of notes) counts.set(note, (counts.get(note) ?? 0) + slices);
  return [...counts].map(([note, slices]) =>
    `Note: ${note}: ${countOf(slices, "slice")}, by series in ${join(folder, "notes.csv")}`
  );
}
