import { SetupError } from "../error.ts";
import { nativeBinding } from "./backend/kernel_backend.ts";
import { libraryVariant } from "./library/library.ts";

/**
 * Refuses to compute on the CPU what is to be computed on a GPU, and would be called so: TensorFlow's CUDA
 * build computes there where it finds no GPU. TensorFlow has to be in use.
 *
 * @throws {SetupError} It is the CUDA build, and finds no GPU.
 */
export function requireDevice(): void {
  if (libraryVariant() === "cpu" || nativeBinding().isUsingGpuDevice()) return;
  throw new SetupError({
    expected: "to compute on a GPU, as planned or as HEMOLEAK_TF says,",
    problem: `TensorFlow finds none on ${Deno.hostname()}`,
    hint: "`deno task doctor` there says why",
  });
}
