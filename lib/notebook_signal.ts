import { StoppedError } from "./error.ts";
import { runningJupyter } from "./running_jupyter.ts";

let controller: AbortController | undefined;

/**
 * What a notebook's stop button aborts: all work that has been given the signal so far. Work that begins
 * later gets a new one.
 *
 * The first call has the kernel listen for the button (SIGINT) for the rest of its life. From then on the
 * button never ends the kernel, whose variables would be lost, whether anything is under way or not.
 *
 * @returns Undefined outside of a notebook, where an interrupt ends the program as usual.
 */
export function notebookSignal(): AbortSignal | undefined {
  if (runningJupyter() === undefined) return undefined;
  if (controller === undefined) {
    controller = new AbortController();
    Deno.addSignalListener("SIGINT", () => {
      const stopped = controller!;
      controller = new AbortController();
      stopped.abort(new StoppedError("Stopped before its end; run the cell again to go on"));
    });
  }
  return controller.signal;
}
