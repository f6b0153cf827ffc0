import { dirname, join } from "node:path";
import type { LibraryVariant } from "../lib/tensorflow/library/library.ts";

/** What decides which device trains. */
export interface DeviceFacts {
  /** The build that `HEMOLEAK_TF` asks for. */
  variant: LibraryVariant;
  /** The folder that it is, or would be, installed in. */
  folder: string;
  /** Whether libtensorflow is there whole. */
  hasLibrary: boolean;
  /** Whether NVIDIA's CUDA libraries are there whole; true where the build needs none. */
  hasCuda: boolean;
  /** Version of NVIDIA's kernel driver, or null where none is loaded. */
  driver: string | null;
  /** What TensorFlow computes on, or the message of why it does not start. */
  device: { isGpu: boolean } | { error: string } | null;
}

/** What a diagnosis says. */
export interface Diagnosis {
  /** Whether training can run as asked for. */
  healthy: boolean;
  /** Sentences for the user, the device first. */
  lines: string[];
}

/** Says in plain words which device trains and, where that is not the GPU, why. */
export function diagnose(facts: DeviceFacts): Diagnosis {
  const { variant, folder, hasLibrary, device } = facts;
  if (!hasLibrary) {
    return sick(
      `TensorFlow's ${variant.toUpperCase()} build is not installed in ${folder}: run ` +
        `\`deno task setup\`.`,
    );
  }
  if (device === null || "error" in device) {
    return sick(`TensorFlow does not start: ${device?.error ?? "it was not tried"}`);
  }
  if (device.isGpu) return { healthy: true, lines: ["Training runs on the NVIDIA GPU."] };
  const reason = whyNotGpu(facts);
  return {
    healthy: variant === "cpu",
    lines: ["Training runs on the CPU.", ...reason],
  };
}

function whyNotGpu({ variant, driver, hasCuda, folder }: DeviceFacts): string[] {
  if (variant === "cpu") {
    return driver === null ? ["No NVIDIA driver is loaded, so there is no GPU to use."] : [
      `NVIDIA's driver ${driver} is loaded, but HEMOLEAK_TF does not ask for the GPU: ` +
      "run `HEMOLEAK_TF=gpu deno task setup` (7 GB), and set HEMOLEAK_TF=gpu from then on.",
    ];
  }
  if (driver === null) {
    return [
      "HEMOLEAK_TF asks for the GPU, but no NVIDIA driver is loaded: install NVIDIA's driver for " +
      "the GPU and check that `nvidia-smi` lists it. In a container, start it with `--gpus all`.",
    ];
  }
  if (!hasCuda) {
    const cuda = join(dirname(folder), "nvidia");
    return [`The CUDA libraries in ${cuda} are missing or not whole: run \`deno task setup\`.`];
  }
  return [
    `NVIDIA's driver ${driver} and the CUDA libraries are there, but TensorFlow registered no GPU: ` +
    "check that `nvidia-smi` lists one, that CUDA_VISIBLE_DEVICES does not hide it and that the " +
    "driver is of version 525 or later; TF_CPP_MIN_LOG_LEVEL=0 makes TensorFlow say more.",
  ];
}

function sick(line: string): Diagnosis {
  return { healthy: false, lines: [line] };
}

/** The version in `/proc/driver/nvidia/version`, or null where the text holds none. */
export function driverVersion(text: string): string | null {
  return /Kernel Module(?: for \S+)?\s+(\d+(?:\.\d+)+)/.exec(text)?.[1] ?? null;
}
