import { SlicesCsvLabels } from "hemoleak/cohort/labels/own_table/slices_csv.ts";
import type { ScannedFile } from "hemoleak/cohort/scan/scan_folder.ts";
import { CohortError, isHemoleakError } from "hemoleak/error.ts";
import { auc } from "hemoleak/evaluate/auc/auc.ts";
import { decodeTable } from "hemoleak/files/table_text.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { predictionAt, type PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { formatPredictions, readPredictions } from "hemoleak/predictions/predictions_csv.ts";
import { Random } from "hemoleak/random.ts";
import { damaged, type MutatedTable, rewritten, SPELLINGS } from "./table_mutations.ts";

/** What became of one mutation. */
export interface TableFinding {
  seed: number;
  what: string;
  /** Whether it was read; else it was refused. */
  read: boolean;
  /** What is wrong, or null. */
  complaint: string | null;
}

const SUBJECTS = 30;
/** A few damaged bytes reach so many rows at most, where none is moved. */
const MOST_ROWS = 8;

/** Thirty made-up subjects, all of them in both sets. */
const LEAKING: readonly Prediction[] = Array.from({ length: 4 * SUBJECTS }, (_, i): Prediction => {
  const number = Math.floor(i / 4), subject = `P${String(number + 1).padStart(3, "0")}`;
  return {
    subject,
    study: `${subject}-1`,
    slice: String(i % 4),
    set: i % 4 < 2 ? "train" : "test",
    label: number % 3 === 0 ? 1 : 0,
    score: ((i * 7919) % 1000) / 1000,
  };
});
const APART: readonly Prediction[] = LEAKING.map((row) => (
  { ...row, set: Number(row.subject.slice(1)) % 2 === 0 ? "train" : "test" }
));

/** What rows say that no file was made of. */
const EXPECTED = { leaking: testAuc(LEAKING), apart: testAuc(APART) };

function testAuc(rows: readonly Prediction[]): number {
  const test = rows.filter(({ set }) => set === "test");
  return auc({
    scores: Float64Array.from(test, ({ score }) => score),
    labels: Uint8Array.from(test, ({ label }) => label),
  });
}

/**
 * Reads mutated tables of predictions and of labels, a seed each: those that another program only wrote in
 * another way must give the right values, and of damaged ones no leak may be called separate, no row get
 * another's values, and nothing end but in a typed error.
 */
export async function* fuzzTables(
  { first = 1, count = 10_000 }: { first?: number; count?: number },
): AsyncGenerator<TableFinding> {
  for (let seed = first; seed < first + count; seed++) yield await tryTable(seed);
}

async function tryTable(seed: number): Promise<TableFinding> {
  const random = new Random(seed, "tables");
  const kind = random.pick(["leaking", "apart", "respelled", "labels"] as const);
  const text = kind === "labels" ? LABELS : formatPredictions(
    kind === "respelled" ? respelled(random) : kind === "leaking" ? LEAKING : APART,
  );
  const whole = rewritten(text, random);
  const table = random.bool() ? damaged(whole, random) : whole;
  const finding = { seed, what: `${kind}: ${table.what}` };
  try {
    const complaint = kind === "labels"
      ? judgeLabels(table)
      : judgePredictions(await read(table), table, kind);
    return { ...finding, read: true, complaint };
  } catch (error) {
    const expected = isHemoleakError(error) && !table.isHarmless;
    return { ...finding, read: false, complaint: expected ? null : String((error as Error).stack) };
  }
}

/** The leaking rows with the test set's names spelled otherwise, all in one way. */
function respelled(random: Random): Prediction[] {
  const spell = random.pick(SPELLINGS);
  return LEAKING.map((row) =>
    row.set === "test"
      ? { ...row, subject: spell(row.subject), study: "", slice: `${row.subject}-${row.slice}` }
      : { ...row, study: "", slice: `${row.subject}-${row.slice}` }
  );
}

async function read({ bytes }: MutatedTable): Promise<PredictionTable> {
  async function* pieces() {
    yield await Promise.resolve(bytes);
  }
  return await readPredictions(pieces(), "p.csv", { acrossSets: true });
}

function judgePredictions(
  table: PredictionTable,
  { isHarmless }: MutatedTable,
  kind: "leaking" | "apart" | "respelled",
): string | null {
  const { verdict } = audit(table);
  if (kind !== "apart" && verdict === "separate") return "a leak was called separate";
  if (kind === "respelled") return null;
  const rows = Array.from({ length: table.length }, (_, row) => predictionAt(table, row));
  // A damaged name of a column that may be missing: its values are left out, and that is noted.
  const left = (["study", "slice", "set"] as const).filter((column) =>
    !table.notes.some((note) => note.startsWith(`without a column ${column}`))
  );
  const strange = rows.length - knownRows(rows, kind === "leaking" ? LEAKING : APART, left);
  if (!isHarmless) return strange > MOST_ROWS ? `${strange} rows are other than they were` : null;
  if (strange > 0 || rows.length !== LEAKING.length) return "rows are other than they were";
  if (testAuc(rows) !== EXPECTED[kind]) return "another AUC";
  const right = kind === "leaking" ? "leaks" : "separate";
  return verdict === right ? null : `called ${verdict}`;
}

/** How many rows are as they were. */
function knownRows(
  rows: readonly Prediction[],
  originals: readonly Prediction[],
  columns: readonly (keyof Prediction)[],
): number {
  const key = (row: Prediction) =>
    JSON.stringify(
      ["subject", "label", "score", ...columns].map((name) => row[name as keyof Prediction]),
    );
  const known = new Set(originals.map(key));
  return rows.filter((row) => known.has(key(row))).length;
}

const FILES = Array.from({ length: 40 }, (_, i) => ({
  file: `s${i >> 2}/IM${i % 4}.dcm`,
  subject: `P${i >> 2}`,
  study: `S${i >> 2}`,
  label: ((i * 7) % 5 < 2 ? 1 : 0) as 0 | 1,
}));
const LABELS = [
  "path,subject,study,label,IPH,SDH",
  ...FILES.map(({ file, subject, study, label }) =>
    `${file},${subject},${study},${label},${label},0`
  ),
  "",
].join("\n");

/** Joins the files that the table is about, and compares with what each was labeled. */
function judgeLabels({ bytes, isHarmless }: MutatedTable): string | null {
  const source = { file: "slices.csv", fail: CohortError, note: () => {} };
  const labels = new SlicesCsvLabels(decodeTable(bytes, source), "slices.csv");
  let strange = 0;
  for (const { file, subject, study, label } of FILES) {
    const image = {
      file,
      frame: 0,
      header: { patientId: "", studyInstanceUid: "" },
    } as ScannedFile;
    const owner = labels.owner(image);
    const isRight = "subject" in owner && owner.subject === subject && owner.study === study &&
      labels.ofSlice(study, image)?.label === label;
    if (!isRight && (isHarmless || "subject" in owner)) strange++;
  }
  if (isHarmless) return strange > 0 ? `${strange} files are joined wrongly` : null;
  return strange > MOST_ROWS ? `${strange} files are joined wrongly` : null;
}
