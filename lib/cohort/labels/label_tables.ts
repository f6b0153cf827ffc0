import { basename, dirname, join } from "node:path";
import { CohortError } from "../../error.ts";
import type { Fault } from "../../fault.ts";
import type { SeriesRule } from "../series/select_series.ts";
import { BHX_COLUMNS, BHX_FILES, parseBhxBoxes } from "./bhx_boxes.ts";
import { BhxLabels } from "./bhx_labels.ts";
import { type DatasetName, DATASETS } from "./dataset_name.ts";
import type { LabelTable, LabelUnit } from "./label_table.ts";
import {
  type Demographics,
  DEMOGRAPHICS_FILES,
  parseDemographics,
} from "./physionet_demographics.ts";
import { PHYSIONET_COLUMNS, PHYSIONET_FILE, PhysioNetLabels } from "./physionet_labels.ts";
import { parseReads } from "./reads_csv.ts";
import { ReadsLabels, type ReadsOptions } from "./reads_labels.ts";
import { readRsnaImages, RSNA_FILES, RsnaLabels } from "./rsna_labels.ts";
import { SLICES_COLUMNS, SLICES_FILE, SlicesCsvLabels } from "./slices_csv.ts";

/** Which labels a cohort has. */
export interface LabelOptions extends ReadsOptions {
  /** Whose layout the folder has; by default what its label table shows it to be. */
  dataset?: DatasetName;
  /** The label table; by default the data set's own in the root. */
  labels?: string;
  /** What the labels are of; by default what the table labels by itself. */
  labelUnit?: LabelUnit;
}

/** The tables of each data set in its root, and columns that distinguish it from the others. */
const TABLES: Record<DatasetName, { files: readonly string[]; columns: readonly string[] }> = {
  cq500: { files: ["reads.csv"], columns: ["name", "R1:ICH"] },
  bhx: { files: BHX_FILES, columns: BHX_COLUMNS },
  rsna2019: { files: RSNA_FILES, columns: ["ID", "Label"] },
  physionet: { files: [PHYSIONET_FILE], columns: PHYSIONET_COLUMNS },
  slices: { files: [SLICES_FILE], columns: SLICES_COLUMNS },
};

/** The label table of a cohort, and what its labels are of. */
export interface OpenedLabels {
  dataset: DatasetName;
  table: LabelTable;
  unit: LabelUnit;
}

/**
 * Opens the label table of a folder.
 *
 * @throws {CohortError} There is none, or several; it is malformed; or it has no labels of the wanted kind.
 */
export async function openLabels(root: string, options: LabelOptions): Promise<OpenedLabels> {
  const { dataset, path } = await findTable(root, options);
  const name = options.labels ?? basename(path);
  const table = await OPEN[dataset](root, path, name, options);
  const unit = options.labelUnit ?? table.unit;
  if (unit === "slice" && table.ofSlice === undefined) {
    throw new CohortError({
      expected: "labels of slices",
      problem: `${name} labels studies`,
      hint: `slices of CQ500 are labeled by BHX (--dataset bhx with ${BHX_FILES[0]}), or by ` +
        `a ${SLICES_FILE} of your own`,
    });
  }
  return { dataset, table, unit };
}

/**
 * The rule by which series are chosen unless set otherwise: where a table names the images that it is
 * about, somebody has chosen them already.
 */
export function usualRule(dataset: DatasetName): SeriesRule {
  return dataset === "rsna2019" || dataset === "slices" ? { series: "all", minimumSlices: 1 } : {};
}

/** Whether a folder holds a label table of a data set. */
export async function hasLabelTable(root: string, dataset: DatasetName): Promise<boolean> {
  for (const file of TABLES[dataset].files) if (await exists(join(root, file))) return true;
  return false;
}

type Open = (
  root: string,
  path: string,
  name: string,
  options: LabelOptions,
) => Promise<LabelTable>;

const OPEN: Record<DatasetName, Open> = {
  async cq500(_root, path, name, options) {
    return new ReadsLabels(parseReads(await readTable(path, "cq500"), name), name, options);
  },
  async bhx(root, path, name, { finding, ...options }) {
    const boxes = parseBhxBoxes(await readTable(path, "bhx"), name);
    const reads = parseReads(await readReadsFor(root, path), "reads.csv");
    return new BhxLabels(boxes, name, new ReadsLabels(reads, "reads.csv", options), finding);
  },
  async rsna2019(_root, path, name, { finding }) {
    return new RsnaLabels(await readRsnaImages(path, name), name, finding);
  },
  async physionet(_root, path, name, { finding }) {
    const people = await readDemographics(dirname(path));
    return new PhysioNetLabels(await readTable(path, "physionet"), name, people, finding);
  },
  async slices(_root, path, name, { finding }) {
    return new SlicesCsvLabels(await readTable(path, "slices"), name, finding);
  },
};

