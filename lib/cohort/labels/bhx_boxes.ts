import { CohortError } from "../../error.ts";
import { type CsvOptions, type CsvRow, parseCsv } from "../../files/csv.ts";
import { numberOf } from "../../text/values.ts";
import { type Hemorrhage, HEMORRHAGES } from "../slice_row.ts";
import type { Labels } from "./label_table.ts";

/** The tables of BHX, the one to be preferred first: it labels one series a study throughout. */
export const BHX_FILES = [
  "3_Extrapolation_to_Selected_Series.csv",
  "2_Extrapolation_to_All_Series.csv",
  "1_Initial_Manual_Labeling.csv",
] as const;

/** The columns that are needed; the place of a box stands in `data` or in columns of its own. */
export const BHX_COLUMNS = ["SOPInstanceUID", "SeriesInstanceUID", "labelName"] as const;

const OPTIONAL = ["StudyInstanceUID", "data", "x", "y", "width", "height"] as const;

/** BHX's names of the types. Of a chronic hemorrhage it does not say which of them it is. */
const TYPES: Record<string, Hemorrhage | "chronic"> = {
  Intraparenchymal: "IPH",
  Intraventricular: "IVH",
  Subdural: "SDH",
  Epidural: "EDH",
  Subarachnoid: "SAH",
  Chronic: "chronic",
};

/** A rectangle in an image, in pixels from its upper left corner. */
export interface Box {
  /** Of the left edge. */
  x: number;
  /** Of the upper edge. */
  y: number;
  /** From the left edge to the right one. */
  width: number;
  /** From the upper edge to the lower one. */
  height: number;
}

/** An image with boxes on it. */
export interface BoxedImage {
  series: string;
  /** Its StudyInstanceUID; empty where the table has no such column. */
  study: string;
  labels: Labels;
  boxes: Box[];
}

/** The boxes of Brain Hemorrhage Extended, by image. */
export interface BhxBoxes {
  /** By SOPInstanceUID. */
  images: Map<string, BoxedImage>;
  /** SeriesInstanceUIDs of the series with boxes: the series that were looked at. */
  series: Set<string>;
  /** StudyInstanceUIDs of the studies with boxes. */
  studies: Set<string>;
}

/**
 * Parses a table of Brain Hemorrhage Extended (BHX 1.1, Reis et al., PhysioNet 2020,
 * doi:10.13026/9cft-hg92): boxes around the blood in slices of CQ500, columns `SOPInstanceUID`,
 * `SeriesInstanceUID`, `StudyInstanceUID`, `data` (`{'x': 320.9, 'y': 235.8, 'width': 30.7, 'height':
 * 52.5}`), `labelName`, `labelType`.
 *
 * A type without a box is 0 on an image with boxes, unless one is of a chronic hemorrhage, whose type is
 * not stated: then it is null.
 *
 * @throws {CohortError} A column is missing, a name of a type is unknown, a box is none, or one image is
 *   said to be of two series.
 */
export function parseBhxBoxes(
  text: string,
  file: string,
  options: Pick<CsvOptions, "note"> = {},
): BhxBoxes {
  const boxes: BhxBoxes = { images: new Map(), series: new Set(), studies: new Set() };
  for (
    const row of parseCsv(text, file, BHX_COLUMNS, CohortError, { ...options, optional: OPTIONAL })
  ) {
    const name = row.values.labelName!;
    const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
    if (type === undefined) refuse(file, row, "labelName", Object.keys(TYPES).join(", "));
    const box = parseBox(file, row);
    const { SOPInstanceUID: sop, SeriesInstanceUID: series, StudyInstanceUID: study = "" } =
      row.values;
    if (!sop || !series) refuse(file, row, "SOPInstanceUID and SeriesInstanceUID", "UIDs");
    const image = boxes.images.getOrInsertComputed(
      sop,
      () => ({ series, study, labels: none(), boxes: [] }),
    );
    if (image.series !== series || image.study !== study) {
      refuse(file, row, "SeriesInstanceUID", "the series and study of the image's earlier boxes");
    }
    addType(image.labels, type);
    image.boxes.push(box);
    boxes.series.add(series);
    if (study !== "") boxes.studies.add(study);
  }
  if (boxes.images.size === 0) {
    throw new CohortError({ file, expected: "one row per box", found: "none" });
  }
  return boxes;
}

/** No hemorrhage of any type. */
export function none(): Labels {
  return { label: 0, IPH: 0, IVH: 0, SDH: 0, EDH: 0, SAH: 0 };
}

function addType(labels: Labels, type: Hemorrhage | "chronic"): void {
  labels.label = 1;
  if (type !== "chronic") {
    labels[type] = 1;
    return;
  }
  for (const name of HEMORRHAGES) labels[name] ||= null;
}

const SIDES = ["x", "y", "width", "height"] as const;

function parseBox(file: string, row: CsvRow): Box {
  const { data } = row.values;
  const [x, y, width, height] = SIDES.map((side) => {
    const text = data === undefined
      ? row.values[side]
      : new RegExp(`['"]${side}['"]\\s*:\\s*(-?[\\d.]+(?:e[-+]?\\d+)?)`, "i").exec(data)?.[1];
    return numberOf(text ?? "")?.value ?? NaN;
  }) as [number, number, number, number];
  if ([x, y, width, height].every(Number.isFinite) && width > 0 && height > 0) {
    return { x, y, width, height };
  }
  refuse(file, row, "data", "a box with x, y, width and height");
}

function refuse(file: string, { line }: CsvRow, column: string, expected: string): never {
  throw new CohortError({ file, line, column, expected });
}
