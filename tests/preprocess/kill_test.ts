import assert from "node:assert/strict";
import { preprocessCohort } from "hemoleak/preprocess/preprocess_cohort.ts";
import { Random } from "hemoleak/random.ts";
import { withFolder } from "../fixtures/with_folder.ts";
import { writeSmallCohort } from "./small_cohort.ts";
import { contents } from "./store_contents.ts";

/** Starts a run in a process of its own and kills it some time after its n-th word of progress. */
async function killedRun(args: string[], words: number, delay: number): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", `${import.meta.dirname}/kill_child.ts`, ...args],
    stdout: "piped",
  }).spawn();
  let heard = 0;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    heard += text.split("\n").length - 1;
    if (heard >= words) break;
  }
  await new Promise((resolve) => setTimeout(resolve, delay));
  try {
    child.kill("SIGKILL");
  } catch {
    // It ended before.
  }
  return (await child.status).signal === "SIGKILL";
}

Deno.test("a run that is killed again and again comes to the same bytes", () =>
  withFolder(async (folder) => {
    const cohort = await writeSmallCohort(`${folder}/dicom`, { studies: 3, slices: 40, size: 128 });
    await Deno.writeTextFile(`${cohort.root}/${cohort.slices[50]!.file}`, "not DICOM");
    await Deno.writeTextFile(`${folder}/cohort.json`, JSON.stringify(cohort));
    const random = new Random(5, "kill");
    let killed = 0;
    for (const workers of ["1", "2", "2", "1", "3"]) {
      const args = [`${folder}/cohort.json`, `${folder}/store`, workers];
      // Ten words tell of all slices; what was done before is told in fewer.
      killed += Number(await killedRun(args, 1 + random.integer(3), random.uniform(0, 40)));
    }
    assert.ok(killed >= 3, `${killed} were killed before their end`);
    await preprocessCohort(cohort, `${folder}/store`, { size: 64, workers: 2 });
    await preprocessCohort(cohort, `${folder}/whole`, { size: 64, workers: 1 });
    assert.deepEqual(await contents(`${folder}/store`), await contents(`${folder}/whole`));
  }));
