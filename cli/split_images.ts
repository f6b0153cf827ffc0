import { joinByImages } from "hemoleak/leakage/images/join_by_images.ts";
import type { People } from "hemoleak/leakage/separate/person_groups.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { openStore } from "hemoleak/preprocess/store/slice_store.ts";
import { withBars } from "./progress.ts";

/** Keeps subjects together whose images in a folder of `preprocess` are near duplicates. */
export async function joinImages(
  folder: string,
  people: People,
  names: PredictionTable,
): Promise<void> {
  using store = await openStore(folder);
  await withBars((bar) => joinByImages(people, names, store, bar("Comparing images", "slices")));
}
