/**
 * Builds tfjs-node's compiled addon, the peer that `bench/train.ts` compares with, against the same
 * libtensorflow that hemoleak uses: its own download is of TensorFlow 2.9. Needs g++, python3 and,
 * unless a wheel is given, pip and 280 MB.
 *
 *     deno run -A bench/build_addon.ts [tensorflow_cpu-2.21.0-....whl]
 *
 * @module
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { version } from "@tensorflow/tfjs-node-gpu/dist/version.js";
import { include_dir as nodeHeaders } from "node-api-headers";
import { libraryFolder, TENSORFLOW_VERSION } from "hemoleak/tensorflow/library/library.ts";
import { runTool } from "./real_ct.ts";

const folder = join(import.meta.dirname!, "..", "data", "bench");

/** Of tfjs-node, whose addon it is. */
export const addonVersion: string = version;

/** Where the addon lies once it is built. */
export const addonPath: string = join(folder, "tfjs_binding.node");

const EXTRACT = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as wheel:
    prefix = "tensorflow/include/"
    parts = tuple(prefix + part for part in ("tensorflow/", "xla/tsl/", "tsl/", "absl/"))
    wheel.extractall(sys.argv[2], [n for n in wheel.namelist() if n.startswith(parts)])
`;

async function run(command: string, ...args: string[]): Promise<void> {
  await runTool(command, args, `${command}, python3 and pip`);
}

async function downloadWheel(folder: string): Promise<string> {
  const wanted = `tensorflow-cpu==${TENSORFLOW_VERSION}`;
  await run("python3", "-m", "pip", "download", "--no-deps", "--dest", folder, wanted);
  for await (const entry of Deno.readDir(folder)) {
    if (entry.name.endsWith(".whl")) return join(folder, entry.name);
  }
  throw new Error(`pip left no wheel in ${folder}`);
}

/** Compiles the sources that the npm package holds with the headers that the wheel holds. */
export async function buildAddon(wheel?: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const work = await Deno.makeTempDir({ dir: folder });
  try {
    await run("python3", "-c", EXTRACT, wheel ?? await downloadWheel(work), work);
    await compile(join(work, "tensorflow", "include"));
  } finally {
    await Deno.remove(work, { recursive: true });
  }
}

async function compile(tensorFlowHeaders: string): Promise<void> {
  const tfjsNode = createRequire(import.meta.url).resolve("@tensorflow/tfjs-node-gpu/package.json");
  const sources = join(dirname(tfjsNode), "binding");
  const library = libraryFolder();
  await run(
    "g++",
    ...["-O3", "-std=c++17", "-fPIC", "-shared", "-DNAPI_VERSION=8", "-w"],
    ...["-I", sources, "-I", nodeHeaders, "-I", tensorFlowHeaders],
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(sources, name)),
    ...["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"].map((name) => join(library, name)),
    `-Wl,-rpath,${library}`,
    ...["-o", addonPath],
  );
}

if (import.meta.main) {
  await buildAddon(Deno.args[0]);
  console.log(addonPath);
}
