import assert from "node:assert/strict";
import { buildModel, cnn4, modelTitle, PROFILES, Random, useTensorFlow } from "hemoleak";
import { type Cell, cellName, cellTitle, checkCell } from "hemoleak/experiment/cell.ts";
import { runFolder } from "hemoleak/experiment/run.ts";
import { networkIdentity } from "hemoleak/experiment/trainer/network_trainer.ts";
import { BUILDERS, type NetworkBuilder } from "hemoleak/model/build_network.ts";
import { type ModelName, type Network, networkOf, NETWORKS } from "hemoleak/model/networks.ts";
import { gapTable } from "hemoleak/report/paper/gap_table.ts";
import { rocFigure } from "hemoleak/report/paper/roc_figure.ts";
import { table2Json, table2Table } from "hemoleak/report/paper/table2.ts";
import { EXAMPLE_PROVENANCE, EXAMPLE_RUNS } from "../report/example_runs.ts";

const CELL: Cell = { model: "cnn4", split: "slice", labels: "true", seed: 1 };

Deno.test("networkOf: an unknown name is refused with those that there are", () => {
  const known = /^Expected one of the networks cnn4, vgg16 but found/;
  for (const name of ["vgg19", "toString", ""]) {
    assert.throws(() => networkOf(name), { name: "TrainingError", message: known });
  }
  assert.throws(() => networkOf("vgg19"), /found "vgg19"; did you mean vgg16\?$/);
  assert.throws(() => networkOf("resnet50"), /found "resnet50"$/);
});

Deno.test("an unknown network is neither built nor titled nor given a folder", () => {
  const model = "vgg19" as ModelName, refused = { name: "TrainingError", message: /vgg16\?$/ };
  const { quick } = PROFILES;
  assert.throws(() => buildModel(model, quick, new Random(1)), refused);
  assert.throws(() => modelTitle(model, quick), refused);
  assert.throws(() => networkIdentity(model, quick), refused);
});

Deno.test("a further network is one row and its builder, and no other network's run gets another name", async () => {
  const { quick } = PROFILES;
  const before = runFolder(CELL, networkIdentity("cnn4", quick), "data", "runs");
  const table = NETWORKS as Record<string, Network>;
  table["tiny"] = {
    title: () => "Tiny",
    epochs: { quick: 3, desk: 4, paper: 5 },
    paper: null,
  };
  const builders = BUILDERS as Record<string, NetworkBuilder>;
  builders["tiny"] = ({ size }, random) => cnn4({ size, random, filters: [1, 1], dense: 1 });
  try {
    const model = "tiny" as ModelName, cell: Cell = { ...CELL, model };
    const profile = { ...quick, epochs: { ...quick.epochs, tiny: 3 } };
    checkCell(cell);
    assert.equal(cellName(cell), "tiny-by-slice-seed-1");
    assert.equal(cellTitle(cell, quick), "Tiny by slice, seed 1");
    await useTensorFlow();
    const built = buildModel(model, quick, new Random(1));
    assert.equal(built.layers[1]!.getConfig()["filters"], 1);
    built.dispose();
    const folder = (cell: Cell, tiny = 3) => {
      const own = { ...profile, epochs: { ...profile.epochs, tiny } } as never;
      return runFolder(cell, networkIdentity(cell.model, own), "data", "runs");
    };
    assert.equal(folder(CELL), before);
    assert.notEqual(folder(cell, 4), folder(cell));

    // The paper has no numbers of it: where they stand otherwise, there is nothing.
    const runs = EXAMPLE_RUNS.filter((run) => run.cell.model === "cnn4")
      .map((run) => ({ ...run, title: "Tiny", cell: { ...run.cell, model } }));
    assert.doesNotMatch(table2Table(runs, EXAMPLE_PROVENANCE).markdown, /Tiny, the paper/);
    const { rows } = JSON.parse(table2Json(runs, EXAMPLE_PROVENANCE));
    assert.deepEqual(rows.map(({ paper }: { paper: unknown }) => paper), runs.map(() => null));
    assert.doesNotMatch(gapTable(runs, EXAMPLE_PROVENANCE).markdown, /the paper/);
    assert.doesNotMatch((await rocFigure(runs, EXAMPLE_PROVENANCE)).text, /the paper/);
  } finally {
    delete table["tiny"];
    delete builders["tiny"];
  }
});
