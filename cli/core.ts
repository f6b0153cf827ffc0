/**
 * The core of `lib`: stations that need no more than a browser has, so that a page can judge predictions
 * as Deno does. Its files, the entry points {@linkcode CORE_ENTRIES} among them, name neither `Deno` nor a
 * module of Node, nor does anything that they load, at once or later, and they pass the type check with the
 * browser's library and that of JavaScript of 2023 in place of Deno's. Their numbers are the same bits in every engine.
 *
 * @module
 */

import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { PAGE_SCRIPTS } from "../page/scripts.ts";
import { PROJECT } from "../setup/set_up.ts";
import { withoutComments } from "./comments.ts";
import { loadedBy } from "./module_graph.ts";

/** Folders and files of `lib` that are the core. */
export const CORE: readonly string[] = [
  "fault.ts",
  "error.ts",
  "elementary.ts",
  "groups.ts",
  "random.ts",
  "progress.ts",
  "precision.ts",
  "provenance.ts",
  "text",
  "options.ts",
  "statistics",
  "split",
  "predictions",
  "evaluate",
  "model",
  "leakage",
  "report",
];

/** The entry points that are of it, by their names in the package. */
export const CORE_ENTRIES = ["evaluate", "leakage", "split", "predictions", "report"] as const;

/** What lies there and is not: it needs TensorFlow or image files, shows what only they give, or hands on such. */
const BESIDE: readonly string[] = [
  "leakage/files.ts",
  "leakage/images",
  "leakage/lesions",
  "report/cohort/encodings_table.ts",
  "report/cohort/example_slices.ts",
  "report/cohort/examples_figure.ts",
  "report/cohort/rejected_table.ts",
  "report/cohort/scan_figure.ts",
  "report/cohort/series_table.ts",
  "report/cohort/slices_figure.ts",
  "report/cohort/table1_table.ts",
  "report/files.ts",
  "report/media/png.ts",
  "report/preprocess",
  "report/recognition/copying_table.ts",
  "report/recognition/grad_cam_figure.ts",
  "report/recognition/neighbors_figure.ts",
];

/** A file that touches the system says so by its name. */
const SYSTEM = /_(files?|folder)\.ts$/;
/** It asks for Deno's Jupyter, and takes no for an answer. */
const ASKING = "lib/running_jupyter.ts";
/** The functions that are the same in every engine; and normal variates, which the phantom alone draws. */
const ELEMENTARY = /^lib\/(?:elementary|random)\.ts$/;
/** Of `Math` ECMA-262 leaves nothing open in these, by their names alone: no other one is had under another name. */
const MATH =
  /\bMath\b(?!\.(?:PI|abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc)\b)(?:\??\.\w+)?/;
/** A power other than a square, or than 2 to a whole number. */
const POWER = /(?<!(?<![\w.])2)\s\*\*=?\s(?!2\b(?!\.))|(?<![\w.])2\s\*\*\s(?!\d+\b(?!\.))/;
/** What may differ in last bits between engines. */
const BY_ENGINE = new RegExp(`${MATH.source}|${POWER.source}`);
/** What a browser does not have. */
const PLATFORM = /\b(Deno|process|Buffer)\b|["']node:[\w/]+["']/;

/**
 * What there is to complain of in the core.
 *
 * @returns Lines, empty if all is well.
 */
export async function checkCore(): Promise<string> {
  const files = await coreFiles();
  const root = `${await Deno.makeTempDir()}/core.ts`;
  try {
    const modules = [...files.map((file) => `lib/${file}`), ...PAGE_SCRIPTS];
    await Deno.writeTextFile(
      root,
      modules.map((module) => `import "file://${PROJECT}/${module}";\n`).join(""),
    );
    const loaded = await loadedBy(root, { later: true });
    loaded.delete(ASKING);
    return [...await platformComplaints(loaded), await typeComplaints(root, new Set(loaded.keys()))]
      .filter((complaint) => complaint !== "").join("\n");
  } finally {
    await Deno.remove(join(root, ".."), { recursive: true });
  }
}

/** The core's files, by their paths in `lib`, but those whose name says that they touch the system. */
export async function coreFiles(): Promise<string[]> {
  const files = (await Array.fromAsync(CORE, filesBelow)).flat();
  const isBeside = (file: string) =>
    BESIDE.some((path) => file === path || file.startsWith(`${path}/`));
  return files.filter((file) => !isBeside(file) && !SYSTEM.test(file)).sort();
}

async function filesBelow(path: string): Promise<string[]> {
  if (path.endsWith(".ts")) return [path];
  const entries = await Array.fromAsync(Deno.readDir(join(PROJECT, "lib", path)));
  const files = await Array.fromAsync(entries, ({ name }) => filesBelow(`${path}/${name}`));
  return files.flat();
}

/** Complains of modules that name the platform, each with the file that loads it. */
async function platformComplaints(
  loaded: ReadonlyMap<string, string | null>,
): Promise<string[]> {
  const complaints = await Array.fromAsync(loaded, async ([module, importer]) => {
    if (!/^lib\/.*\.ts$/.test(module)) return [];
    const text = await Deno.readTextFile(join(PROJECT, module));
    const why = importer?.startsWith("lib/") ? `, which ${importer} loads,` : "";
    const platform = platformIn(text);
    const byEngine = ELEMENTARY.test(module) ? null : engineFunctionIn(text);
    return [
      ...platform === null ? [] : [`${module}${why} names ${platform}`],
      ...byEngine === null
        ? []
        : [`${module}${why} uses ${byEngine}: lib/elementary.ts has what is the same everywhere`],
    ];
  });
  return complaints.flat();
}

/** What of the platform a module's text names outside comments, or null. */
export function platformIn(text: string): string | null {
  const code = withoutComments(text);
  return PLATFORM.exec(code)?.[0] ?? null;
}

/** What of a module's text, outside comments, differs between engines in last bits, or null. */
export function engineFunctionIn(text: string): string | null {
  return BY_ENGINE.exec(withoutComments(text))?.[0].trim() ?? null;
}

/** Complains of what does not pass the type check without Deno's types, among what is loaded. */
async function typeComplaints(root: string, loaded: ReadonlySet<string>): Promise<string> {
  const imports = Object.entries(config.imports).map(([name, target]) => [
    name,
    target.replace(/^\.\//, `file://${PROJECT}/`),
  ]);
  const browser = join(root, "..", "deno.json");
  // By the lock file Deno knows the packages that hold the types of others.
  await Deno.copyFile(join(PROJECT, "deno.lock"), join(root, "..", "deno.lock"));
  await Deno.writeTextFile(
    browser,
    JSON.stringify({
      imports: Object.fromEntries(imports),
      unstable: config.unstable,
      // Of 2023, which Node 20 has, and browsers since then.
      compilerOptions: { ...config.compilerOptions, lib: ["es2023", "dom", "dom.iterable"] },
    }),
  );
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", `--config=${browser}`, root],
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return "";
  const output = new TextDecoder().decode(stderr);
  // Types lead to files that are not loaded: these may know Deno.
  const errors = output.split(/\n\n(?=TS\d+ )/).filter((error) => {
    const place = /^\s*at file:\/\/(.*):\d+:\d+$/m.exec(error)?.[1];
    return place === undefined || loaded.has(place.replace(`${PROJECT}/`, ""));
  });
  return errors.join("\n\n");
}
