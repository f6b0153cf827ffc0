import assert from "node:assert/strict";
import { join } from "node:path";
import { findPython } from "../../setup/python.ts";

/** Calls with a PATH that holds a `python3` that behaves as the shell script says. */
async function withPython(script: string, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(folder, "python3"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const rejects = (path: string, message: RegExp) =>
  assert.rejects(findPython(path), { name: "SetupError", message });

Deno.test("this machine's Python is found, with its real path", async () => {
  const found = await findPython();
  assert.ok(found.startsWith("/") && (await Deno.stat(found)).isFile);
});

Deno.test("without python3 the message says what to install", async () => {
  await rejects("", /no python3 on PATH: install it \(Debian, Ubuntu: apt install python3/);
  await rejects("/nowhere:/neither", /no python3 on PATH/);
});

Deno.test("a Python that is too old is named with its version", async () => {
  await withPython(
    `echo '["/usr/bin/python3", 3, 9, true]'`,
    (path) => rejects(path, /^Python 3\.10 or later is needed but .*python3 is Python 3\.9: put/),
  );
});

Deno.test("a Python without venv, as Debian's is, is told from one that lacks nothing", async () => {
  await withPython(
    `echo '["/usr/bin/python3", 3, 11, false]'`,
    (path) => rejects(path, /without its venv and ensurepip modules.*apt install python3-venv/),
  );
  await withPython(
    `echo '["/opt/python3", 3, 11, true]'`,
    async (path) => assert.equal(await findPython(path), "/opt/python3"),
  );
});

Deno.test("a python3 that does not start is no Python", async () => {
  await withPython("exit 127", (path) => rejects(path, /python3 does not run: install it/));
});
