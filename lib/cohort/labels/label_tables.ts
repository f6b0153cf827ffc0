import { basename, dirname, join, resolve } from "node:path";
import { CohortError } from "../../error.ts";
import type { Fault } from "../../fault.ts";
import { csvLayout } from "../../files/csv_layout.ts";
import { readTableText, tableBytes } from "../../files/table_file.ts";
import { tableText, unixLines } from "../../files/table_text.ts";
import { OTHER_NAMES, plainColumn } from "../../text/column_names.ts";
import type { PixelReading } from "../pixel_reading.ts";
import type { SeriesRule } from "../series/select_series.ts";
import { HEMORRHAGES } from "../slice_row.ts";
import { BHX_COLUMNS, BHX_FILES, parseBhxBoxes } from "./bhx_boxes.ts";
import { BhxLabels } from "./bhx_labels.ts";
import { type DatasetName, DATASETS } from "./dataset_name.ts";
import type { LabelTable, LabelUnit } from "./label_table.ts";
import {
  type Demographics,
  DEMOGRAPHICS_FILES,
  parseDemographics,
} from "./physionet_demographics.ts";
import {
  PHYSIONET_COLUMNS,
  PHYSIONET_FILES,
  PHYSIONET_WINDOW,
  PhysioNetLabels,
} from "./physionet_labels.ts";
import { parseReads } from "./reads_csv.ts";
import { ReadsLabels, type ReadsOptions } from "./reads_labels.ts";
import { readRsnaImages, RSNA_FILES, RsnaLabels } from "./rsna_labels.ts";
import {
  SLICES_COLUMNS,
  SLICES_FILE,
  SlicesCsvLabels,
  type SlicesCsvReading,
} from "./own_table/slices_csv.ts";

/** Which labels a cohort has. */
export interface LabelOptions extends ReadsOptions {
  /** Whose layout the folder has; by default what its label table shows it to be. */
  dataset?: DatasetName;
  /** The label table; by default the data set's own in the root. */
  labels?: string;
  /** The names of the columns of `slices.csv` where they are other than usual: `{ path: "file" }`. */
  columns?: Readonly<Record<string, string>>;
  /** What the labels are of; by default what the table labels by itself. */
  labelUnit?: LabelUnit;
}

/** The tables of each data set in its root, and columns that distinguish it from the others. */
const TABLES: Record<DatasetName, { files: readonly string[]; columns: readonly string[] }> = {
  cq500: { files: ["reads.csv"], columns: ["name", "R1:ICH"] },
  bhx: { files: BHX_FILES, columns: BHX_COLUMNS },
  rsna2019: { files: RSNA_FILES, columns: ["ID", "Label"] },
  physionet: { files: PHYSIONET_FILES, columns: PHYSIONET_COLUMNS },
  slices: { files: [SLICES_FILE], columns: SLICES_COLUMNS },
};

/** The label table of a cohort, and what its labels are of. */
export interface OpenedLabels {
  dataset: DatasetName;
  table: LabelTable;
  unit: LabelUnit;
  /** What was put right in reading it. */
  notes: readonly string[];
}

/**
 * Opens the label table of a folder.
 *
 * @throws {CohortError} There is none, or several; it is malformed; or it has no labels of the wanted kind.
 */
export async function openLabels(
  root: string,
  options: LabelOptions & Pick<PixelReading, "modality">,
): Promise<OpenedLabels> {
  const { dataset, path } = await findTable(root, options);
  const name = options.labels ?? basename(path);
  const notes: string[] = [];
  const note = (file: string) => (note: string) => notes.push(`${file}: ${note}`);
  const table = await OPEN[dataset](root, path, name, { ...options, note });
  const unit = options.labelUnit ?? table.unit;
  if (unit === "slice" && table.ofSlice === undefined) {
    throw new CohortError({
      expected: "labels of slices",
      problem: `${name} labels studies`,
      hint: `slices of CQ500 are labeled by BHX (--dataset bhx with ${BHX_FILES[0]}), or by ` +
        `a ${SLICES_FILE} of your own`,
    });
  }
  return { dataset, table, unit, notes };
}

/**
 * The rule by which series are chosen unless set otherwise: where a table names the images that it is
 * about, somebody has chosen them already.
 */
export function usualRule(dataset: DatasetName): SeriesRule {
  return dataset === "rsna2019" || dataset === "slices" ? { series: "all", minimumSlices: 1 } : {};
}

/** Whether a table names the images that it is about, so that pictures may be among them. */
export function namesImages(dataset: DatasetName): boolean {
  return dataset === "slices" || dataset === "physionet";
}

/** What the pixels of a data set's pictures mean, where its authors say so. */
export function usualReading(dataset: DatasetName): PixelReading {
  return dataset === "physionet" ? { imageWindow: PHYSIONET_WINDOW } : {};
}

