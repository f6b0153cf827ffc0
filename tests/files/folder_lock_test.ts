import assert from "node:assert/strict";
import { join } from "node:path";
import {
  type FolderOwner,
  folderOwner,
  lockFolder,
  ownerText,
  UNHEARD,
} from "hemoleak/files/folder_lock.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const CHILD = join(import.meta.dirname!, "lock_in_child.ts");
const USER = Deno.uid()!;
/** Where this process signs. */
const signature = (folder: string, number = 1) => join(folder, ".lock", `owner-${number}.json`);

/** A process as on a node of its own, with or without working system locks. */
function child(args: string[], node: string, preload?: string): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", CHILD, ...args],
    env: { SLURMD_NODENAME: node, ...preload !== undefined && { LD_PRELOAD: preload } },
  }).spawn();
}

/** A library that makes flock do nothing, as on a file system that keeps locks to each machine; null without cc. */
async function withoutLocks(folder: string): Promise<string | null> {
  const source = join(folder, "noflock.c"), library = join(folder, "noflock.so");
  await Deno.writeTextFile(source, "int flock(int fd, int op) { (void)fd; (void)op; return 0; }\n");
  const compiler = new Deno.Command("cc", { args: ["-shared", "-fPIC", "-o", library, source] });
  try {
    return (await compiler.output()).success ? library : null;
  } catch {
    return null; // There is no cc.
  }
}

