import assert from "node:assert/strict";
import { join } from "node:path";
import { pythonOf } from "../../setup/virtual_environment.ts";
import { writeKernelspec } from "../../setup/kernelspec.ts";

Deno.test("the kernel is the Deno at hand, followed when it moves and else left alone", async () => {
  const environment = await Deno.makeTempDir();
  try {
    const path = join(environment, "share/jupyter/kernels/deno/kernel.json");
    await writeKernelspec(environment, "/npm/cache/of/yesterday/deno");
    await writeKernelspec(environment);
    const { argv, language } = JSON.parse(await Deno.readTextFile(path));
    assert.equal(argv[0], pythonOf(environment));
    assert.equal(argv[argv.indexOf("jupyter") - 1], Deno.execPath());
    assert.equal(argv.at(-1), "{connection_file}");
    assert.equal(language, "typescript");

    await Deno.utime(path, 1, 1);
    await writeKernelspec(environment);
    assert.equal((await Deno.stat(path)).mtime?.getTime(), 1000);
  } finally {
    await Deno.remove(environment, { recursive: true });
  }
});
