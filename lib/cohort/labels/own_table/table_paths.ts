import { basename } from "node:path";

/**
 * Finds what a table says of a file, where its paths are not as documented: with backslashes, in another
 * case, with the root's name or a folder before it that all of its paths begin with; or, where no path
 * goes with a file otherwise, without folders that are before it in the root, or with another extension or
 * none.
 */
export class TablePaths<Row> {
  readonly #rows: ReadonlyMap<string, Row>;
  readonly #root: string;
  /** By paths with forward slashes; null where two become one. */
  readonly #byPath = new Map<string, Row | null>();
  readonly #byCase = new Map<string, Row | null>();
  /** The folders that all paths begin with, `data/cohort/`. */
  readonly #shared: string;
  /** What is before the root in the table's paths, once it is known. */
  #before: string | null = null;
  /** By paths without extensions, in lower case; null where two become one. */
  readonly #byStem = new Map<string, Row | null>();
  /** Whether paths have other beginnings or ends than files. */
  #isPart = false;

  /** @param root The folder of the images; only its name counts. */
  constructor(rows: ReadonlyMap<string, Row>, root: string) {
    this.#rows = rows;
    this.#root = root;
    for (const [path, row] of rows) {
      const plain = withSlashes(path);
      this.#byPath.set(plain, this.#byPath.has(plain) ? null : row);
      const key = plain.toLowerCase();
      this.#byCase.set(key, this.#byCase.has(key) ? null : row);
      const stem = stemOf(key);
      this.#byStem.set(stem, this.#byStem.has(stem) ? null : row);
    }
    this.#shared = sharedFolders([...this.#byPath.keys()]);
  }

  /** What stands before the root in all paths of the table; empty where nothing does. */
  get before(): string {
    return this.#before ?? "";
  }

  /** Whether the table's paths have other beginnings or ends than the files' own. */
  get isPart(): boolean {
    return this.#isPart;
  }

  /** Told of all files before any is asked about: only where none has a row do parts of paths count. */
  expect(files: readonly string[]): void {
    if (files.some((file) => this.of(file) !== undefined)) return;
    this.#isPart = files.some((file) => this.#findPart(withSlashes(file)) !== undefined);
  }

  /** The rows of a file, by its path relative to the root. */
  of(file: string): Row | undefined {
    return this.#ofWhole(file) ?? (this.#isPart ? this.#findPart(withSlashes(file)) : undefined);
  }

  #ofWhole(file: string): Row | undefined {
    const plain = withSlashes(file);
    const found = this.#rows.get(file) ?? this.#find(plain);
    if (found !== undefined || this.#before !== null) return found;
    for (const before of this.#candidates()) {
      const row = this.#find(before + plain, before);
      if (row === undefined) continue;
      this.#before = before;
      return row;
    }
    return undefined;
  }

  #find(path: string, before = this.before): Row | undefined {
    const whole = path.startsWith(before) ? path : before + path;
    return this.#byPath.get(whole) ?? this.#byCase.get(whole.toLowerCase()) ?? undefined;
  }

  /** By as much of the end of a path as the table has; with its extension, else without, else with another. */
  #findPart(path: string): Row | undefined {
    const parts = path.split("/");
    const ends = parts.map((_, i) => parts.slice(i).join("/"));
    for (const end of [...ends, ...ends.map(stemOf)]) {
      const row = this.#byPath.get(end) ?? this.#byCase.get(end.toLowerCase());
      if (row) return row;
    }
    for (const end of ends) {
      const row = this.#byStem.get(stemOf(end.toLowerCase()));
      if (row) return row;
    }
    return undefined;
  }

  /** Folders that all paths begin with: from an absolute one any, else such as end with the root's name. */
  #candidates(): string[] {
    const folders = this.#shared.split("/").slice(0, -1);
    const starts = folders.map((_, i) => `${folders.slice(0, i + 1).join("/")}/`);
    const isAbsolute = /^(?:\/|[a-z]:\/|file:\/\/)/i.test(this.#shared);
    return starts.filter((start) =>
      isAbsolute || start.toLowerCase().endsWith(`${basename(this.#root).toLowerCase()}/`)
    ).reverse();
  }
}

/** Without `./` before it, composed (macOS takes names apart), and no slash twice. */
function withSlashes(path: string): string {
  return path.normalize().replaceAll("\\", "/").replace(/(?<=[^:/])\/{2,}/g, "/").replace(
    /^(?:\.\/)+/,
    "",
  );
}

/** Without its extension. */
function stemOf(path: string): string {
  return path.replace(/\.[^./]*$/, "");
}

function sharedFolders(paths: readonly string[]): string {
  let shared = paths[0] ?? "";
  for (const path of paths) {
    while (!path.startsWith(shared)) shared = shared.slice(0, -1);
  }
  return shared.slice(0, shared.lastIndexOf("/") + 1);
}
