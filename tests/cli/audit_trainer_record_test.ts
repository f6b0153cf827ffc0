import assert from "node:assert/strict";
import { join } from "node:path";
import type { Cell } from "hemoleak/experiment/cell.ts";
import { runCell } from "hemoleak/experiment/run.ts";
import { readGridTable } from "hemoleak/experiment/table/grid_table.ts";
import { commandTrainer } from "hemoleak/experiment/trainer/command_trainer.ts";
import type { Trainer } from "hemoleak/experiment/trainer/trainer.ts";
import { hemoleak } from "../fixtures/command_line.ts";
import { withFolder } from "../fixtures/with_folder.ts";

/** Thirty subjects of six slices, one of whom is written in two ways; a feature that knows the disease a little. */
const TABLE = "subject,study,slice,label,density\n" +
  Array.from({ length: 180 }, (_, i) => {
    const subject = Math.floor(i / 6), name = subject === 7 && i % 2 === 0 ? "07" : subject;
    return `${name},s${subject},${i % 6},${subject % 2},${(subject % 2) * 30 + (i * 37) % 101}\n`;
  }).join("");

/** Its columns are row, subject, label, set and those of the table; `{seed}` and threads are told, and not used. */
const COMMAND =
  `awk -F, 'NR == 1 { print "row,label,score" } $4 == "test" { print $1 "," $3 "," $7 }' {split}` +
  ` > {predictions} # {seed} {threads}`;

const CELL = { model: "density", labels: "true", seed: 3 } as const;

async function runIn(folder: string, cell: Cell<string>, trainer?: Trainer): Promise<string> {
  await Deno.writeTextFile(join(folder, "slices.csv"), TABLE);
  const table = await readGridTable(join(folder, "slices.csv"));
  const command = { name: cell.model, command: COMMAND, threads: 2, directory: folder };
  const run = await runCell(cell, trainer ?? commandTrainer(command, table), table, folder);
  return run.folder!;
}

/** Audits runs by their own files. */
async function sheetOf(folder: string, runs: readonly string[]) {
  const sheet = join(folder, "sheet.md"), page = join(folder, "page.html");
  const records = runs.flatMap((run) => ["--record", join(run, "record.json")]);
  const files = runs.map((run) => join(run, "predictions.csv"));
  const ended = await hemoleak(
    ...["audit", ...files, ...records, "--sheet", sheet, "--html", page],
  );
  const read = (path: string) => Deno.readTextFile(path).catch(() => "");
  return { ...ended, sheet: await read(sheet), page: await read(page) };
}

Deno.test("audit of a command's run: the sheet says what is known, and who knows the rest", () =>
  withFolder(async (folder) => {
    const run = await runIn(folder, { ...CELL, split: "subject" });
    const { code, err, sheet, page } = await sheetOf(folder, [run]);
    assert.equal(code, 0, err);
    assert.match(sheet, /^# Model info sheet: density, split by subject$/m);
    assert.match(page, /density, split by subject/);
    // What is tested is counted by hand from the run's own split.
    const split = await Deno.readTextFile(join(run, "split.csv"));
    const tested = split.trim().split("\n").slice(1).map((line) => line.split(","))
      .filter(([, , , set]) => set === "test");
    const subjects = new Set(tested.map(([subject]) => subject)).size;
    assert.match(
      sheet,
      new RegExp(
        "^> The area under the ROC curve was 0\\.\\d{3} \\(95 % interval over subjects .* on " +
          `${tested.length} slices of ${subjects} subjects \\(split at random by subject, seed 3\\), ` +
          "of whom none was in the training or validation set\\.$",
        "m",
      ),
    );
    assert.match(sheet, /Whole subjects were drawn at random.* \(seed 3\)\./);
    assert.match(sheet, /split\.csv, SHA-256 [0-9a-f]{64}/);
    const positive = tested.filter(([subject]) => Number(subject) % 2 === 1).length;
    assert.match(
      sheet,
      new RegExp(`test ${subjects} individuals, ${tested.length} rows, ${positive} positive and `),
    );
    assert.ok(sheet.includes(`density, a command: \`${COMMAND}\`, given seed 3 and 2 threads.`));
    assert.match(sheet, /Split, run and judged by hemoleak \d.*What the command itself is made of/);
    for (const question of ["each step before training", "the model, how its weights began"]) {
      assert.match(sheet, new RegExp(`by the author:\\*\\* by who wrote the command, ${question}`));
    }
    // Nothing that holds of hemoleak's own networks only.
    assert.doesNotMatch(sheet, /Adam|pixels, its weights|rejected\.csv|preprocessed by itself/);
    assert.doesNotMatch(sheet, /undefined|null|NaN/);
  }));

Deno.test("audit of a command's folds: with every fold's record, in any order", () =>
  withFolder(async (folder) => {
    const fold = (fold: number, more: Partial<Cell<string>> = {}) =>
      runIn(folder, { ...CELL, split: "slice", folds: 3, fold, ...more });
    const runs = [await fold(1), await fold(2), await fold(3)];
    const { code, err, sheet } = await sheetOf(folder, runs);
    assert.equal(code, 3, err);
    assert.match(sheet, /^# Model info sheet: density, folds by slice$/m);
    assert.match(
      sheet,
      /^> The mean area under the ROC curve over folds was 0\.\d{3} \(95 .* on 180 slices of 30 subjects tested in 3 folds \(split at random by slice, seed 3\), 9\d\.\d % of which are of subjects who were also trained on, so that this is no estimate for new subjects\.$/m,
    );
    assert.match(sheet, /Single slices were dealt at random \(seed 3\)\./);
    // 15 of 30 subjects are positive, with 6 slices each.
    assert.match(sheet, /30 individuals, 180 rows, 90 positive and 90 negative/);
    assert.match(sheet, /density, a command: `awk/);
    // Of another seed, or of another command, it is another training.
    const others = [
      await fold(3, { seed: 4 }),
      await runIn(
        join(folder, "runs"),
        { ...CELL, split: "slice", folds: 3, fold: 3 },
        await otherCommand(folder),
      ),
    ];
    for (const other of others) {
      const refused = await sheetOf(folder, [...runs.slice(0, 2), other]);
      assert.equal(refused.code, 1);
      assert.match(refused.err, /expected a network that was trained as that of .* found another/);
    }
  }));

async function otherCommand(folder: string): Promise<Trainer> {
  await Deno.mkdir(join(folder, "runs"));
  const table = await readGridTable(join(folder, "slices.csv"));
  const command = { name: "density", command: `${COMMAND} 2`, threads: 2, directory: folder };
  return commandTrainer(command, table);
}

Deno.test("audit of exchanged labels, trained by a program: neither is left unsaid", () =>
  withFolder(async (folder) => {
    const program: Trainer = {
      name: "parity",
      title: "parity",
      epochs: null,
      record: { software: { parity: "1.2" } },
      train: ({ rows }) =>
        Promise.resolve({ scores: rows.map(({ slice, label }) => label + Number(slice) / 5) }),
    };
    const cell = { model: "parity", labels: "permuted", seed: 1, split: "subject" } as const;
    const run = await runIn(folder, cell, program);
    const { code, err, sheet } = await sheetOf(folder, [run]);
    assert.equal(code, 0, err);
    assert.match(sheet, /^> With labels that were exchanged at random between subjects, the area/m);
    assert.match(sheet, /The labels were exchanged at random between subjects: no score here is/);
    assert.match(sheet, /parity, a program, given seed 1\./);
    assert.match(sheet, /The program says of itself: parity 1\.2\./);
    assert.match(sheet, /by who wrote the program, the model/);
  }));
