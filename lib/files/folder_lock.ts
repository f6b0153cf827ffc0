import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { StorageError } from "../error.ts";
import { storageError } from "./storage_error.ts";

/** Who is at work in a folder. */
export interface FolderOwner {
  /** The name of its machine; null where it might not ask for that. */
  host: string | null;
  /** The number of its process there. */
  pid: number;
  /** The job of Slurm that it is a part of, if it is. */
  job: string | null;
  /** How often that job had been put into the queue again. */
  restarts: number;
  /** The number of its user; null where it might not ask for that. */
  user: number | null;
}

/** How to take a folder. */
export interface LockOptions {
  /** Called once when another process is at work there, before waiting for its end; null: it said not who. */
  onWait?: (owner: FolderOwner | null) => void;
  /** Whether a job of Slurm has ended, as far as that is known. Default: it is not known. */
  hasEnded?: (job: string) => Promise<boolean>;
  /** Ends the waiting, which then throws its reason. */
  signal?: AbortSignal | undefined;
}

/** A folder that no other process works in, until this is disposed of or the process ends. */
export interface FolderLock extends Disposable {
  /** Aborted if another process has taken over, which takes this one for dead. */
  readonly lost: AbortSignal;
}

/** What an owner's file says. */
type OwnerRecord =
  | { released: true }
  | FolderOwner & {
    released?: false;
    /** Whether the system's locks work there: then a process of the same machine is asked by them. */
    locks: boolean;
  };

/** Of the folder that owners' files lie in, within that which they own. */
const FOLDER = ".lock";
const OWNER_FILE = /^owner-(\d+)\.json$/;
/** How often an owner shows that it is alive, in ms. */
const HEARTBEAT = 20_000;
/**
 * An owner of whom nothing was heard for so long, in ms, is taken for dead, where there is no better way to
 * know. It is more than machines' clocks differ (munge, and so Slurm, refuses more than five minutes), and
 * than a file system across machines keeps a file's time to itself (NFS: one minute).
 */
export const UNHEARD = 600_000;
/**
 * So is an owner that has made its file and not signed for so long, in ms: that takes an instant, and one that
 * was kept from it finds out afterwards that another one came.
 */
const UNSIGNED = 60_000;
/** The longest between two looks, in ms. */
const LONGEST_WAIT = 2000;
/** The shortest between two questions after a job, which load a cluster's controller, in ms. */
const ASK_EVERY = 15_000;

/**
 * Keeps other processes out of a folder, on this machine and on others that share it. The operating system's
 * own locks are known to this machine alone on many shared file systems, and there none on some, so that
 * owners sign in a file: `.lock/owner-<n>.json`. The highest number owns the folder until it says that it has
 * released it. Who takes over makes the file of the next number, which a file system lets one process do
 * (NFS since version 3: `O_EXCL`), and no number comes twice.
 *
 * An owner is taken for dead if
 * - it ran on this machine, the system's locks work there, and the system has dropped its lock; or
 * - it was this very job of Slurm, before that was put into the queue again; or
 * - Slurm says that its job, of the same user, has ended; or
 * - it was not heard of for {@linkcode UNHEARD}.
 *
 * @param directory Must be there.
 * @throws {Deno.errors.NotFound} It is not.
 * @throws {StorageError} It may not be written to.
 */
export async function lockFolder(
  directory: string,
  { onWait = () => {}, hasEnded, signal }: LockOptions = {},
): Promise<FolderLock> {
  const folder = join(directory, FOLDER), own = self();
  let isTold = false, nextAsk = 0;
  for (let wait = 20;; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    signal?.throwIfAborted();
    await makeFolder(folder);
    const last = lastOwner(folder);
    const mayAsk = hasEnded !== undefined && performance.now() >= nextAsk;
    if (mayAsk) nextAsk = performance.now() + ASK_EVERY;
    if (last === null || await isFree(last, own, mayAsk ? hasEnded : undefined)) {
      const lock = await claim(folder, last, own);
      if (lock !== null) return lock;
      continue;
    }
    if (!isTold) onWait(ownerOf(last.record));
    isTold = true;
    await setTimeout(wait);
  }
}

/** Who is at work in a folder, as far as its files tell; null if nobody is. `unknown`: it said not who. */
export async function folderOwner(
  directory: string,
  hasEnded?: LockOptions["hasEnded"],
): Promise<FolderOwner | "unknown" | null> {
  const last = lastOwner(join(directory, FOLDER));
  if (last === null || await isFree(last, self(), hasEnded)) return null;
  return ownerOf(last.record) ?? "unknown";
}

/** An owner in words: `process 71 on n1, job 12`. */
export function ownerText({ host, pid, job }: FolderOwner): string {
  const place = host === null ? "" : ` on ${host}`;
  return `process ${pid}${place}${job === null ? "" : `, job ${job}`}`;
}

/** The owner's file of the highest number. */
interface FoundOwner {
  path: string;
  number: number;
  /** Null while it is being written, or if it is damaged. */
  record: OwnerRecord | null;
  /** Since it last showed that it is alive, in ms. */
  unheard: number;
}

function lastOwner(folder: string, most = Infinity): FoundOwner | null {
  const number = Math.max(0, ...numbersIn(folder).filter((number) => number <= most));
  if (number === 0) return null;
  const path = ownerFile(folder, number);
  try {
    // Opened, since a file system across machines asks for news then.
    using file = Deno.openSync(path);
    const { mtime, size } = file.statSync();
    const bytes = new Uint8Array(size);
    file.readSync(bytes);
    const unheard = Date.now() - (mtime?.getTime() ?? 0);
    return { path, number, record: parsed(new TextDecoder().decode(bytes)), unheard };
  } catch (error) {
    // The next one has taken over just now, and cleared it away.
    if (error instanceof Deno.errors.NotFound) return lastOwner(folder, most);
    throw error;
  }
}

