import assert from "node:assert/strict";
import { join } from "node:path";
import { estimateProfiles } from "../../cli/training_estimate.ts";
import { TABLE_2_CELLS } from "hemoleak/experiment/experiments.ts";
import { PROFILES } from "hemoleak/experiment/profile.ts";
import { Reproduction, type ReproductionOptions } from "hemoleak/experiment/reproduction.ts";
import { writePhantom } from "hemoleak/phantom/cohort.ts";
import { checkpointsOf } from "hemoleak/experiment/run.ts";
import { withFolder } from "../fixtures/with_folder.ts";

/** What is printed meanwhile. */
async function printed(work: () => Promise<void>): Promise<string> {
  const lines: string[] = [], { log } = console;
  console.log = (line: string) => void lines.push(line);
  try {
    await work();
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

Deno.test("how long trainings would take is told before anything is preprocessed, then of what is left", async () => {
  await withFolder(async (folder) => {
    const root = join(folder, "dicom"), data = join(folder, "data");
    await writePhantom(root, { subjects: 20, slices: 4, size: 64 });
    const profile = {
      ...PROFILES.quick,
      ...{ size: 32, epochs: { cnn4: 3, vgg16: 2 }, vgg16Width: 0.0625 },
    };
    const options: ReproductionOptions = { cohort: "cq500", root, data, profile };
    const reproduction = new Reproduction(options);
    const dryRun = () => printed(() => estimateProfiles(options));

    // 4 of Table 2, and 3 seeds of the ladder's 4 (2 of which Table 2 has) and of 5 doses.
    const all = TABLE_2_CELLS.length + 3 * 4 - 2 + 3 * 5;
    assert.equal(all, 29);
    assert.match(
      await dryRun(),
      /^20 studies, 80 slices; training alone, as measured here with \d+ threads?:\n {2}quick \(32 x 32 pixels\): 29 trainings: about \d+ (?:s|min); Table 2 comes first, after about \d+ (?:s|min)$/,
    );
    await assert.rejects(Deno.stat(reproduction.slices), Deno.errors.NotFound);

    await reproduction.prepare();
    const [first] = await reproduction.cells();
    const run = await reproduction.run(first!);
    const { cells, ofTable2, slices } = await reproduction.unfinished();
    assert.deepEqual([cells.length, ofTable2, slices.length], [28, 3, 80]);
    assert.ok(cells.every(({ epochs }) => epochs === 0));
    assert.match(await dryRun(), /: 28 trainings: /);

    // Epochs that are kept are not trained again.
    await Deno.rename(run.folder!, join(folder, "run"));
    const stop = new AbortController();
    const stopped = reproduction.run(first!, {
      suspend: stop.signal,
      listener: (event) => {
        if (event.kind === "epoch" && event.seconds.length === 2) stop.abort(new Error("stopped"));
      },
    });
    await assert.rejects(stopped, /stopped/);
    await Deno.stat(checkpointsOf(run.folder!));
    const again = await reproduction.unfinished();
    assert.deepEqual([again.cells.length, again.ofTable2], [29, 4]);
    assert.deepEqual(again.cells.map(({ epochs }) => epochs), [2, ...Array(28).fill(0)]);
  });
});
