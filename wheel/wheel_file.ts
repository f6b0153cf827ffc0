import { createHash } from "node:crypto";
import { join } from "node:path";
import config from "../deno.json" with { type: "json" };
import { PROJECT } from "../setup/set_up.ts";
import { bundleForDeno, scriptsOf } from "../npm/bundle_for_deno.ts";
import { stableNames } from "../npm/stable_names.ts";
import { zip, type ZipFile } from "./zip.ts";

/** Of PyPI's `deno`: the version that the project is tested with. */
const DENO = "2.9.6";

/** So large it may get; more than half of it is Vega, which the sandbox cannot fetch. */
export const MOST_BYTES = 500_000;

/** The wheel's name and bytes. */
export interface WheelFile {
  name: string;
  bytes: Uint8Array;
}

/**
 * The wheel for PyPI: the command line's `audit`, `evaluate` and `split` on PyPI's `deno`, and the same for
 * pandas. The same source gives the same bytes.
 */
export async function wheelFile(): Promise<WheelFile> {
  const info = `hemoleak-${config.version}.dist-info`, folder = join(PROJECT, "wheel");
  const modules = ["__init__.py", "__main__.py", "_run.py"].map((name) => `hemoleak/${name}`);
  const files: ZipFile[] = [
    ...await Promise.all(modules.map(async (path) => ({
      path,
      bytes: await Deno.readFile(join(folder, path)),
    }))),
    ...await scripts(),
    textFile(`${info}/METADATA`, metadata(await Deno.readTextFile(join(folder, "README.md")))),
    textFile(`${info}/WHEEL`, WHEEL),
    textFile(`${info}/entry_points.txt`, ENTRY_POINTS),
    { path: `${info}/licenses/LICENSE`, bytes: await Deno.readFile(join(PROJECT, "LICENSE")) },
  ];
  files.push(textFile(`${info}/RECORD`, record(files, `${info}/RECORD`)));
  return { name: `hemoleak-${config.version}-py3-none-any.whl`, bytes: zip(files) };
}

const WHEEL = `Wheel-Version: 1.0
Generator: hemoleak
Root-Is-Purelib: true
Tag: py3-none-any
`;

const ENTRY_POINTS = `[console_scripts]
hemoleak = hemoleak._run:main
`;

function metadata(readme: string): string {
  return `Metadata-Version: 2.4
Name: hemoleak
Version: ${config.version}
Summary: Measure how much of a slice classifier's score is the patient's identity
License-Expression: ${config.license}
License-File: LICENSE
Requires-Python: >=3.10
Requires-Dist: deno==${DENO}
Description-Content-Type: text/markdown

${readme}`;
}

/** Each file with its hash and size (PEP 376), itself without. */
function record(files: readonly ZipFile[], own: string): string {
  const lines = files.map(({ path, bytes }) => {
    const hash = createHash("sha256").update(bytes).digest("base64url");
    return `${path},sha256=${hash},${bytes.length}`;
  });
  return [...lines, `${own},,`, ""].join("\n");
}

function textFile(path: string, text: string): ZipFile {
  return { path, bytes: new TextEncoder().encode(text) };
}

/** The command line with all that it needs, in pieces that are loaded when they are needed. */
async function scripts(): Promise<ZipFile[]> {
  const scripts = await bundleForDeno(["wheel/hemoleak.ts"], [], scriptsOf);
  return [...stableNames(["hemoleak.js"], scripts)].map(([name, text]) =>
    textFile(`hemoleak/deno/${name}`, text)
  );
}
