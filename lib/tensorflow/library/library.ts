import { isAbsolute, join } from "node:path";
import { SetupError } from "../../error.ts";

/** The version of TensorFlow whose C API `lib/tensorflow` speaks. */
export const TENSORFLOW_VERSION = "2.21.0";

/** The build of libtensorflow in use: `gpu` needs an NVIDIA GPU and its driver. */
export type LibraryVariant = "cpu" | "gpu";

/** Paths of the two shared libraries that make up libtensorflow. */
export interface LibraryFiles {
  /** The C API and the kernels. */
  readonly api: string;
  /** The runtime that the former is linked to. */
  readonly framework: string;
}

/**
 * The build that the environment variable `HEMOLEAK_TF` asks for; `cpu` if it is not set.
 *
 * @throws {SetupError} The variable is neither `cpu` nor `gpu`.
 */
export function libraryVariant(): LibraryVariant {
  const wanted = Deno.env.get("HEMOLEAK_TF") || "cpu";
  if (wanted === "cpu" || wanted === "gpu") return wanted;
  throw new SetupError(`Expected HEMOLEAK_TF to be cpu or gpu but found "${wanted}".`);
}

/** Whether a library has been loaded. */
let isSettled = false;

/**
 * Sets which build this process uses.
 *
 * @throws {SetupError} TensorFlow has started with the other one.
 */
export function useVariant(variant: LibraryVariant): void {
  const present = libraryVariant();
  if (variant === present) return;
  if (isSettled) {
    throw new SetupError(
      `TensorFlow's ${present} build computes here, but the ${variant} build is needed: ` +
        "use a process of its own.",
    );
  }
  Deno.env.set("HEMOLEAK_TF", variant);
}

/** Tells that a library is about to be loaded, which stays. */
export function settleVariant(): void {
  isSettled = true;
}

/**
 * The folder that set-up unpacks libtensorflow into:
 * `${HEMOLEAK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/hemoleak}/tensorflow-<version>-<cpu|gpu>`.
 *
 * @throws {SetupError} `HEMOLEAK_TF` or `HEMOLEAK_CACHE` is wrong, or no variable says where the
 * cache is.
 */
export function libraryFolder(): string {
  return join(cacheFolder(), `tensorflow-${TENSORFLOW_VERSION}-${libraryVariant()}`);
}

/**
 * Where libtensorflow lies.
 *
 * @throws {SetupError} It is not there.
 */
export function libraryFiles(folder: string = libraryFolder()): LibraryFiles {
  const files = {
    api: join(folder, "libtensorflow_cc.so.2"),
    framework: join(folder, "libtensorflow_framework.so.2"),
  };
  for (const file of Object.values(files)) {
    if (!isFile(file)) {
      throw new SetupError(`TensorFlow is not installed (no ${file}): run \`deno task setup\`.`);
    }
  }
  return files;
}

function cacheFolder(): string {
  const own = Deno.env.get("HEMOLEAK_CACHE");
  // Notebooks run in a folder of their own, where a relative path would name another place.
  if (own && !isAbsolute(own)) {
    throw new SetupError(`Expected HEMOLEAK_CACHE to be an absolute path but found "${own}".`);
  }
  if (own) return own;
  const shared = Deno.env.get("XDG_CACHE_HOME");
  if (shared) return join(shared, "hemoleak");
  const home = Deno.env.get("HOME");
  if (home) return join(home, ".cache", "hemoleak");
  throw new SetupError("Set HEMOLEAK_CACHE to the folder that holds libtensorflow: HOME is unset.");
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw error;
  }
}
