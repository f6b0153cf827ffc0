/**
 * `deno task notebooks`: runs the project's notebooks in place, so that they are kept with their
 * outputs.
 *
 * @module
 */

import { executeNotebooks, listNotebooks } from "../jupyter/notebooks.ts";
import { withBars } from "./progress.ts";

await withBars(async (bar) =>
  await executeNotebooks(await listNotebooks(), { progress: bar("Running the notebooks") })
);
