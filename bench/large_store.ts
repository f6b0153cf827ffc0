import { join } from "node:path";
import { parquetWriteBuffer } from "hyparquet-writer";
import { SLICE_COLUMNS } from "hemoleak/cohort/cohort_files.ts";
import { formatNpy } from "hemoleak/files/npy.ts";
import { PREPROCESS_DEFAULTS } from "hemoleak/preprocess/chain/options.ts";

/** CQ500 as the paper has it: 193,317 slices of 491 scans. */
export const SLICES = 193_317, SCANS = 491, SIZE = 256;

/**
 * Writes a preprocessed store of as many slices as the paper's, whose images are holes in sparse files:
 * 12.7 GB to read, a few MB on disk, if it is not there yet.
 */
export async function writeLargeStore(directory: string): Promise<void> {
  const index = join(directory, "slices.parquet");
  if (await Deno.stat(index).then(() => true, () => false)) return;
  await Deno.mkdir(directory, { recursive: true });
  const rows = Array.from({ length: SLICES }, (_, i) => row(i));
  for (const [npy, slices] of Map.groupBy(rows, (row) => row.npy)) {
    await writeSparseArray(join(directory, npy), slices.length);
  }
  await Deno.writeTextFile(join(directory, "rejected.csv"), "file,reason\n");
  const types = { ...SLICE_COLUMNS, npy: "STRING", npy_row: "INT32", npy_sha256: "STRING" };
  const columnData = Object.entries(types).map(([name, type]) => ({
    name,
    type: type as "STRING",
    nullable: ["age", "sex"].includes(name),
    data: rows.map((row) => row[name as keyof typeof row]),
  }));
  const options = JSON.stringify({ ...PREPROCESS_DEFAULTS, size: SIZE });
  const kvMetadata = [{ key: "hemoleak.preprocess", value: options }];
  await Deno.writeFile(index, new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata })));
}

function row(index: number) {
  const perScan = Math.ceil(SLICES / SCANS);
  const scan = Math.floor(index / perScan), slice = index % perScan;
  const study = `CQ500-CT-${scan}`, label = scan % 2;
  return {
    ...{ subject: `CQ500-CT-${scan}`, study, series: "CT Thin Plain", slice, label, frame: 0 },
    ...{ IPH: label, IVH: 0, SDH: 0, EDH: 0, SAH: 0, age: null, sex: null },
    file: `${study}/Unknown Study/CT Thin Plain/CT${String(slice).padStart(6, "0")}.dcm`,
    position: slice * 0.625,
    npy: `${study}.npy`,
    npy_row: slice,
    npy_sha256: scan.toString(16).padStart(64, "0"),
  };
}

async function writeSparseArray(path: string, slices: number): Promise<void> {
  const whole = `(${slices}, ${SIZE}, ${SIZE}), }`;
  const header = formatNpy(new Uint8Array(0), [0, SIZE, SIZE]);
  const text = String.fromCharCode(...header);
  const unpadded = text.replace(`(0, ${SIZE}, ${SIZE}), }`, whole).trimEnd();
  const bytes = Uint8Array.from(unpadded.padEnd(header.length - 1) + "\n", (c) => c.charCodeAt(0));
  await Deno.writeFile(path, bytes);
  await Deno.truncate(path, bytes.length + slices * SIZE * SIZE);
}
