import { type Broadcaster, broadcastInCell, runningJupyter } from "../../running_jupyter.ts";
import { type Displayable, JUPYTER_DISPLAY } from "./displayable.ts";

/**
 * Shows a value below the running notebook cell; in a program, prints its text. A cell that shows something
 * ends with this, awaited: the kernel says that a cell has ended before it sends the value of the cell's
 * last expression, which "Run All" then puts below the next cell.
 *
 * @param value What to show, or a promise of it; null shows nothing.
 * @param jupyter Where to show; by default the notebook that this runs in, if it does.
 * @example
 * ```ts
 * import { show, Table } from "hemoleak";
 *
 * await show(new Table({ title: "Splits", columns: [{ title: "Split" }], rows: [["by slice"]] }));
 * ```
 */
export async function show(
  value: Displayable | null | Promise<Displayable | null>,
  jupyter: Broadcaster | undefined = runningJupyter(),
): Promise<void> {
  const data = (await value)?.[JUPYTER_DISPLAY]();
  if (data === undefined) return;
  if (jupyter === undefined) console.log(data["text/plain"]);
  else await broadcastInCell(jupyter, "display_data", { data, metadata: {} });
}
