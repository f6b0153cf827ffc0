import assert from "node:assert/strict";
import { stopOnInterrupt } from "hemoleak/train/stop_on_interrupt.ts";

/** Runs a program in a process of its own, since the test runner has its own use for SIGINT. */
async function run(program: string) {
  const module = new URL("../../lib/train/stop_on_interrupt.ts", import.meta.url);
  const source = `import { stopOnInterrupt } from "${module}";\n${program}`;
  const { code, signal, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", `data:application/typescript,${encodeURIComponent(source)}`],
    stderr: "inherit",
  }).output();
  return { code, signal, output: new TextDecoder().decode(stdout) };
}

Deno.test("an interrupt aborts the work, and the process goes on", async () => {
  const { code, output } = await run(`
    const result = await stopOnInterrupt(async (signal) => {
      Deno.kill(Deno.pid, "SIGINT");
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      return "best so far";
    });
    console.log(result);
  `);
  assert.deepEqual([code, output], [0, "best so far\n"]);
});

Deno.test("after the work, even if it failed, an interrupt ends the process as usual", async () => {
  const { signal, output } = await run(`
    await stopOnInterrupt(() => Promise.reject(new Error("no"))).catch((e) => console.log(e.message));
    Deno.kill(Deno.pid, "SIGINT");
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    console.log("still here");
  `);
  assert.deepEqual([signal, output], ["SIGINT", "no\n"]);
});

Deno.test("without an interrupt the result is the work's", async () => {
  assert.equal(await stopOnInterrupt((signal) => Promise.resolve(signal.aborted)), false);
});
