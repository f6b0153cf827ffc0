/**
 * `deno task wasm`: builds the WebAssembly modules from their AssemblyScript sources. The built files
 * are kept in the repository, so that nobody needs the compiler; a test builds them again and compares.
 *
 * @module
 */

import asc from "assemblyscript/asc";
import { join } from "node:path";
import { PROJECT } from "../setup/set_up.ts";

/** The modules, without extension: `lib/x/assembly/y.ts` becomes `lib/x/y.wasm`. */
export const WASM_MODULES = [
  { source: "lib/dicom/assembly/pixels.ts", target: "lib/dicom/pixels.wasm" },
  { source: "lib/preprocess/assembly/chain.ts", target: "lib/preprocess/chain.wasm" },
] as const;

/** No relaxed SIMD: its results may differ from one processor to another. */
const FLAGS = ["-O3", "--runtime", "stub", "--noAssert", "--enable", "simd"];

/**
 * Compiles an AssemblyScript source of the project.
 *
 * @throws {Error} With the compiler's messages.
 */
export async function compileWasm(source: string): Promise<Uint8Array<ArrayBuffer>> {
  const written = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main([source, "--outFile", "out.wasm", ...FLAGS], {
    readFile: (name) => {
      try {
        return Deno.readTextFileSync(join(PROJECT, name));
      } catch {
        return null; // The compiler looks for a file in several places.
      }
    },
    writeFile: (name, contents) => void written.set(name, contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`${source}: ${stderr.toString()}`, { cause: error });
  return written.get("out.wasm") as Uint8Array<ArrayBuffer>;
}

if (import.meta.main) {
  for (const { source, target } of WASM_MODULES) {
    const wasm = await compileWasm(source);
    await Deno.writeFile(join(PROJECT, target), wasm);
    console.log(`${target}: ${wasm.length} bytes`);
  }
}