async function findTable(
  root: string,
  { dataset, labels, labelUnit }: LabelOptions,
): Promise<{ dataset: DatasetName; path: string }> {
  if (labels !== undefined) {
    return { dataset: dataset ?? await datasetOf(labels), path: labels };
  }
  const wanted = dataset === undefined ? DATASETS : [dataset];
  const found = new Map<DatasetName, string>();
  for (const name of wanted) {
    for (const file of TABLES[name].files) {
      const path = join(root, file);
      if (!found.has(name) && await exists(path)) found.set(name, path);
    }
  }
  // The boxes of BHX go with CQ500's votes, which are the labels unless slices are to have their own.
  if (found.has("cq500")) found.delete(labelUnit === "slice" && found.has("bhx") ? "cq500" : "bhx");
  const [only] = found;
  if (found.size === 1) return { dataset: only![0], path: only![1] };
  throw new CohortError(found.size === 0 ? noTable(root, wanted) : severalTables(root, found));
}

function noTable(root: string, wanted: readonly DatasetName[]): Fault {
  const [file] = TABLES[wanted[0]!].files;
  if (wanted.length === 1) {
    return {
      file: join(root, file!),
      expected: "the label table",
      problem: "there is none",
      hint: "put it there or name another file",
    };
  }
  const known = wanted.map((name) => TABLES[name].files[0]).join(", ");
  return {
    file: root,
    expected: `a label table, one of ${known},`,
    problem: "there is none",
    hint: `put one there, name another file, or write ${SLICES_FILE} with the columns ` +
      SLICES_COLUMNS.join(","),
  };
}

function severalTables(root: string, found: ReadonlyMap<DatasetName, string>): Fault {
  const tables = [...found].map(([name, path]) => `${basename(path)} (${name})`).join(", ");
  return {
    file: root,
    expected: "one label table",
    found: tables,
    hint: "say which with --dataset or --labels",
  };
}

/** What a table's columns show it to be. */
async function datasetOf(path: string): Promise<DatasetName> {
  const [first = ""] = (await readStart(path)).replace(/^\ufeff/, "").split(/\r?\n/);
  const columns = first.split(",").map((name) => name.trim().replaceAll('"', ""));
  const dataset = DATASETS.find((name) =>
    TABLES[name].columns.every((column) => columns.includes(column))
  );
  if (dataset !== undefined) return dataset;
  throw new CohortError({
    file: path,
    expected: `the columns of a label table that is known (${DATASETS.join(", ")})`,
    found: "others",
    hint: `${SLICES_FILE} with ${SLICES_COLUMNS.join(",")} fits any data set`,
  });
}

async function readStart(path: string): Promise<string> {
  try {
    using file = await Deno.open(path);
    const bytes = new Uint8Array(16 * 1024);
    const count = await file.read(bytes);
    return new TextDecoder().decode(bytes.subarray(0, count ?? 0));
  } catch (error) {
    throw missing(error, path, "a label table");
  }
}

async function readTable(path: string, dataset: DatasetName): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    throw missing(error, path, `the label table of ${dataset}`);
  }
}

/** The votes that go with boxes: in the root or beside them. */
async function readReadsFor(root: string, boxes: string): Promise<string> {
  for (const folder of [root, dirname(boxes)]) {
    const path = join(folder, "reads.csv");
    if (await exists(path)) return await readTable(path, "cq500");
  }
  throw new CohortError({
    file: join(root, "reads.csv"),
    expected: "the votes of CQ500 beside BHX",
    problem: "there is none",
    hint: "BHX says where blood is, and reads.csv which studies have none",
  });
}

async function readDemographics(folder: string): Promise<Demographics> {
  for (const name of DEMOGRAPHICS_FILES) {
    const path = join(folder, name);
    if (await exists(path)) return parseDemographics(await readTable(path, "physionet"), name);
  }
  return new Map();
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw missing(error, path, "a label table");
  }
}

function missing(error: unknown, path: string, what: string): unknown {
  if (error instanceof Deno.errors.NotFound) {
    return new CohortError({
      file: path,
      expected: what,
      problem: "there is none",
      hint: "put it there or name another file",
    });
  }
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return new CohortError({
      file: path,
      expected: what,
      problem: "it may not be read: permission denied",
    });
  }
  if (error instanceof Deno.errors.IsADirectory) {
    return new CohortError({ file: path, expected: what, problem: "it is a folder" });
  }
  return error;
}
