/**
 * Kills a small run at random moments, again and again, and makes it go on each time: whether it ends with
 * the same bytes in all its files as one that was left alone.
 *
 *     deno run -A bench/kill.ts [kills 100]
 *
 * @module
 */
import { join } from "node:path";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { writePhantom } from "hemoleak/phantom/cohort.ts";
import { preprocessCohort } from "hemoleak/preprocess/preprocess_cohort.ts";
import { Random } from "hemoleak/random.ts";
import { epochsKept } from "hemoleak/train/checkpoints/checkpoint_folder.ts";

const SEED = 1;
const SCRIPT = join(import.meta.dirname!, "kill_once.ts");

/** Makes the run in a process of its own; returns whether it came to its end. */
async function run(store: string, runs: string, killAfter?: number): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SCRIPT, store, runs],
  }).spawn();
  const timer = killAfter && setTimeout(() => child.kill("SIGKILL"), killAfter);
  const { success, signal } = await child.status;
  clearTimeout(timer || undefined);
  if (!success && signal !== "SIGKILL") throw new Error("The run failed");
  return success;
}

/** The files of the only finished run, but for its timings, and of nothing else. */
async function filesOf(runs: string): Promise<string> {
  const names = [...Deno.readDirSync(runs)].map(({ name }) => name);
  const files = [...Deno.readDirSync(join(runs, names[0]!))].map(({ name }) => name).sort();
  const kept = files.filter((name) => name !== "timings.json");
  const contents = kept.map(async (name) => {
    const bytes = await Deno.readFile(join(runs, names[0]!, name));
    return [name, new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex()];
  });
  return JSON.stringify([names, await Promise.all(contents)]);
}

/** Where a run was killed: the epoch, and whether within a write. */
async function stateOf(runs: string): Promise<{ place: string; isWriting: boolean }> {
  const names = [...Deno.readDirSync(runs)].map(({ name }) => name);
  const folder = names.find((name) => name.endsWith(".checkpoints"));
  const inside = folder ? [...Deno.readDirSync(join(runs, folder))].map(({ name }) => name) : [];
  const isWriting = [...names, ...inside].some((name) => name.endsWith(".partial"));
  const epochs = folder ? await epochsKept(join(runs, folder)) : 0;
  const done = names.some((name) => !/\.(checkpoints|partial)$/.test(name));
  return { place: done ? "done" : `after epoch ${epochs}`, isWriting };
}

const wanted = Number(Deno.args[0] ?? 100);
const random = new Random(SEED, "kill");
const root = await Deno.makeTempDir();
const store = join(root, "store"), dicom = join(root, "dicom");
await writePhantom(dicom, { subjects: 20, slices: 4, size: 64 });
(await preprocessCohort(await readCohort(dicom), store, { size: 32 })).close();
const begin = performance.now();
await run(store, join(root, "alone"));
const duration = performance.now() - begin, expected = await filesOf(join(root, "alone"));

let kills = 0, finished = 0, different = 0, writing = 0;
const places = new Set<string>();
while (kills < wanted) {
  const runs = join(root, `runs-${finished}`);
  await Deno.mkdir(runs);
  while (!await run(store, runs, kills < wanted ? random.uniform(0, duration) : undefined)) {
    kills++;
    const { place, isWriting } = await stateOf(runs);
    places.add(place);
    if (isWriting) writing++;
  }
  finished++;
  if (await filesOf(runs) !== expected) different++;
  console.log(`${kills} kills, ${finished} runs finished, ${different} with other bytes`);
}
console.log(`Killed at ${places.size} places (epochs, end), ${writing} times within a write.`);
await Deno.remove(root, { recursive: true });
if (different > 0) Deno.exit(1);
