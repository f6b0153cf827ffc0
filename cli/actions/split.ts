import { DENO } from "../deno_system.ts";
import { type SplitCliOptions, splitTableFile } from "../split_table.ts";
import type { ImageEngine } from "../system.ts";

/** TensorFlow is loaded for this alone. */
const joinImages: ImageEngine["joinImages"] = async (folder, people, names) => {
  const { joinImages } = await import("../split_images.ts");
  await joinImages(folder, people, names);
};

/** What `hemoleak split` does under Deno. */
export async function splitFile(table: string, options: SplitCliOptions): Promise<void> {
  await splitTableFile(table, options, { ...DENO, joinImages });
}
