import assert from "node:assert/strict";
import { join } from "node:path";
import { permissionOptions } from "../../cli/permissions.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");

Deno.test("a command gets the paths that it names and the program's own, nothing more", async () => {
  assert.deepEqual(await permissionOptions({ read: ["/no/data"], write: ["/no/out"] }), [
    `--allow-read=${PROJECT},/no/data,/no/out`,
    "--allow-write=/no/out",
  ]);
  assert.deepEqual(await permissionOptions({ read: ["/no/a"] }), [
    `--allow-read=${PROJECT},/no/a`,
  ]);
  assert.deepEqual(await permissionOptions({ read: true, write: true, more: ["--allow-ffi"] }), [
    "--allow-ffi",
    "--allow-read",
    "--allow-write",
  ]);
});

Deno.test("beside a link its target is allowed, and for a path with a comma its folder", async () => {
  await withFolder(async (folder) => {
    const target = join(folder, "data", "CT, plain");
    const link = join(folder, "link");
    await Deno.mkdir(target, { recursive: true });
    await Deno.symlink(target, link);
    const [read] = await permissionOptions({ read: [link] });
    assert.equal(read, `--allow-read=${PROJECT},${link},${join(folder, "data")}`);
    const program = join(folder, "list.ts");
    await Deno.writeTextFile(program, "for (const path of Deno.args) Deno.readDirSync(path);");
    const list = (...paths: string[]) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-prompt", read!, program, ...paths],
      }).output();
    const { success, stderr } = await list(link, target);
    assert(success, new TextDecoder().decode(stderr));
    assert(!(await list(folder)).success);
  });
});
