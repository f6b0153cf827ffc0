import { auditImages, type ImageAudit } from "hemoleak/leakage/images/image_audit.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { openStore } from "hemoleak/preprocess/store/slice_store.ts";
import { withBars } from "./progress.ts";

/** Compares the images of a folder of `preprocess` between the sets of a table. */
export async function compareImages(folder: string, table: PredictionTable): Promise<ImageAudit> {
  using store = await openStore(folder);
  return await withBars((bar) =>
    auditImages(store, table, { progress: bar("Comparing images", "slices") })
  );
}
