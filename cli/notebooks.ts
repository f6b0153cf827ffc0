/**
 * `deno task notebooks`: runs the project's notebooks in place, so that they are kept with their
 * outputs.
 *
 * @module
 */

import { Reproduction } from "hemoleak/experiment/reproduction.ts";
import { executeNotebooks, listNotebooks } from "../jupyter/notebooks.ts";
import { withBars } from "./progress.ts";

await withBars(async (bar) => {
  // Here, so that no cell shows how far it is with that: the notebooks keep what they show.
  await new Reproduction().prepare({
    phantom: bar("Writing the phantom"),
    cohort: bar("Reading headers"),
    preprocess: bar("Preprocessing slices", "slices"),
  });
  await executeNotebooks(await listNotebooks(), { progress: bar("Running the notebooks") });
});