async function isFree(
  { path, record, unheard }: FoundOwner,
  own: FolderOwner,
  hasEnded?: (job: string) => Promise<boolean>,
): Promise<boolean> {
  if (record === null) return unheard > UNSIGNED;
  if (record.released) return true;
  const isSameJob = record.job !== null && record.job === own.job;
  if (isSameJob && record.restarts < own.restarts) return true;
  if (record.locks && record.host === own.host) return await isUnlocked(path);
  if (unheard > UNHEARD) return true;
  // Some clusters keep the jobs of others secret, as if there were none.
  const mayKnow = record.user !== null && record.user === own.user;
  return record.job !== null && !isSameJob && mayKnow && await hasEnded?.(record.job) === true;
}

/** Whether no process holds the system's lock of a file. */
async function isUnlocked(path: string): Promise<boolean> {
  try {
    using file = await Deno.open(path);
    return await file.tryLock(false);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false; // Another one has taken over.
    throw error;
  }
}

/** Signs as the owner after the last one; null if another process did. */
async function claim(
  folder: string,
  last: FoundOwner | null,
  own: FolderOwner,
): Promise<FolderLock | null> {
  const number = (last?.number ?? 0) + 1, path = ownerFile(folder, number);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { write: true, createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return null;
    if (error instanceof Deno.errors.NotFound) return null; // With the folder, whose work is done.
    throw storageError(path, error);
  }
  try {
    const record: OwnerRecord = { ...own, locks: await canLock(file, path) };
    writeRecord(file, record);
    await file.sync();
  } catch (error) {
    file.close();
    throw storageError(path, error);
  }
  const others = numbersIn(folder).filter((other) => other !== number);
  // Whoever looked long ago may come with a number that was in use meanwhile, or after a belated signature.
  const hasSigned = last?.record === null && lastOwner(folder, number - 1)?.record;
  const isLate = hasSigned || others.some((other) => other > number);
  for (const other of others.filter((other) => other < number)) {
    if (!isLate) removeIfThere(ownerFile(folder, other));
  }
  if (!isLate) return new HeldFolder(folder, number, file);
  file.close();
  removeIfThere(path);
  return null;
}

/** Takes the system's lock, and tells whether that keeps others out. */
async function canLock(file: Deno.FsFile, path: string): Promise<boolean> {
  try {
    if (!await file.tryLock(true)) return false;
    using other = await Deno.open(path);
    return !await other.tryLock(false);
  } catch {
    return false; // This file system has none: that is what the file is for.
  }
}

class HeldFolder implements FolderLock {
  readonly #folder: string;
  readonly #number: number;
  readonly #file: Deno.FsFile;
  readonly #lost = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(folder: string, number: number, file: Deno.FsFile) {
    this.#folder = folder;
    this.#number = number;
    this.#file = file;
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT);
    Deno.unrefTimer(Number(this.#timer));
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    try {
      writeRecord(this.#file, { released: true });
    } catch {
      // The folder was removed, on another machine for example: there is nothing to release.
    }
    this.#file.close();
  }

  #beat(): void {
    try {
      const now = new Date();
      this.#file.utimeSync(now, now);
      if (numbersIn(this.#folder).every((other) => other <= this.#number)) return;
    } catch {
      return; // What fails once may go well the next time, and the others wait for that.
    }
    this.#lost.abort(
      new StorageError({
        file: this.#folder,
        problem: "another process has taken over, since this one was not heard of for " +
          `${UNHEARD / 60_000} minutes or Slurm said that its job had ended`,
      }),
    );
  }
}

/** This process. */
function self(): FolderOwner {
  return {
    host: variable("SLURMD_NODENAME") ?? (isAllowed("hostname") ? Deno.hostname() : null),
    pid: Deno.pid,
    job: variable("SLURM_JOB_ID") ?? null,
    restarts: Number(variable("SLURM_RESTART_COUNT") ?? 0),
    user: isAllowed("uid") ? Deno.uid() : null,
  };
}

/** A variable, if this process may read it and it is not empty. */
function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) || undefined : undefined;
}

function isAllowed(kind: "hostname" | "uid"): boolean {
  return Deno.permissions.querySync({ name: "sys", kind }).state === "granted";
}

function ownerOf(record: OwnerRecord | null): FolderOwner | null {
  return record === null || record.released ? null : record;
}

function parsed(text: string): OwnerRecord | null {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

function writeRecord(file: Deno.FsFile, record: OwnerRecord): void {
  file.seekSync(0, Deno.SeekMode.Start);
  file.truncateSync(0);
  file.writeSync(new TextEncoder().encode(JSON.stringify(record) + "\n"));
}

const ownerFile = (folder: string, number: number) => join(folder, `owner-${number}.json`);

function numbersIn(folder: string): number[] {
  try {
    return [...Deno.readDirSync(folder)].flatMap(({ name }) => {
      return Number(OWNER_FILE.exec(name)?.[1] ?? []) || [];
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Makes the folder, not those above it: they are there, or there is nothing to own. */
async function makeFolder(path: string): Promise<void> {
  try {
    await Deno.mkdir(path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return;
    if (error instanceof Deno.errors.NotFound) throw error;
    throw storageError(path, error);
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
