import { dirname, join, resolve } from "node:path";
import { SetupError } from "../lib/error.ts";
import { systemErrorCode } from "../lib/files/system_error.ts";
import type { Progress } from "../lib/progress.ts";
import { libraryFolder, libraryVariant } from "../lib/tensorflow/library/library.ts";
import { writeKernelspec, writeLabSettings } from "./kernelspec.ts";
import { withLock } from "./lock.ts";
import { requireSupportedPlatform } from "./platform.ts";
import { findPython } from "./python.ts";
import {
  hasCuda,
  hasTensorFlow,
  installCuda,
  installTensorFlow,
  TENSORFLOW_BUILDS,
} from "./tensorflow_library.ts";
import { isUpToDate, makeVirtualEnvironment, pythonOf } from "./virtual_environment.ts";

/** The folder that holds `deno.json`. */
export const PROJECT = resolve(import.meta.dirname!, "..");

/** The project's own virtual environment, which holds Jupyter. */
export const ENVIRONMENT = join(PROJECT, ".venv");

const REQUIREMENTS = join(PROJECT, "jupyter", "requirements.txt");

/** Who follows how far set-up is. */
export interface SetUpListener {
  /** Makes a listener for a step that takes long enough to be watched. */
  step(label: string): Progress;
  /** Called if another set-up is under way, which this one waits for. */
  waiting(): void;
}

/**
 * Installs what is missing: Jupyter in the project's virtual environment, the Deno kernel's
 * specification, and libtensorflow (the build that `HEMOLEAK_TF` names) in the cache folder.
 *
 * @throws {SetupError} No Python, network or disk space, or an unsupported platform.
 */
export async function setUp(listener: SetUpListener): Promise<void> {
  requireSupportedPlatform();
  try {
    await setUpJupyter(listener);
    await setUpTensorFlow(listener);
  } catch (error) {
    throw asSetupError(error);
  }
}

async function setUpJupyter(listener: SetUpListener): Promise<void> {
  if (!await isUpToDate(ENVIRONMENT, REQUIREMENTS)) {
    await withLock(join(PROJECT, ".cache", "set-up.lock"), async () => {
      if (await isUpToDate(ENVIRONMENT, REQUIREMENTS)) return;
      const python = await findPython();
      await makeVirtualEnvironment(ENVIRONMENT, REQUIREMENTS, python, listener.step);
    }, listener.waiting);
  }
  await writeKernelspec(ENVIRONMENT);
  await writeLabSettings(ENVIRONMENT);
}

async function setUpTensorFlow(listener: SetUpListener): Promise<void> {
  const folder = libraryFolder();
  const build = TENSORFLOW_BUILDS[libraryVariant()];
  const cuda = join(dirname(folder), "nvidia");
  if (await hasTensorFlow(folder, build) && await hasCuda(cuda, build)) return;
  const python = pythonOf(ENVIRONMENT);
  await withLock(join(dirname(folder), "set-up.lock"), async () => {
    if (!await hasTensorFlow(folder, build)) {
      await installTensorFlow(folder, build, python, listener.step);
    }
    if (!await hasCuda(cuda, build)) await installCuda(cuda, build, python, listener.step);
  }, listener.waiting);
}

/** By what name the system says that a folder cannot be written to. */
const UNWRITABLE = ["EACCES", "EPERM", "ENOTDIR", "EROFS", "ENOSPC", "EDQUOT"];

/** A folder that may not be written to, or a disk that is full all the same, in one sentence. */
function asSetupError(error: unknown): unknown {
  if (!UNWRITABLE.includes(systemErrorCode(error) ?? "")) return error;
  return new SetupError(
    `Set-up cannot write where it needs to (${(error as Error).message}): check the folder's ` +
      `permissions and space, or name another with HEMOLEAK_CACHE, and run this again.`,
  );
}
