/**
 * Kills a small training at random moments, again and again, and lets it go on each time: whether it ends
 * with the same bits as one that was left alone.
 *
 *     deno run -A bench/kill.ts [kills 100]
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { Random } from "hemoleak/random.ts";

const EPOCHS = 40, SEED = 1;
/** Longer than a whole training takes from here on, so that every moment of it can be the last. */
const LATEST_MILLISECONDS = 4000;
const SCRIPT = join(import.meta.dirname!, "..", "tests", "train", "train_in_child.ts");

/** Trains in a process of its own; gives what it prints, or null where it was killed before its end. */
async function run(folder: string, killAfter?: number): Promise<string | null> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SCRIPT, folder, String(EPOCHS)],
    stdout: "piped",
  }).spawn();
  const timer = killAfter && setTimeout(() => child.kill("SIGKILL"), killAfter);
  const text = await new Response(child.stdout).text();
  clearTimeout(timer || undefined);
  const { signal } = await child.status;
  return signal === "SIGKILL" ? null : createHash("sha256").update(text).digest("hex");
}

/** How many epochs a folder's last checkpoint has, and whether a write was cut off. */
function stateOf(folder: string): { epoch: number; partial: boolean } {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  const epochs = names.map((name) => Number(/^checkpoint-(\d+)\.json$/.exec(name)?.[1] ?? 0));
  return {
    epoch: Math.max(0, ...epochs),
    partial: names.some((name) => name.endsWith(".partial")),
  };
}

const wanted = Number(Deno.args[0] ?? 100);
const random = new Random(SEED, "kill");
const root = await Deno.makeTempDir();
const expected = await run(await Deno.makeTempDir({ dir: root }));
let kills = 0, trainings = 0, different = 0, partials = 0;
const killedIn = new Set<number>();
while (kills < wanted) {
  const folder = await Deno.makeTempDir({ dir: root });
  let found: string | null = null;
  while (found === null) {
    const left = kills < wanted;
    found = await run(folder, left ? random.uniform(0, LATEST_MILLISECONDS) : undefined);
    if (found !== null) continue;
    const { epoch, partial } = stateOf(folder);
    kills++;
    killedIn.add(epoch + 1);
    if (partial) partials++;
  }
  trainings++;
  if (found !== expected) different++;
  console.log(`${kills} kills, ${trainings} trainings done, ${different} with other bits`);
}
console.log(
  `Killed in ${killedIn.size} different epochs of ${EPOCHS}; ${partials} times within a write.`,
);
await Deno.remove(root, { recursive: true });
if (different > 0) Deno.exit(1);
