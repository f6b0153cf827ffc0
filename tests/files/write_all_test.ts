import assert from "node:assert/strict";
import { writeAll, writeAllSync } from "hemoleak/files/write_all.ts";

Deno.test("writeAll: all of it, however little a write takes", async () => {
  const bytes = Uint8Array.from({ length: 10 }, (_, i) => i);
  const written: number[] = [];
  const take = (some: Uint8Array) => {
    const part = some.subarray(0, 3);
    written.push(...part);
    return part.length;
  };
  await writeAll({ write: (some) => Promise.resolve(take(some)) }, bytes);
  writeAllSync({ writeSync: take }, bytes);
  assert.deepEqual(written, [...bytes, ...bytes]);
});
