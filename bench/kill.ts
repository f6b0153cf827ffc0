/**
 * Kills a small run at random moments, or has it suspended between two batches, again and again, and makes it
 * go on each time: whether it ends with the same bytes in all its files as one that was left alone.
 *
 *     deno run -A bench/kill.ts [kills 100]
 *
 * @module
 */
import { join } from "node:path";
import { SUSPENDED } from "../cli/exit_status.ts";
import { readCohort } from "hemoleak/cohort/cohort.ts";
import { writePhantom } from "hemoleak/phantom/cohort.ts";
import { preprocessCohort } from "hemoleak/preprocess/preprocess_cohort.ts";
import { Random } from "hemoleak/random.ts";
import { placeKept } from "hemoleak/train/checkpoints/checkpoint_folder.ts";

const SEED = 1;
const SCRIPT = join(import.meta.dirname!, "kill_once.ts");

/** Makes the run in a process of its own; returns whether it came to its end. */
async function run(
  store: string,
  runs: string,
  killAfter?: number,
  by: "SIGKILL" | "SIGTERM" = "SIGKILL",
): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SCRIPT, store, runs],
  }).spawn();
  const timer = killAfter && setTimeout(() => child.kill(by), killAfter);
  const { success, signal, code } = await child.status;
  clearTimeout(timer || undefined);
  // Before it listens, SIGTERM ends it as well.
  if (!success && signal !== by && code !== SUSPENDED) throw new Error("The run failed");
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

/** Where a run was interrupted: the place that is kept, and whether within a write. */
async function stateOf(
  runs: string,
): Promise<{ place: string; isWriting: boolean; isWithin: boolean }> {
  const names = [...Deno.readDirSync(runs)].map(({ name }) => name);
  const folder = names.find((name) => name.endsWith(".checkpoints"));
  const inside = folder ? [...Deno.readDirSync(join(runs, folder))].map(({ name }) => name) : [];
  const isWriting = [...names, ...inside].some((name) => name.endsWith(".partial"));
  const { epoch, batch } = folder ? await placeKept(join(runs, folder)) : { epoch: 0, batch: 0 };
  const done = names.some((name) => !/\.(checkpoints|partial)$/.test(name));
  return {
    place: done ? "done" : `after epoch ${epoch}, batch ${batch}`,
    ...{ isWriting, isWithin: batch > 0 },
  };
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

let kills = 0, finished = 0, different = 0, writing = 0, within = 0;
const places = new Set<string>();
while (kills < wanted) {
  const runs = join(root, `runs-${finished}`);
  await Deno.mkdir(runs);
  const next = () => kills < wanted ? random.uniform(0, duration) : undefined;
  while (!await run(store, runs, next(), kills % 4 === 0 ? "SIGKILL" : "SIGTERM")) {
    kills++;
    const { place, isWriting, isWithin } = await stateOf(runs);
    places.add(place);
    if (isWriting) writing++;
    if (isWithin) within++;
  }
  finished++;
  if (await filesOf(runs) !== expected) different++;
  console.log(`${kills} kills, ${finished} runs finished, ${different} with other bytes`);
}
console.log(
  `Interrupted at ${places.size} places, ${within} times with a state within an epoch, ` +
    `${writing} times within a write.`,
);
await Deno.remove(root, { recursive: true });
if (different > 0) Deno.exit(1);
