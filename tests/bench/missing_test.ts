import assert from "node:assert/strict";
import { join } from "node:path";
import { withFolder } from "../fixtures/with_folder.ts";

const BENCH = join(import.meta.dirname!, "..", "..", "bench");

/** Runs a benchmark where no program is on PATH and nothing in the cache. */
async function withoutTools(folder: string, script: string): Promise<[code: number, err: string]> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--quiet", join(BENCH, script), "1"],
    env: { PATH: folder, HEMOLEAK_CACHE: folder, NO_COLOR: "1" },
  }).output();
  return [code, new TextDecoder().decode(stderr)];
}

Deno.test("a benchmark whose tools are missing says what to install, a sentence each", async () => {
  await withFolder(async (folder) => {
    const needed = "is needed for this and not installed: install";
    assert.deepEqual(await withoutTools(folder, "jpeg_lossless.ts"), [
      1,
      `dcmtk is left out. dcmdjpeg ${needed} Debian's dcmtk\n` +
      `GDCM is left out. gdcmconv ${needed} Debian's libgdcm-tools\n` +
      `apt-get ${needed} apt (a Debian or Ubuntu system)\n`,
    ]);
    const [code, err] = await withoutTools(folder, "statistics.ts");
    assert.equal(code, 1);
    assert.match(
      err,
      /^Installing the Python packages [^\n]+ \.\.\.\nPython 3\.10 or later is needed but there is no python3 on PATH: [^\n]+\n$/,
    );
  });
});