/** Whether a folder holds a label table of a data set. */
export async function hasLabelTable(root: string, dataset: DatasetName): Promise<boolean> {
  return await tablePath(root, dataset) !== null;
}

/** Where the table of a data set is, or null. Copies of CT-ICH have it in folders of the root as well. */
async function tablePath(root: string, dataset: DatasetName): Promise<string | null> {
  const files = TABLES[dataset].files.flatMap((file) => [file, `${file}.gz`]);
  for (const file of files) {
    const path = join(root, file);
    if (await exists(path)) return path;
  }
  return dataset === "physionet" ? await findBelow([root], files, WRAPPINGS) : null;
}

/** Archives of archives put a data set so many folders deep, which hold few others. */
const WRAPPINGS = 3, MOST_BESIDE = 16;

/** A file in one of some folders, or so many levels below them, in any case. */
async function findBelow(
  folders: readonly string[],
  files: readonly string[],
  levels: number,
): Promise<string | null> {
  const below: string[] = [];
  for (const folder of folders) {
    const found = await fileIn(folder, files);
    if (found !== null) return found;
    const inside = await entriesOf(folder, ({ isDirectory }) => isDirectory);
    if (inside.length <= MOST_BESIDE) below.push(...inside.map((name) => join(folder, name)));
  }
  return below.length === 0 || levels === 0 ? null : await findBelow(below, files, levels - 1);
}

async function fileIn(folder: string, files: readonly string[]): Promise<string | null> {
  const there = await entriesOf(folder, ({ isDirectory }) => !isDirectory);
  for (const file of files) {
    const name = there.find((name) => name.toLowerCase() === file.toLowerCase());
    if (name !== undefined && await exists(join(folder, name))) return join(folder, name);
  }
  return null;
}

/** In order of name; none where the folder cannot be read, which is told when images are looked for. */
async function entriesOf(
  folder: string,
  isWanted: (entry: Deno.DirEntry) => boolean,
): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter(isWanted).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof TypeError) throw error;
    return [];
  }
}

type Open = (
  root: string,
  path: string,
  name: string,
  options: LabelOptions & { note: NotesOf },
) => Promise<LabelTable>;

/** Where to report what was put right in reading a file. */
type NotesOf = (file: string) => (note: string) => void;

const OPEN: Record<DatasetName, Open> = {
  async cq500(_root, path, name, { note, ...options }) {
    return new ReadsLabels(await readReads(path, name, note), name, options);
  },
  async bhx(root, path, name, { finding, note, ...options }) {
    const text = await readTable(path, name, note);
    const boxes = parseBhxBoxes(text, name, { note: note(name) });
    const reads = await readReads(await findReads(root, path), READS_FILE, note);
    return new BhxLabels(boxes, name, new ReadsLabels(reads, READS_FILE, options), finding);
  },
  async rsna2019(_root, path, name, { finding, note }) {
    return new RsnaLabels(await readRsnaImages(path, name, note(name)), name, finding);
  },
  async physionet(_root, path, name, { finding, note }) {
    const people = await readDemographics(dirname(path), note);
    const text = await readTable(path, name, note);
    return new PhysioNetLabels(text, name, people, { finding, note: note(name) });
  },
  async slices(root, path, name, { finding, columns, note }) {
    const text = await readTable(path, name, note);
    const labels = finding === undefined || finding === "ICH"
      ? { finding, columns }
      : findingInTable(finding, text, name, columns);
    return new SlicesCsvLabels(text, name, { ...labels, note: note(name), root: resolve(root) });
  },
};

/** Where in a table of one's own another finding is: a column of its own, or a name in that of the label. */
function findingInTable(
  finding: string,
  text: string,
  file: string,
  columns: Readonly<Record<string, string>> = {},
): Pick<SlicesCsvReading, "finding" | "columns" | "positive"> {
  const isOf = (name: string) => plainColumn(name) === plainColumn(finding);
  const isLabel = columns.label === undefined
    ? (name: string) => isCalled("label", name)
    : (name: string) => plainColumn(name) === plainColumn(columns.label!);
  const known = (names: readonly string[]) =>
    names.filter((name) => isOf(name) || isLabel(name)).length;
  const { names } = csvLayout(unixLines(text.slice(0, START)), known);
  if (names.some(isOf)) {
    // The column of a type stays one beside the label.
    return HEMORRHAGES.some((type) => type === finding)
      ? { finding, columns }
      : { columns: { ...columns, label: finding } };
  }
  if (names.some(isLabel)) return { columns, positive: finding };
  throw new CohortError({
    file,
    expected: `a column "${finding}", the finding that is asked for, or one of labels,`,
    found: names.join(","),
  });
}

/** Whether a column of a table of one's own has the usual name or one that other tools give it. */
function isCalled(column: typeof SLICES_COLUMNS[number], name: string): boolean {
  const plain = plainColumn(name);
  return plain === column || (OTHER_NAMES[column] as readonly string[]).includes(plain);
}

const READS_FILE = "reads.csv";

