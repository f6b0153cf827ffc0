import assert from "node:assert/strict";
import { join } from "node:path";
import { withLock } from "../../setup/lock.ts";
import { withFolder } from "../fixtures/with_folder.ts";

Deno.test("works under one lock do not overlap, and the one that waits is told", async () => {
  await withFolder(async (folder) => {
    const lock = join(folder, "made", "lock");
    const events: string[] = [];
    const told = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const first = withLock(lock, async () => {
      started.resolve();
      await told.promise;
      events.push("first ends");
    });
    await started.promise;
    const second = withLock(lock, () => {
      events.push("second starts");
      return Promise.resolve();
    }, () => {
      events.push("second waits");
      told.resolve();
    });
    await Promise.all([first, second]);
    assert.deepEqual(events, ["second waits", "first ends", "second starts"]);
  });
});

Deno.test("a lock whose holder was killed is free", async () => {
  await withFolder(async (folder) => {
    const lock = join(folder, "lock");
    const module = new URL("../../setup/lock.ts", import.meta.url).href;
    const holder = new Deno.Command(Deno.execPath(), {
      args: [
        "eval",
        `import { withLock } from ${JSON.stringify(module)};
        await withLock(${JSON.stringify(lock)}, () => {
          console.log("held");
          return new Promise((done) => setTimeout(done, 1e6));
        });`,
      ],
      stdout: "piped",
    }).spawn();
    await holder.stdout.getReader().read();
    holder.kill("SIGKILL");
    await holder.status;
    assert.equal(await withLock(lock, () => Promise.resolve("mine")), "mine");
  });
});
