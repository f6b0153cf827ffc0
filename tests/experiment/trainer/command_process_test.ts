import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type CommandProcessOptions,
  runCommand,
} from "hemoleak/experiment/trainer/command_process.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

/** Runs a command in a folder, where `log.txt` gets what it says. */
function run(command: string, folder: string, more: Partial<CommandProcessOptions> = {}) {
  return runCommand(command, {
    ...{ directory: folder, log: join(folder, "log.txt"), defaults: {} },
    signal: new AbortController().signal,
    ...more,
  });
}

/** Whether a process that wrote its number into a file is still there, and no zombie. */
async function isAlive(file: string): Promise<boolean> {
  const pid = (await Deno.readTextFile(file)).trim();
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "x) Z");
  return !/\) Z/.test(stat);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !await isSo(); tries++) {
    assert.ok(tries < 500);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const written = (file: string) => () =>
  Deno.readTextFile(file).then((text) => text.endsWith("\n"), () => false);
const isGone = (file: string) => async () => !await isAlive(file);

Deno.test("runCommand: the status, the folder, both outputs in the log, no input, the environment", () =>
  withFolder(async (folder) => {
    Deno.env.set("HEMOLEAK_TEST_OWN", "user's");
    Deno.env.set("LD_HEMOLEAK_TEST", "/a b");
    try {
      const command = 'echo "$PWD"; echo said >&2; cat; echo "$HEMOLEAK_TEST_OWN"; ' +
        'echo "$HEMOLEAK_TEST_DEFAULT"; echo "$LD_HEMOLEAK_TEST"; exit 3';
      const defaults = { HEMOLEAK_TEST_OWN: "default", HEMOLEAK_TEST_DEFAULT: "default" };
      assert.deepEqual(await run(command, folder, { defaults }), { how: "by itself", status: 3 });
      const real = await Deno.realPath(folder);
      assert.equal(
        await Deno.readTextFile(join(folder, "log.txt")),
        `${real}\nsaid\nuser's\ndefault\n/a b\n`,
      );
    } finally {
      Deno.env.delete("HEMOLEAK_TEST_OWN");
      Deno.env.delete("LD_HEMOLEAK_TEST");
    }
    assert.deepEqual(await run("kill -s SEGV $$", folder), { how: "by itself", status: 139 });
    await assert.rejects(run("true", folder, { directory: join(folder, "none") }), {
      name: "TrainingError",
      message: /none: expected the folder that the grid was planned in, .* but there is none on/,
    });
  }));

Deno.test("runCommand: out of time, it is told to end, and killed with all that it began", () =>
  withFolder(async (folder) => {
    const [own, child] = [join(folder, "own"), join(folder, "child")];
    const stubborn = `trap 'echo told' TERM; sleep 60 & echo $! > ${child}; echo $$ > ${own}; ` +
      "while :; do sleep 0.05; done";
    const end = await run(stubborn, folder, { timeout: 0.5, grace: 300 });
    assert.deepEqual(end, { how: "timeout" });
    await until(isGone(own));
    await until(isGone(child));
    assert.match(await Deno.readTextFile(join(folder, "log.txt")), /^told$/m);
    // One that heeds it is not waited for.
    const begin = performance.now();
    const polite = "trap 'exit 0' TERM; while :; do sleep 0.05; done";
    assert.deepEqual(await run(polite, folder, { timeout: 0.2 }), { how: "timeout" });
    assert.ok(performance.now() - begin < 8000);
  }));

Deno.test("runCommand: a signal ends it, also one that was there before", () =>
  withFolder(async (folder) => {
    const stop = new AbortController(), own = join(folder, "own");
    const running = run(`echo $$ > ${own}; sleep 60`, folder, { signal: stop.signal });
    await until(written(own));
    stop.abort();
    assert.deepEqual(await running, { how: "signal" });
    await until(isGone(own));
    assert.deepEqual(await run("sleep 60", folder, { signal: stop.signal }), { how: "signal" });
  }));

Deno.test("runCommand: what a command leaves running when it has ended is ended, too", () =>
  withFolder(async (folder) => {
    const left = join(folder, "left");
    const end = await run(`sleep 60 & echo $! > ${left}`, folder);
    assert.deepEqual(end, { how: "by itself", status: 0 });
    await until(isGone(left));
  }));

Deno.test("runCommand: if this process is killed, so is the command", () =>
  withFolder(async (folder) => {
    const own = join(folder, "own"), script = join(folder, "run.ts");
    const module = new URL(
      "../../../lib/experiment/trainer/command_process.ts",
      import.meta.url,
    );
    await Deno.writeTextFile(
      script,
      `import { runCommand } from "${module}";
       await runCommand("echo $$ > ${own}; sleep 60", {
         directory: "${folder}", log: "${join(folder, "log.txt")}", defaults: {},
         signal: new AbortController().signal,
       });`,
    );
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    // With no more permissions than a cell of a grid has.
    const permissions = ["--allow-run=/bin/sh", "--allow-env", `--allow-read=${folder}`];
    const child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-check", "--no-prompt", "--config", config, ...permissions, script],
      env: { LD_LIBRARY_PATH: "/nowhere" },
    }).spawn();
    await until(written(own));
    assert.ok(await isAlive(own));
    child.kill("SIGKILL");
    await child.status;
    await until(isGone(own));
  }));
