import assert from "node:assert/strict";
import { freeBytes, requireSpace } from "../../setup/disk_space.ts";

Deno.test("the space of a folder that is yet to be made is that of its file system", async () => {
  assert.ok(await freeBytes("/tmp/not/there/yet") > 0);
  assert.equal(await freeBytes("/proc/self"), 0);
});

Deno.test("too little space is refused with both sizes and a remedy", async () => {
  const free = () => Promise.resolve(1_100_000_000);
  await assert.rejects(
    requireSpace("/cache", 1_130_000_001, "TensorFlow", ", or name another folder,", free),
    {
      name: "SetupError",
      message: "TensorFlow needs 1.1 GB of disk space but only 1.1 GB are free for /cache: " +
        "free some, or name another folder, and run this again.",
    },
  );
  await requireSpace("/cache", 1_100_000_000, "TensorFlow", "", free);
});
