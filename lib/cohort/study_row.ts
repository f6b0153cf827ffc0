import { anyOf } from "./labels/label_table.ts";
import type { HemorrhageTypes, SliceRow } from "./slice_row.ts";

/** One study of a cohort. */
export interface StudyRow extends HemorrhageTypes {
  /** Its name in the label table. */
  study: string;
  /** The patient (PatientID). */
  subject: string;
  /** Whether any of its slices shows hemorrhage; with study labels they all say what the study does. */
  label: 0 | 1;
  /** Age in years, where header or table states it. */
  age: number | null;
  /** `M`, `F` or `O`, where header or table states it. */
  sex: string | null;
  /** How many of its slices are in the cohort. */
  slices: number;
}

/** The studies that slices are of, in their order. */
export function studiesOf(slices: readonly SliceRow[]): StudyRow[] {
  return [...Map.groupBy(slices, ({ study }) => study).values()].map((rows) => {
    const { study, subject, age, sex } = rows[0]!;
    return { study, subject, ...anyOf(rows), age, sex, slices: rows.length };
  });
}
