import type { Progress } from "../progress.ts";
import { runningJupyter } from "../running_jupyter.ts";

/** How long a line stands, in ms. */
const STANDING = 500;

/**
 * Makes listeners that show in the running notebook cell how far long work is: one line, replaced in place.
 * Elsewhere they show nothing, and neither does work that tells nothing.
 */
export function notebookProgress(): (label: string) => Progress {
  const jupyter = runningJupyter(), id = crypto.randomUUID();
  let type = "display_data", shown = -Infinity;
  return (label) => (done, total, detail = "") => {
    const now = performance.now();
    if (jupyter === undefined || total === 0 || (done < total && now - shown < STANDING)) return;
    shown = now;
    const line = done < total
      ? `${label}: ${done} of ${total} (${Math.floor(100 * done / total)} %) ${detail}`
      : `${label}: ${total}, done`;
    const content = {
      data: { "text/plain": line.trimEnd() },
      ...{ metadata: {}, transient: { display_id: id } },
    };
    void jupyter.broadcast(type, content); // Into a queue: it does not fail.
    type = "update_display_data";
  };
}
