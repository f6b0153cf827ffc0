import assert from "node:assert/strict";
import { join } from "node:path";
import { Grid, planGrid, type Trainer } from "hemoleak/experiment";
import { collectGrid } from "hemoleak/report/experiments/collect_grid_folder.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

/** Knows of each subject how it was labeled in training, and adds that or takes it away. */
function identity(name: string, sign: 1 | -1): Trainer {
  return {
    name,
    title: name,
    epochs: null,
    record: { version: 1 },
    train({ rows }) {
      const trained = rows.filter(({ set }) => set === "train");
      const scores = rows.map(({ subject }, i) => {
        const own = trained.filter((row) => row.subject === subject);
        const rate = own.filter(({ label }) => label === 1).length / Math.max(1, own.length);
        return sign * (rate + (i * 7 % 10) / 100);
      });
      return Promise.resolve({ scores });
    },
  };
}

async function collected(
  folder: string,
  table: string,
  trainer: Trainer,
  seeds: number,
): Promise<Grid> {
  const trainers = [trainer];
  await planGrid(folder, { table, trainers, experiments: ["ladder"], seeds, synthetic: true });
  const grid = new Grid(folder, { trainers });
  for (const cell of grid.plan.cells) await grid.run(cell);
  await collectGrid(grid, folder);
  return grid;
}

Deno.test("grids of other trainers on the same table stand beside the ladder", () =>
  withFolder(async (folder) => {
    const table = join(folder, "slices.csv");
    const rows = Array.from(
      { length: 240 },
      (_, i) => `S${i % 24},1,${Math.floor(i / 24)},${i % 24 % 2}\n`,
    );
    await Deno.writeTextFile(table, `subject,study,slice,label\n${rows.join("")}`);
    const grid = await collected(join(folder, "grid"), table, identity("identity", 1), 2);
    const beside = join(folder, "beside");
    await collected(join(beside, "turned-round"), table, identity("turned", -1), 2);
    const out = join(folder, "with");
    const { results } = await collectGrid(grid, out, { beside });
    assert.deepEqual(results[0]!.table.rows[7]![0], "turned round");
    const { result } = JSON.parse(await Deno.readTextFile(join(out, "ladder.json")));
    const { auc, beside: [other] } = result;
    assert.ok(auc.slice.permuted.mean > 0.9);
    // Runs on true and on permuted labels test other slices; the null is drawn from the whole cohort.
    assert.deepEqual([result.identity.p, result.identity.null.draws], [0.001, 999]);
    assert.deepEqual([other.result.identity.p, other.result.identity.null.draws], [1, 999]);
    // Scores the other way round, on the same slices.
    for (const labels of ["true", "permuted"]) {
      const [own, turned] = [auc, other.result.auc].map((each) => each.slice[labels].mean);
      assert.ok(Math.abs(own + turned - 1) < 1e-12, labels);
    }
    const short = join(folder, "short");
    await collected(join(short, "once"), table, identity("once", 1), 1);
    await assert.rejects(collectGrid(grid, out, { beside: short }), {
      name: "PredictionsError",
      message: /cells\.csv: expected a cell as identity-by-slice-seed-2, by another trainer, but/,
    });
  }));
