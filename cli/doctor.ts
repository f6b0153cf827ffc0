/**
 * `deno task doctor`: says which device trains and, if it is not the GPU, why.
 *
 * @module
 */

import { dirname, join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { useTensorFlow } from "hemoleak";
import { isHemoleakError } from "hemoleak/error.ts";
import { libraryFolder, libraryVariant } from "hemoleak/tensorflow/library/library.ts";
import { type DeviceFacts, diagnose, driverVersion } from "../setup/doctor.ts";
import { hasCuda, hasTensorFlow, TENSORFLOW_BUILDS } from "../setup/tensorflow_library.ts";
import { tellError, tellUncaughtErrors } from "./last_resort.ts";

async function gatherFacts(): Promise<DeviceFacts> {
  const variant = libraryVariant(), folder = libraryFolder();
  const build = TENSORFLOW_BUILDS[variant];
  const hasLibrary = await hasTensorFlow(folder, build);
  return {
    variant,
    folder,
    hasLibrary,
    hasCuda: await hasCuda(join(dirname(folder), "nvidia"), build),
    driver: driverVersion(await Deno.readTextFile("/proc/driver/nvidia/version").catch(() => "")),
    device: hasLibrary ? await tryDevice() : null,
  };
}

/** Starts TensorFlow and lets it multiply: a device that is listed may still not compute. */
async function tryDevice(): Promise<DeviceFacts["device"]> {
  try {
    await useTensorFlow();
    tf.tidy(() => tf.ones([64, 64]).matMul(tf.ones([64, 64])).dataSync());
    return { isGpu: (tf.backend() as unknown as { isUsingGpuDevice: boolean }).isUsingGpuDevice };
  } catch (error) {
    if (isHemoleakError(error)) return { error: error.message };
    throw error;
  }
}

tellUncaughtErrors("deno task doctor");
try {
  const { healthy, lines } = diagnose(await gatherFacts());
  for (const line of lines) console.log(line);
  if (!healthy) Deno.exit(1);
} catch (error) {
  tellError(error, "deno task doctor");
  Deno.exit(1);
}
