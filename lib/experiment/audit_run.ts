import { join } from "node:path";
import { type Audit, audit } from "../leakage/audit.ts";
import { openEmbeddings } from "../leakage/embeddings.ts";
import { auditImages, type ImageAuditOptions } from "../leakage/image_audit.ts";
import { recognitionProbe } from "../leakage/recognition_probe.ts";
import type { SliceStore } from "../preprocess/slice_store.ts";
import { useTensorFlow } from "../tensorflow/backend.ts";
import type { Run } from "./run.ts";

/**
 * Audits a run's split by all that is known of it: its predictions, its images and, where the run was
 * kept, its network's features.
 *
 * @throws {StorageError} The run's `embeddings.npy` cannot be read.
 */
export async function auditRun(
  { predictions, folder }: Run,
  store: SliceStore,
  options: ImageAuditOptions = {},
): Promise<Audit> {
  await useTensorFlow();
  const images = await auditImages(store, predictions, options);
  if (folder === null) return audit(predictions, { images });
  using embeddings = openEmbeddings(join(folder, "embeddings.npy"));
  return audit(predictions, { images, probe: recognitionProbe(embeddings, predictions) });
}
