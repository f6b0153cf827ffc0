import util from "node:util";
import * as tf from "@tensorflow/tfjs";
import type { TFJSBinding } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding.d.ts";
import { TensorFlowError } from "../../error.ts";
import { TensorFlowBinding } from "../library/binding.ts";
import { libraryFiles } from "../library/library.ts";
import { loadLibrary } from "../library/load_library.ts";
import { registerNativeGradients } from "./gradients.ts";
import { BACKEND_NAME } from "./kernel_backend.ts";
import { registerFasterKernels } from "./kernels.ts";

let registration: Promise<void> | undefined;

/**
 * Makes TensorFlow.js compute on libtensorflow: call it before any tensor is made. Later calls
 * only select the backend again.
 *
 * @throws {SetupError} libtensorflow is not installed or cannot be used here.
 * @throws {TensorFlowError} It cannot start.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { useTensorFlow } from "hemoleak";
 * await useTensorFlow();
 * console.assert(tf.getBackend() === "tensorflow");
 * ```
 */
export async function useTensorFlow(): Promise<void> {
  registration ??= register();
  try {
    await registration;
  } catch (error) {
    registration = undefined; // Set-up may be completed meanwhile, in a notebook for example.
    throw error;
  }
  if (!await tf.setBackend(BACKEND_NAME)) {
    throw new TensorFlowError("TensorFlow.js could not start its backend for TensorFlow.");
  }
}

async function register(): Promise<void> {
  const api = loadLibrary(libraryFiles());
  restoreRemovedFunctions();
  const { NodeJSKernelBackend } = await import(
    "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js"
  );
  await import("@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js");
  // The binding lacks what only saved models need.
  const addon = new TensorFlowBinding(api) as unknown as TFJSBinding;
  tf.registerBackend(
    BACKEND_NAME,
    () => new NodeJSKernelBackend(addon, "@tensorflow/tfjs-node"),
    3,
  );
  await tf.setBackend(BACKEND_NAME);
  registerNativeGradients();
  registerFasterKernels();
  // Its one effect from here on: the cpu backend does not advertise tfjs-node.
  tf.env().set("IS_NODE", false);
}

/** tfjs-node 4.22 calls functions that Node 23, and so Deno, has removed from `node:util`. */
function restoreRemovedFunctions(): void {
  const removed = {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  };
  for (const [name, implementation] of Object.entries(removed)) {
    if (!(name in util)) Object.defineProperty(util, name, { value: implementation });
  }
}
