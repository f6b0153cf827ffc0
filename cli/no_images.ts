import { SetupError } from "../lib/error.ts";
import type { System } from "./system.ts";

/** Refuses to compare images where there is no TensorFlow for it. */
export const refuseImages: System["compareImages"] = () =>
  Promise.reject(
    new SetupError({
      problem: "--images needs TensorFlow, which this package does not have",
      hint: "compare images with hemoleak's source on Deno: deno task hemoleak audit --images",
    }),
  );
