import { type Broadcaster, replaceableOutput, runningJupyter } from "../../running_jupyter.ts";
import { type Displayable, JUPYTER_DISPLAY } from "./displayable.ts";

/** An output of a notebook cell whose content can be replaced while the cell runs. */
export interface LiveOutput {
  /** Shows the value, in place of the one before. Outside Jupyter it does nothing. */
  show(value: Displayable): Promise<void>;
}

/**
 * Opens an output that is replaced by each new value. A notebook keeps the last value alone, so a
 * cell that drew a curve epoch by epoch is saved with the same bytes as one that drew it at once.
 *
 * @param jupyter Where to show; by default the notebook this runs in, if it does.
 */
export function liveOutput(jupyter: Broadcaster | undefined = runningJupyter()): LiveOutput {
  const replace = jupyter && replaceableOutput(jupyter);
  return {
    async show(value) {
      if (replace) await replace({ ...value[JUPYTER_DISPLAY]() });
    },
  };
}
