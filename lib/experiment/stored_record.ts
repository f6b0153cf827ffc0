import { join } from "node:path";
import type { FullRecord } from "./run_record.ts";

/** A `record.json` as it may lie in a run's folder: until 0.1 two of its keys had other names. */
export type StoredRecord = Partial<FullRecord> & {
  /** Now `fingerprint`. */
  data?: string;
  /** Now `splitSha256`. */
  split?: string;
};

/** A stored record by the names that its keys have now; what it lacks, it lacks still. */
export function currentRecord({ data, split, ...record }: StoredRecord): Partial<FullRecord> {
  return {
    ...data !== undefined && { fingerprint: data },
    ...split !== undefined && { splitSha256: split },
    ...record,
  };
}

/** What the `record.json` in a run's folder says; nothing if it is missing or damaged. */
export async function readStoredRecord(folder: string): Promise<Partial<FullRecord>> {
  try {
    return currentRecord(Object(JSON.parse(await Deno.readTextFile(join(folder, "record.json")))));
  } catch {
    return {};
  }
}
