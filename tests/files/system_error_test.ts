import assert from "node:assert/strict";
import { StorageError } from "../../lib/error.ts";
import { storageError } from "../../lib/files/storage_error.ts";
import { systemErrorCode, systemErrorText } from "../../lib/files/system_error.ts";

async function thrownBy(action: () => Promise<unknown>): Promise<unknown> {
  return await action().then(() => assert.fail("nothing was thrown"), (error) => error);
}

// The names are those of errno(3); /dev/full refuses every byte with ENOSPC (full(4)).
Deno.test("the system's errors have its name and its words, without a path", async () => {
  const errors = {
    ENOENT: await thrownBy(() => Deno.readFile("/no/such/file")),
    EISDIR: await thrownBy(() => Deno.readFile("/tmp")),
    ENOSPC: await thrownBy(() => Deno.writeFile("/dev/full", new Uint8Array(9))),
    ENAMETOOLONG: await thrownBy(() => Deno.stat(`/tmp/${"n".repeat(300)}`)),
  };
  for (const [code, error] of Object.entries(errors)) {
    assert.equal(systemErrorCode(error), code);
    assert.match(systemErrorText(error), /^[a-z ]+$/);
  }
  assert.equal(systemErrorText(errors.ENOSPC), "no space left on device");
});

Deno.test("a defect is none of the system's errors", () => {
  const coded = Object.assign(new Error("bad record"), { code: "CSV_RECORD_INCONSISTENT" });
  for (const error of [new TypeError("x is not a function"), coded, "text", null]) {
    assert.equal(systemErrorCode(error), null);
    assert.equal(storageError("out", error), error);
  }
});

Deno.test("a full disk is named with what to do, also for an error that lost its name", async () => {
  const full = await thrownBy(() => Deno.writeFile("/dev/full", new Uint8Array(9)));
  const told = storageError("out/a.npy", full);
  assert(told instanceof StorageError);
  assert.match(told.message, /^out\/a\.npy: the disk is full; free some space/);
  assert.equal(told.cause, full);
  // As postMessage hands it on.
  const posted = structuredClone(full);
  assert.equal(storageError("out", posted), posted);
  assert.match((storageError("out", posted, "ENOSPC") as Error).message, /the disk is full/);
  const denied = await thrownBy(() => Deno.writeFile("/proc/nope", new Uint8Array(9)));
  assert.match((storageError("out", denied) as Error).message, /^out: cannot be written: /);
});
