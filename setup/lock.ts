import { dirname } from "node:path";

/**
 * Runs work while no other process holds the same lock; one that is killed loses it.
 *
 * Where the file system has no locks, the work runs without: set-up puts folders in place by a
 * rename, so two at once cost time and not a broken installation.
 *
 * @param path The file to lock; made if need be and left behind.
 * @param onWait Called if another process holds the lock.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  onWait: () => void = () => {},
): Promise<T> {
  await Deno.mkdir(dirname(path), { recursive: true });
  using file = await Deno.open(path, { create: true, write: true });
  const notice = setTimeout(onWait, 500);
  await file.lock(true).catch(() => {});
  clearTimeout(notice);
  return await work();
}
