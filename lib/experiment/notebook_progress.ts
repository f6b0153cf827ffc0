import type { Progress } from "../progress.ts";
import { replaceableOutput, runningJupyter } from "../running_jupyter.ts";

/** How long a line stands, in ms. */
const STANDING = 500;

/**
 * Makes listeners that show in the running notebook cell how far long work is: one line, replaced in place.
 * Elsewhere they show nothing, and neither does work that tells nothing.
 */
export function notebookProgress(): (label: string) => Progress {
  const jupyter = runningJupyter(), replace = jupyter && replaceableOutput(jupyter);
  let shown = -Infinity;
  return (label) => (done, total, detail = "") => {
    const now = performance.now();
    if (replace === undefined || total === 0 || (done < total && now - shown < STANDING)) return;
    shown = now;
    const line = done < total
      ? `${label}: ${done} of ${total} (${Math.floor(100 * done / total)} %) ${detail}`
      : `${label}: ${total}, done`;
    void replace({ "text/plain": line.trimEnd() }); // Into a queue: it does not fail.
  };
}
