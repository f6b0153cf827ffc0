import { join } from "node:path";
import { compareNaturally } from "../../text/natural_order.ts";
import { systemErrorText } from "../../files/system_error.ts";
import { isMaybeNotUtf8, isPrintable, printable } from "../../text/printable.ts";
import type { Rejection } from "../rejection.ts";

/** What lies below a folder. */
export interface FileList {
  /** The files, relative to the folder, with forward slashes, in natural order. */
  paths: string[];
  /** What is neither file nor folder, or cannot be entered. */
  rejected: Rejection[];
}

/** Written by operating systems and DICOM media, and no part of a data set. */
const LITTER = /^(\..*|__MACOSX|Thumbs\.db|desktop\.ini|DICOMDIR|lost\+found)$/i;

/** Tables and their like lie beside the images: they are labels, not images that failed. */
const TABLE = /\.(csv|tsv|json)(\.gz)?$/i;

/**
 * Lists the files in a folder, at any depth.
 *
 * Hidden files, litter of operating systems, `DICOMDIR`, and `.csv`, `.tsv` and `.json` files, packed or
 * not, are passed over. Links are followed, but only after all that lies in the folder itself, so that a
 * folder is found under its own name and not by a link's; a folder that was entered already is not entered
 * again. Names that hold control characters are refused, those that are not UTF-8 cannot be opened.
 *
 * @param found Called after every folder with the number of files found so far.
 * @throws The operating system's error if the root itself cannot be read.
 */
export async function listFiles(
  root: string,
  found: (count: number) => void = () => {},
): Promise<FileList> {
  const walk = new Walk(root);
  await walk.readFolder("");
  found(walk.paths.length);
  while (await walk.readNext()) found(walk.paths.length);
  walk.paths.sort(compareNaturally);
  return { paths: walk.paths, rejected: walk.rejected };
}

/**
 * Why the operating system would not give a file, without its number and the absolute path that it
 * quotes.
 *
 * @throws The error itself if it is a defect and not the system's.
 */
export function unreadable(error: unknown, name: string): string {
  if (error instanceof TypeError || error instanceof RangeError) throw error;
  if (error instanceof Deno.errors.NotFound && isMaybeNotUtf8(name)) {
    return "cannot be read: its name is not UTF-8; rename it";
  }
  if (error instanceof Deno.errors.NotFound) return "cannot be read: it leads nowhere or is gone";
  if (error instanceof Deno.errors.PermissionDenied) return "cannot be read: permission denied";
  if (error instanceof Deno.errors.NotCapable) {
    return "cannot be read: outside of what this run may read";
  }
  if (error instanceof Deno.errors.FilesystemLoop) return "a link that leads to itself";
  return `cannot be read: ${systemErrorText(error)}`;
}

/** A walk through folders: what is found, and what is still to be read. */
class Walk {
  readonly paths: string[] = [];
  readonly rejected: Rejection[] = [];
  readonly #root: string;
  /** Real paths of the folders read. */
  readonly #entered = new Set<string>();
  #folders: string[] = [];
  #links: string[] = [];

  constructor(root: string) {
    this.#root = root;
  }

  /** Reads the next folder or, when all are read, the links; false when nothing is left. */
  async readNext(): Promise<boolean> {
    const folder = this.#folders.pop();
    if (folder !== undefined) {
      await this.#attempt(folder, () => this.readFolder(folder));
      return true;
    }
    const links = this.#links.sort(compareNaturally);
    this.#links = [];
    for (const link of links) await this.#attempt(link, () => this.#readLink(link));
    this.#folders.reverse();
    return links.length > 0;
  }

  /** Reads one folder's entries; `""` is the root. */
  async readFolder(folder: string): Promise<void> {
    // Only its identity is taken from the real path: it may lie outside of what may be read.
    const real = await Deno.realPath(join(this.#root, folder));
    if (this.#entered.has(real)) {
      return this.#reject(folder, "a link to a folder that is read already");
    }
    this.#entered.add(real);
    const names = new Set<string>();
    for await (const entry of Deno.readDir(join(this.#root, folder))) {
      if (!LITTER.test(entry.name)) this.#sort(folder, entry, names);
    }
  }

  /** Puts an entry of a folder where it is to be read from. */
  #sort(folder: string, entry: Deno.DirEntry, names: Set<string>): void {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (!isPrintable(entry.name)) {
      return this.#reject(path, "its name holds control characters; rename it");
    }
    if (names.has(entry.name)) {
      return this.#reject(path, "its name is not UTF-8 and so another's, too; rename it");
    }
    if (isMaybeNotUtf8(entry.name)) names.add(entry.name);
    if (entry.isSymlink) this.#links.push(path);
    else if (entry.isDirectory) this.#folders.push(path);
    else this.#addFile(path, entry.isFile);
  }

  async #readLink(link: string): Promise<void> {
    const { isDirectory, isFile } = await Deno.stat(join(this.#root, link));
    if (isDirectory) this.#folders.push(link);
    else this.#addFile(link, isFile);
  }

  #addFile(path: string, isFile: boolean): void {
    if (!isFile) this.#reject(path, "neither a file nor a folder but a pipe, socket or device");
    else if (!TABLE.test(path)) this.paths.push(path);
  }

  async #attempt(path: string, read: () => Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      this.#reject(path, unreadable(error, path));
    }
  }

  #reject(path: string, reason: string): void {
    this.rejected.push({ file: printable(path), reason });
  }
}
