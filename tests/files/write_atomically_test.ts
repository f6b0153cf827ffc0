import assert from "node:assert/strict";
import { StorageError } from "hemoleak/error.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { freeDisk, smallDisk } from "../fixtures/small_disk.ts";

Deno.test("a file is written whole and leaves nothing beside it", async () => {
  const folder = await Deno.makeTempDir();
  await writeAtomically(`${folder}/a/b.txt`, "first");
  await writeAtomically(`${folder}/a/b.txt`, new TextEncoder().encode("second"));
  assert.equal(await Deno.readTextFile(`${folder}/a/b.txt`), "second");
  assert.deepEqual([...Deno.readDirSync(`${folder}/a`)].map((entry) => entry.name), ["b.txt"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a path that cannot be written is named", async () => {
  const file = await Deno.makeTempFile();
  await assert.rejects(
    writeAtomically(`${file}/below-a-file.txt`, "text"),
    (error: Error) => error instanceof StorageError && error.message.startsWith(file),
  );
  await Deno.remove(file);
});

Deno.test("a folder is not written over, and nothing is left beside it", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.mkdir(`${folder}/a`);
  await assert.rejects(writeAtomically(`${folder}/a`, "text"), {
    name: "StorageError",
    message: `${folder}/a: cannot be written: it is a folder; name a file in it`,
  });
  assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["a"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("a full disk is told in words, the old file stays and no part is left", async (t) => {
  const disk = await smallDisk("64k");
  await t.step({
    name: "on a file system of 64 KiB",
    ignore: disk === null,
    fn: async () => {
      await writeAtomically(`${disk}/file`, "old");
      await assert.rejects(
        writeAtomically(`${disk}/file`, new Uint8Array(1 << 20)),
        (error: Error) => error instanceof StorageError && /disk is full/.test(error.message),
      );
      assert.equal(await Deno.readTextFile(`${disk}/file`), "old");
      assert.equal([...Deno.readDirSync(disk!)].length, 1);
    },
  });
  await freeDisk(disk);
});
