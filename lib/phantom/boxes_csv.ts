import type { Hemorrhage } from "../cohort/slice_row.ts";
import { formatCsv } from "../files/csv.ts";
import type { PhantomOptions } from "./options.ts";
import type { PhantomSubject } from "./subject.ts";
import { instanceUid, seriesUid, studyUid } from "./uid.ts";

/** One box of the cohort, in the columns of Brain Hemorrhage Extended (BHX), PhysioNet 2020. */
export interface BoxRow {
  SOPInstanceUID: string;
  SeriesInstanceUID: string;
  StudyInstanceUID: string;
  /** Place and size in pixels. */
  data: string;
  labelName: string;
  labelType: string;
}

/** BHX's names of the types. */
const LABEL_NAMES: Record<Hemorrhage, string> = {
  IPH: "Intraparenchymal",
  IVH: "Intraventricular",
  SDH: "Subdural",
  EDH: "Epidural",
  SAH: "Subarachnoid",
};

const COLUMNS = [
  "SOPInstanceUID",
  "SeriesInstanceUID",
  "StudyInstanceUID",
  "data",
  "labelName",
  "labelType",
] as const satisfies readonly (keyof BoxRow)[];

/**
 * The boxes around the blood on a subject's slices.
 *
 * @param series SeriesNumber of the plain series.
 * @param instances InstanceNumber of each slice, from the feet up.
 */
export function boxRows(
  { name, boxes }: PhantomSubject,
  series: number,
  instances: readonly number[],
  { seed }: PhantomOptions,
): BoxRow[] {
  return boxes.flatMap((ofSlice, index) =>
    ofSlice.map(({ finding, x, y, width, height }) => ({
      SOPInstanceUID: instanceUid(seed, name, series, instances[index]!),
      SeriesInstanceUID: seriesUid(seed, name, series),
      StudyInstanceUID: studyUid(seed, name),
      data: `{'x': ${x}, 'y': ${y}, 'width': ${width}, 'height': ${height}}`,
      labelName: LABEL_NAMES[finding],
      labelType: "BoundingBox",
    }))
  );
}

/** Boxes as CSV text. */
export function formatBoxes(rows: readonly BoxRow[]): string {
  return formatCsv(rows, COLUMNS);
}
