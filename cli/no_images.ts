import { SetupError } from "../lib/error.ts";
import type { ImageEngine } from "./system.ts";

/** Refuses to compare images where there is no TensorFlow for it. */
export const NO_IMAGES: ImageEngine = {
  compareImages: refusalOf("audit"),
  joinImages: refusalOf("split"),
};

function refusalOf(command: string): () => Promise<never> {
  return () =>
    Promise.reject(
      new SetupError({
        problem: "--images needs TensorFlow, which this package does not have",
        hint:
          `compare images with hemoleak's source on Deno: deno task hemoleak ${command} --images`,
      }),
    );
}
