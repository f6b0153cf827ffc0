import { join } from "node:path";
import { TrainingError } from "../error.ts";
import { audit } from "../leakage/audit/audit.ts";
import type { Audit } from "../leakage/audit/audit_result.ts";
import { openEmbeddings } from "../leakage/features/embeddings_file.ts";
import { recognitionProbe } from "../leakage/features/recognition_probe.ts";
import { auditImages, type ImageAuditOptions } from "../leakage/images/image_audit.ts";
import type { SliceStore } from "../preprocess/store/slice_store.ts";
import { useTensorFlow } from "../tensorflow/backend/backend.ts";
import type { Profile } from "./profile.ts";
import type { Run } from "./run.ts";
import type { NetworkRecord } from "./run_record.ts";
import { currentRecord } from "./stored_record.ts";

/** A run whose split was audited: what reports show of a {@linkcode Run}, with these two beside it. */
export interface AuditedRun extends Pick<Run, "title" | "cell" | "metrics"> {
  /** How much of the run's score may be identity. */
  audit: Audit;
  /** The part of `record.json` in the run's folder that answers an info sheet's questions. */
  record: Pick<NetworkRecord, "cell" | "splitSha256"> & {
    profile: Pick<Profile, "size" | "epochs" | "patience">;
  };
}

/**
 * Audits a run's split by all that is known of it: its predictions, its images and its network's
 * features.
 *
 * @throws {TrainingError} The run was stopped, so that nothing was kept of it.
 * @throws {StorageError} Its `embeddings.npy` cannot be read.
 */
export async function auditRun(
  run: Run,
  store: SliceStore,
  options: ImageAuditOptions = {},
): Promise<AuditedRun> {
  const { predictions, folder } = run;
  if (folder === null) {
    throw new TrainingError({ expected: "a finished run to audit", found: "one that was stopped" });
  }
  await useTensorFlow();
  const text = await Deno.readTextFile(join(folder, "record.json"));
  const record = currentRecord(JSON.parse(text)) as NetworkRecord;
  const images = await auditImages(store, predictions, options);
  using embeddings = openEmbeddings(join(folder, "embeddings.npy"));
  const probe = recognitionProbe(embeddings, predictions);
  return { ...run, record, audit: audit(predictions, { images, probe }) };
}
