import type { Progress } from "hemoleak/progress.ts";
import { DEAD_ADVICE } from "hemoleak/train/learning.ts";
import type { TrainingListener } from "hemoleak/train/train.ts";

/** Shows how far a training is, and says where it resumes after an interruption. */
export function epochListener(label: string, progress: Progress): TrainingListener {
  return (event) => {
    if (event.kind === "resume") {
      for (const note of event.notes) console.error(note);
      const { epoch, epochs, batch } = event;
      if (batch > 0) {
        console.error(`${label}: resuming after batch ${batch} of epoch ${epoch + 1} of ${epochs}`);
      } else if (epoch > 0) {
        console.error(`${label}: resuming after epoch ${epoch} of ${epochs}`);
      }
    }
    if (event.kind === "epoch" && event.constant) {
      console.error(
        `${label}: after epoch ${event.epoch} the network gives every image the same answer; it ` +
          `may have died. ${DEAD_ADVICE}`,
      );
    }
    if (event.kind !== "batch") return;
    const { epoch, epochs, batch, batches, loss } = event;
    const detail = `epoch ${epoch}/${epochs} loss ${loss.toFixed(3)}`;
    progress((epoch - 1) * batches + batch, epochs * batches, detail);
  };
}
