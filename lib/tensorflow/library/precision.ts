import { TensorFlowError } from "../../error.ts";
import { libraryFiles, libraryVariant } from "./library.ts";

/**
 * How a compiled function computes. `float32`: all in 32 bits. `mixed`: convolutions and matrix products,
 * their gradients and what lies between them in bfloat16, which has the range of float32 and 8 bits of
 * its precision; variables, losses and what optimizers do with them stay in 32 bits.
 */
export const PRECISIONS = ["float32", "mixed"] as const;

/** One of {@linkcode PRECISIONS}. */
export type Precision = typeof PRECISIONS[number];

/** `bool tsl::port::TestCPUFeature(CPUFeature)` of TensorFlow 2.21, and features that it knows. */
const TEST_CPU_FEATURE = "_ZN3tsl4port14TestCPUFeatureENS0_10CPUFeatureE";
const AVX512_BF16 = 39;
const AMX_BF16 = 43;

/** Whether the processor has instructions for products of bfloat16, as TensorFlow itself sees it. */
export function hasBfloat16(): boolean {
  const { symbols } = Deno.dlopen(libraryFiles().framework, {
    [TEST_CPU_FEATURE]: { parameters: ["i32"], result: "u8" },
  });
  return [AVX512_BF16, AMX_BF16].some((feature) => symbols[TEST_CPU_FEATURE](feature) !== 0);
}

/**
 * Refuses mixed precision where it would be slower: on a processor that has no such instructions oneDNN
 * works in float32 all the same, and converts to and fro.
 *
 * @throws {TensorFlowError} It is one of those, or a GPU's library is in use.
 * @throws {SetupError} libtensorflow is not installed.
 */
export function requireBfloat16(has: () => boolean = hasBfloat16): void {
  const refused = (found: string) =>
    new TensorFlowError({
      expected: "a processor that computes in bfloat16 (AVX512_BF16 or AMX) for mixed precision",
      ...{ found, hint: "train in float32" },
    });
  if (libraryVariant() !== "cpu") throw refused("TensorFlow's build for GPUs");
  if (!has()) throw refused("one without");
}