async function readReads(path: string, name: string, note: NotesOf) {
  return parseReads(await readTable(path, name, note), name, note(name));
}

async function findTable(
  root: string,
  { dataset, labels, labelUnit, columns, finding, modality }:
    & LabelOptions
    & Pick<PixelReading, "modality">,
): Promise<{ dataset: DatasetName; path: string }> {
  if (labels !== undefined) {
    // Columns that are named by hand can be those of no other table.
    const own = columns === undefined ? undefined : "slices";
    return { dataset: dataset ?? own ?? await datasetOf(labels, finding), path: labels };
  }
  const wanted = dataset === undefined ? DATASETS : [dataset];
  const found = new Map<DatasetName, string>();
  for (const name of wanted) {
    const path = await tablePath(root, name);
    if (path !== null) found.set(name, path);
  }
  // A table of the root's own counts before one of a copy below it.
  const copied = found.get("physionet");
  if (found.size > 1 && copied !== undefined && dirname(copied) !== dirname(join(root, "table"))) {
    found.delete("physionet");
  }
  // The boxes of BHX go with CQ500's votes, which are the labels unless slices are to have their own.
  if (found.has("cq500")) found.delete(labelUnit === "slice" && found.has("bhx") ? "cq500" : "bhx");
  const [only] = found;
  if (found.size === 1) return { dataset: only![0], path: only![1] };
  // The known data sets are of CT.
  const asked = modality === "other" && dataset === undefined ? ["slices"] as const : wanted;
  throw new CohortError(found.size === 0 ? noTable(root, asked) : severalTables(root, found));
}

function noTable(root: string, wanted: readonly DatasetName[]): Fault {
  const [file] = TABLES[wanted[0]!].files;
  if (wanted.length === 1 && wanted[0] === "slices") {
    return {
      file: join(root, SLICES_FILE),
      expected: "the label table, which says whose each image is and what it shows,",
      problem: "there is none",
      hint:
        `write it with the columns ${
          SLICES_COLUMNS.join(",")
        }, a row per image; the subject is the ` +
        "person, so that a split can keep a person's images together",
    };
  }
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

/** What a table's columns show it to be: of several, that of the most columns. */
async function datasetOf(path: string, finding?: string): Promise<DatasetName> {
  const start = unixLines(await readStart(path));
  const known = (names: readonly string[]) => {
    const found = new Set(names.map(plainColumn));
    return DATASETS.filter((name) =>
      TABLES[name].columns.every((column) => found.has(plainColumn(column)))
    );
  };
  const { names } = csvLayout(start, (names) => known(names).length);
  const [dataset] = known(names);
  if (dataset !== undefined) return dataset;
  // Less sure, and for tables of one's own alone: columns by their other names.
  const isFinding = (name: string) =>
    finding !== undefined && plainColumn(name) === plainColumn(finding);
  const own = (names: readonly string[]) =>
    SLICES_COLUMNS.filter((column) =>
      names.some((name) => isCalled(column, name) || (column === "label" && isFinding(name)))
    ).length;
  if (own(csvLayout(start, own).names) === SLICES_COLUMNS.length) return "slices";
  throw new CohortError({
    file: path,
    expected: `the columns of a label table that is known (${DATASETS.join(", ")})`,
    found: names.join(",") || "nothing",
    hint:
      `${SLICES_FILE} with ${
        SLICES_COLUMNS.join(",")
      } fits any data set; of a table of your own, ` +
      "--columns path=NAME,subject=NAME,label=NAME says which they are",
  });
}

async function readStart(path: string): Promise<string> {
  const source = { file: path, fail: CohortError, note: () => {} };
  try {
    for await (const text of tableText(tableBytes(path, source), source)) {
      if (text !== "") return text.slice(0, START);
    }
    return "";
  } catch (error) {
    throw missing(error, path, "a label table");
  }
}

/** So many characters hold a header. */
const START = 1 << 16;

async function readTable(path: string, name: string, note: NotesOf): Promise<string> {
  try {
    return await readTableText(path, { file: name, fail: CohortError, note: note(name) });
  } catch (error) {
    throw missing(error, path, `the label table ${name}`);
  }
}

/** The votes that go with boxes: in the root or beside them. */
async function findReads(root: string, boxes: string): Promise<string> {
  for (const folder of [root, dirname(boxes)]) {
    const path = join(folder, READS_FILE);
    if (await exists(path)) return path;
  }
  throw new CohortError({
    file: join(root, READS_FILE),
    expected: "the votes of CQ500 beside BHX",
    problem: "there is none",
    hint: "BHX says where blood is, and reads.csv which studies have none",
  });
}

async function readDemographics(folder: string, note: NotesOf): Promise<Demographics> {
  const path = await fileIn(folder, DEMOGRAPHICS_FILES);
  if (path === null) return new Map();
  const name = basename(path);
  return parseDemographics(await readTable(path, name, note), name);
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
