import assert from "node:assert/strict";
import { join } from "node:path";
import { packagedBytes } from "hemoleak/dicom/codecs/codec_loader.ts";
import config from "../../../deno.json" with { type: "json" };

const LIB = join(import.meta.dirname!, "..", "..", "..", "lib");
const FOLDERS = [join(LIB, "dicom", "codecs"), join(LIB, "raster")];

/** The packages that codecs name with their versions. */
async function namedPackages(): Promise<string[]> {
  const files = await Promise.all(FOLDERS.map(async (folder) => {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.filter(({ isFile }) => isFile).map(({ name }) => join(folder, name));
  }));
  const texts = await Promise.all(files.flat().map((file) => Deno.readTextFile(file)));
  return texts.flatMap((text) =>
    [...text.matchAll(/packagedBytes\("([^"]+)"\)/g)].map(([, to]) => to!)
  );
}

Deno.test("packagedBytes: each package has the version of the import map, and holds WebAssembly", async () => {
  const named = await namedPackages();
  assert.equal(named.length, 4);
  for (const specifier of named) {
    const mapped = Object.values(config.imports).some((target) => specifier.startsWith(target));
    assert(mapped, specifier);
    const bytes = await packagedBytes(specifier as `npm:${string}`);
    assert.deepEqual([...bytes.subarray(0, 4)], [0, 0x61, 0x73, 0x6d], specifier);
  }
});
