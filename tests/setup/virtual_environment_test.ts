import assert from "node:assert/strict";
import { join } from "node:path";
import { findPython } from "../../setup/python.ts";
import { isUpToDate, makeVirtualEnvironment, pythonOf } from "../../setup/virtual_environment.ts";
import { makeWheel } from "./wheel.ts";

Deno.test("an environment is made from pins, over a half-made one, and known to be complete", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const { requirements } = await makeWheel(folder, "pinned_here", "1.0", "py3-none-any", {
      "pinned_here.py": "ANSWER = 42",
    });
    const environment = join(folder, "environment");
    await Deno.mkdir(environment);
    await Deno.writeTextFile(join(environment, "of a killed set-up"), "");
    assert.equal(await isUpToDate(environment, requirements), false);

    const told: unknown[][] = [];
    await makeVirtualEnvironment(
      environment,
      requirements,
      await findPython(),
      (label) => (...values) => told.push([label, ...values]),
    );

    assert.equal(await isUpToDate(environment, requirements), true);
    await assert.rejects(Deno.stat(join(environment, "of a killed set-up")), Deno.errors.NotFound);
    const { stdout } = await new Deno.Command(pythonOf(environment), {
      args: ["-c", "import pinned_here; print(pinned_here.ANSWER)"],
    }).output();
    assert.equal(new TextDecoder().decode(stdout), "42\n");
    assert.deepEqual(told.slice(0, 2), [
      ["Installing JupyterLab", 0, 1, "packages"],
      ["Installing JupyterLab", 1, 1, "packages"],
    ]);

    await Deno.writeTextFile(requirements, "# another pin\n", { append: true });
    assert.equal(await isUpToDate(environment, requirements), false);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
