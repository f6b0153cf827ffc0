import assert from "node:assert/strict";
import { join } from "node:path";
import { PROJECT } from "../../setup/set_up.ts";

/** Runs `deno task setup` as the task does, with changes to the environment. */
async function setUpWith(env: Record<string, string>): Promise<{ code: number; stderr: string }> {
  const { tasks } = JSON.parse(await Deno.readTextFile(join(PROJECT, "deno.json")));
  const [deno, ...args] = tasks.setup.command.split(" ");
  assert.equal(deno, "deno");
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: PROJECT,
    env: { NO_COLOR: "1", ...env },
  }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

Deno.test("when all is there, set-up says nothing, even on a machine without Python", async () => {
  assert.deepEqual(await setUpWith({ PATH: "" }), { code: 0, stderr: "" });
});

Deno.test("a library path in the environment, as clusters set it, is no obstacle", async () => {
  const { code } = await setUpWith({ LD_LIBRARY_PATH: "/opt/cuda/lib64" });
  assert.equal(code, 0);
});

Deno.test("what the user can mend is told in one line, without a stack trace", async () => {
  const file = join(PROJECT, "deno.json");
  for (
    const [env, message] of [
      [{ HEMOLEAK_TF: "tpu" }, /^hemoleak: .*HEMOLEAK_TF.*tpu.*\n$/],
      [
        { HEMOLEAK_CACHE: `${file}/cache` },
        /^hemoleak: Set-up cannot write where it needs to .*\n$/,
      ],
    ] as const
  ) {
    const { code, stderr } = await setUpWith(env);
    assert.equal(code, 1);
    assert.match(stderr, message);
  }
});
