import { writePhantom } from "hemoleak/phantom/cohort.ts";
import type { PhantomOptions } from "hemoleak/phantom/options.ts";
import { withBars } from "../progress.ts";

/** Writes the phantom, and says of how many subjects it is. */
export async function phantom(folder: string, options: PhantomOptions): Promise<void> {
  await withBars((bar) => writePhantom(folder, options, bar("Writing the phantom")));
  console.log(`Wrote ${options.subjects} synthetic subjects to ${folder}`);
}