/** How many work at a time at most, by the log. */
function mostAtATime(log: string): number {
  let now = 0, most = 0;
  for (const line of Deno.readTextFileSync(log).trim().split("\n")) {
    now += line.startsWith("begin") ? 1 : -1;
    most = Math.max(most, now);
  }
  return most;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!await isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Changes what the owner's file says, as if another process had signed. */
async function signAs(path: string, change: object): Promise<void> {
  const record = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(path, JSON.stringify({ ...record, ...change }));
}

Deno.test("a folder has one owner at a time, who is named to those who wait", () =>
  withFolder(async (folder) => {
    assert.equal(await folderOwner(folder), null);
    const first = await lockFolder(folder), told: (FolderOwner | null)[] = [];
    let isSecond = false;
    const second = lockFolder(folder, { onWait: (owner) => told.push(owner) }).then((lock) => {
      isSecond = true;
      return lock;
    });
    await until(() => told.length === 1);
    assert.equal(isSecond, false);
    const owner = await folderOwner(folder) as FolderOwner;
    assert.deepEqual([told[0]!.pid, owner.pid, owner.host], [Deno.pid, Deno.pid, Deno.hostname()]);
    assert.equal(
      ownerText({ ...owner, job: "12" }),
      `process ${Deno.pid} on ${owner.host}, job 12`,
    );
    first[Symbol.dispose]();
    (await second)[Symbol.dispose]();
    assert.equal(told.length, 1);
    assert.equal(await folderOwner(folder), null);
    assert.deepEqual([...Deno.readDirSync(join(folder, ".lock"))].length, 1);
  }));

Deno.test("waiting ends with a signal; a folder that is not there is told", () =>
  withFolder(async (folder) => {
    using _lock = await lockFolder(folder);
    const stop = new AbortController();
    const waiting = lockFolder(folder, { onWait: () => stop.abort("enough"), signal: stop.signal });
    await assert.rejects(waiting, (error) => error === "enough");
    await assert.rejects(lockFolder(join(folder, "none")), Deno.errors.NotFound);
  }));

Deno.test("what the owner of a folder removed with it is nobody's", () =>
  withFolder(async (folder) => {
    const inner = join(folder, "inner");
    await Deno.mkdir(inner);
    {
      using _lock = await lockFolder(inner);
      await Deno.remove(inner, { recursive: true });
    }
    assert.equal(await folderOwner(inner), null);
  }));

Deno.test("a process of this machine that was killed owns nothing from then on", () =>
  withFolder(async (folder) => {
    const log = join(folder, "log"), process = child([folder, log, "1", "hold"], Deno.hostname());
    await until(() => Deno.readTextFile(log).then(() => true, () => false));
    assert.equal((await folderOwner(folder) as FolderOwner).pid, process.pid);
    process.kill("SIGKILL");
    await process.status;
    assert.equal(await folderOwner(folder), null);
    using _lock = await lockFolder(folder, { onWait: () => assert.fail("it waits") });
  }));

Deno.test("processes of one machine and of several take turns, with the system's locks and without", async (t) => {
  await withFolder(async (folder) => {
    const preload = await withoutLocks(folder);
    for (const [name, library] of [["with", undefined], ["without", preload]] as const) {
      await t.step({
        name: library === null ? "without: left out, as no C compiler is installed" : name,
        ignore: library === null,
        fn: async () => {
          const log = join(folder, `log-${name}`), shared = join(folder, name);
          await Deno.mkdir(shared);
          const processes = ["n1", "n1", "n2", "n3"]
            .map((node) => child([shared, log, "12"], node, library ?? undefined));
          for (const { status } of processes) assert.equal((await status).code, 0);
          assert.equal(mostAtATime(log), 1);
          assert.equal(Deno.readTextFileSync(log).trim().split("\n").length, 2 * 4 * 12);
        },
      });
    }
  });
});

Deno.test("an owner elsewhere is dead if it was not heard of, if Slurm says so, or if it was this job before", async (t) => {
  const cases: [name: string, record: object, unheard: number, options: object, isFree: boolean][] =
    [
      ["heard of just now", {}, 0, {}, false],
      ["heard of before the limit", {}, UNHEARD - 30_000, {}, false],
      ["not heard of", {}, UNHEARD + 1000, {}, true],
      ["another's job cannot be asked for", { job: "7", user: USER + 1 }, 0, {
        hasEnded: () => assert.fail("asked"),
      }, false],
      ["its job lives", { job: "7" }, 0, { hasEnded: () => Promise.resolve(false) }, false],
      ["its job has ended", { job: "7" }, 0, { hasEnded: () => Promise.resolve(true) }, true],
      ["no job is asked for", {}, 0, { hasEnded: () => assert.fail("asked") }, false],
      ["here, the system's lock decides", { host: Deno.hostname() }, UNHEARD + 1000, {}, true],
    ];
  for (const [name, record, unheard, options, isFree] of cases) {
    await t.step(name, () =>
      withFolder(async (folder) => {
        (await lockFolder(folder))[Symbol.dispose]();
        const path = signature(folder);
        await Deno.writeTextFile(
          path,
          JSON.stringify({
            host: "n9",
            pid: 1,
            job: null,
            restarts: 0,
            user: USER,
            locks: true,
            ...record,
          }),
        );
        const then = new Date(Date.now() - unheard);
        await Deno.utime(path, then, then);
        const waits = new Error("waits");
        const taking = lockFolder(folder, {
          ...options,
          onWait: () => {
            throw waits;
          },
        });
        if (!isFree) return await assert.rejects(taking, (error) => error === waits);
        (await taking)[Symbol.dispose]();
      }));
  }
});

Deno.test("a job that was put into the queue again takes over from itself, another process of it does not", () =>
  withFolder(async (folder) => {
    (await lockFolder(folder))[Symbol.dispose]();
    const path = signature(folder);
    const record = { host: "n9", pid: 1, job: "7", restarts: 0, locks: true };
    await Deno.writeTextFile(path, JSON.stringify(record));
    const own = { SLURM_JOB_ID: "7", SLURM_RESTART_COUNT: "0" };
    for (const [name, value] of Object.entries(own)) Deno.env.set(name, value);
    try {
      assert.deepEqual((await folderOwner(folder) as FolderOwner).job, "7");
      Deno.env.set("SLURM_RESTART_COUNT", "1");
      assert.equal(await folderOwner(folder), null);
      using _lock = await lockFolder(folder, { onWait: () => assert.fail("it waits") });
    } finally {
      for (const name of Object.keys(own)) Deno.env.delete(name);
    }
  }));

Deno.test("a signature that is not whole is somebody's, until nothing was heard for long", () =>
  withFolder(async (folder) => {
    (await lockFolder(folder))[Symbol.dispose]();
    for (const text of ["", "{", "7", "null"]) {
      await Deno.writeTextFile(signature(folder), text);
      assert.equal(await folderOwner(folder), "unknown", text);
    }
    const long = new Date(Date.now() - 61_000);
    await Deno.utime(signature(folder), long, long);
    assert.equal(await folderOwner(folder), null);
  }));

Deno.test("numbers go up and never come twice; only the last owner's file is kept", () =>
  withFolder(async (folder) => {
    for (let i = 0; i < 3; i++) (await lockFolder(folder))[Symbol.dispose]();
    assert.deepEqual([...Deno.readDirSync(join(folder, ".lock"))].map(({ name }) => name), [
      "owner-3.json",
    ]);
    using lock = await lockFolder(folder);
    assert.equal((await Deno.stat(signature(folder, 4))).isFile, true);
    assert.equal(lock.lost.aborted, false);
  }));

Deno.test("an owner shows that it is alive, and learns that it was taken for dead", () =>
  withFolder(async (folder) => {
    const { setInterval } = globalThis;
    let beat = () => {};
    // Twenty seconds are too long for a test: what would be called then is called by hand.
    globalThis.setInterval = ((callback: () => void, time: number) => {
      beat = callback;
      return setInterval(callback, time);
    }) as typeof globalThis.setInterval;
    try {
      using lock = await lockFolder(folder);
      const long = new Date(Date.now() - UNHEARD - 1000);
      await Deno.utime(signature(folder), long, long);
      beat();
      assert.ok(Date.now() - Deno.statSync(signature(folder)).mtime!.getTime() < 5000);
      assert.equal(lock.lost.aborted, false);
      // As if on another machine, and asleep for long.
      await signAs(signature(folder), { host: "n9" });
      await Deno.utime(signature(folder), long, long);
      const second = child([folder, join(folder, "log"), "1"], "n8");
      assert.equal((await second.status).code, 0);
      beat();
      assert.equal(lock.lost.aborted, true);
      assert.match(lock.lost.reason.message, /another process has taken over, .* 10 minutes/);
    } finally {
      globalThis.setInterval = setInterval;
    }
  }));
