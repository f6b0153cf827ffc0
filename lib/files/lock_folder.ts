import { systemErrorCode } from "./system_error.ts";

/**
 * Keeps other runs out of a folder, until this one is disposed of or its process ends, however it does.
 * Where the file system has no locks, there is no protection.
 *
 * @param directory Must be there.
 * @param onWait Called when another run is at work there, before waiting for its end.
 */
export async function lockFolder(directory: string, onWait: () => void): Promise<Disposable> {
  const folder = await Deno.open(directory);
  try {
    if (!await folder.tryLock(true)) {
      onWait();
      await folder.lock(true);
    }
  } catch (error) {
    if (systemErrorCode(error) === null) throw error;
  }
  return folder;
}
