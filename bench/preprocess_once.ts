/**
 * Preprocesses files with hemoleak over and over, as `python/measure.py` does with Python: for every
 * line on standard input all files, as so many series, into a fresh store, and a line of JSON with the
 * seconds.
 *
 *     deno run -A bench/preprocess_once.ts WORKERS OUT SERIES FOLDER FILE...
 *
 * @module
 */
import type { SliceRow } from "hemoleak/cohort/slice_row.ts";
import { preprocessCohort } from "hemoleak/preprocess/preprocess_cohort.ts";
import { linesOf } from "../tests/dicom/fuzz/lines.ts";

/** What one pass over all files took, as both sides print it. */
export interface Pass {
  wallSeconds: number;
  /** Of all threads or processes. */
  cpuSeconds: number;
}

/** The same files as so many series. */
function cohortRows(files: readonly string[], series: number): SliceRow[] {
  const types = { IPH: 0, IVH: 0, SDH: 0, EDH: 0, SAH: 0 } as const;
  return Array.from({ length: series }, (_, i) =>
    files.map((file, slice): SliceRow => ({
      ...{ subject: "Cranium", study: "Cranium", series: `CT ${i}`, slice, file, frame: 0 },
      ...{ position: slice, label: 0, ...types, age: null, sex: null },
    }))).flat();
}

if (import.meta.main) {
  const [workers, out, series, root, ...files] = Deno.args as [string, string, string, string];
  const slices = cohortRows(files, Number(series));
  const pass = async (): Promise<Pass> => {
    await Deno.remove(out, { recursive: true }).catch(() => {});
    const start = performance.now(), before = process.cpuUsage();
    using _store = await preprocessCohort({ root, slices }, out, { workers: Number(workers) });
    const { user, system } = process.cpuUsage(before);
    return {
      wallSeconds: (performance.now() - start) / 1000,
      cpuSeconds: (user + system) / 1e6,
    };
  };
  await pass();
  console.log(JSON.stringify({ ready: true }));
  for await (const _line of linesOf(Deno.stdin.readable)) {
    console.log(JSON.stringify(await pass()));
  }
}
