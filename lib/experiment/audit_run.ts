import { join } from "node:path";
import { TrainingError } from "../error.ts";
import { audit } from "../leakage/audit.ts";
import { openEmbeddings } from "../leakage/embeddings.ts";
import { auditImages, type ImageAuditOptions } from "../leakage/image_audit.ts";
import { recognitionProbe } from "../leakage/recognition_probe.ts";
import type { SliceStore } from "../preprocess/slice_store.ts";
import type { AuditedRun } from "../report/audit_supplement.ts";
import { useTensorFlow } from "../tensorflow/backend.ts";
import type { FullRecord } from "./cell.ts";
import type { Run } from "./run.ts";

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
    throw new TrainingError("Expected a finished run to audit but found one that was stopped");
  }
  await useTensorFlow();
  const record: FullRecord = JSON.parse(await Deno.readTextFile(join(folder, "record.json")));
  const images = await auditImages(store, predictions, options);
  using embeddings = openEmbeddings(join(folder, "embeddings.npy"));
  const probe = recognitionProbe(embeddings, predictions);
  return { ...run, record, audit: audit(predictions, { images, probe }) };
}
