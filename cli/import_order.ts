/**
 * The order of `lib`: no files import each other in a circle, and each station imports only stations
 * before it. Imports of types count, since whoever wants to understand the one has to read the other.
 *
 * @module
 */

import { dirname, join, normalize } from "node:path/posix";
import { withoutComments } from "./comments.ts";

/**
 * The files and folders of `lib` from the ground up, the stations in the order of the data. `evaluate` is
 * before those that train: training reports the accuracy of each epoch, and judging needs no TensorFlow.
 */
export const STATIONS: readonly string[] = [
  "fault.ts",
  "error.ts",
  "elementary.ts",
  "random.ts",
  "progress.ts",
  "running_jupyter.ts",
  "notebook_signal.ts",
  "text",
  "provenance.ts",
  "options.ts",
  "statistics",
  "files",
  "dicom",
  "nifti",
  "raster",
  "cohort",
  "phantom",
  "preprocess",
  "split",
  "predictions",
  "evaluate",
  "tensorflow",
  "model",
  "train",
  "leakage",
  "experiment",
  "report",
  "mod.ts",
];

/**
 * What there is to complain of in the files below a folder, such as `lib`.
 *
 * @returns A line each, empty if all is well.
 */
export async function checkImports(folder: string): Promise<string> {
  const files = new Map<string, string>();
  for await (const file of moduleFiles(folder)) {
    files.set(file, await Deno.readTextFile(join(folder, file)));
  }
  return importComplaints(files).join("\n");
}

/** All modules below a folder, by their paths in it; AssemblyScript's are none of ours. */
async function* moduleFiles(folder: string, below = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(join(folder, below))) {
    const path = join(below, name);
    if (isDirectory && name !== "assembly") yield* moduleFiles(folder, path);
    else if (name.endsWith(".ts")) yield path;
  }
}

/** A newcomer finds a file among so many by its name. */
const MOST_FILES = 16;
/** Its files are one generator, read from the first to the last. */
const MAY_BE_LARGE = "phantom";

/**
 * Complains of circles, of imports from later stations, of files that are in no station, and of folders of
 * too many files.
 *
 * @param files The text of each file by its path in `lib`, such as `split/split.ts`.
 */
export function importComplaints(files: ReadonlyMap<string, string>): string[] {
  const imports = new Map(
    [...files.keys()].sort().map((file) => [file, importsOf(file, files.get(file)!)]),
  );
  return [
    ...misplaced(imports.keys()),
    ...crowded(imports.keys()),
    ...backwards(imports),
    ...circles(imports),
  ];
}

/** The files that a file imports, those outside `lib` left out. */
function importsOf(file: string, text: string): string[] {
  const code = withoutComments(text);
  const specifiers = code.matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g);
  const paths = [...specifiers].map(([, specifier]) => normalize(join(dirname(file), specifier!)));
  return [...new Set(paths)].filter((path) => !path.startsWith(".."));
}

const placeOf = (file: string) => STATIONS.indexOf(file.split("/")[0]!);

function misplaced(files: Iterable<string>): string[] {
  return [...files].filter((file) => placeOf(file) === -1)
    .map((file) => `${file}: expected one of the stations ${STATIONS.join(", ")}`);
}

function crowded(files: Iterable<string>): string[] {
  return [...Map.groupBy(files, (file) => dirname(file))]
    .filter(([folder, { length }]) => length > MOST_FILES && folder !== MAY_BE_LARGE)
    .map(([folder, { length }]) => `${folder}: ${length} files, expected at most ${MOST_FILES}`);
}

function backwards(imports: ReadonlyMap<string, readonly string[]>): string[] {
  return [...imports].flatMap(([file, imported]) =>
    imported.filter((path) => placeOf(path) > placeOf(file))
      .map((path) => `${file} imports ${path}, of a later station`)
  );
}

function circles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [], way: string[] = [], done = new Set<string>();
  const visit = (file: string) => {
    const start = way.indexOf(file);
    if (start >= 0) found.push(`a circle: ${[...way.slice(start), file].join(" -> ")}`);
    if (start >= 0 || done.has(file)) return;
    way.push(file);
    for (const path of imports.get(file) ?? []) visit(path);
    way.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return found;
}
