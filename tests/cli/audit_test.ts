import assert from "node:assert/strict";
import { join } from "node:path";
import {
  formatPredictions,
  type Prediction,
  preprocessCohort,
  Random,
  readCohort,
  writePhantom,
} from "hemoleak";
import { formatNpy } from "hemoleak/files/npy.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import { splitBySubject } from "hemoleak/split/by_subject.ts";
import { hemoleak, PROJECT } from "../fixtures/command_line.ts";
import { withFolder } from "../fixtures/with_folder.ts";

// examples/scikit_learn.py wrote by_slice.csv and by_subject.csv (scikit-learn 1.9.1, NumPy 2).
const FIXTURES = join(PROJECT, "tests", "fixtures", "leakage", "scikit_learn");

const audit = (...args: string[]) => hemoleak("audit", ...args);

Deno.test("audit flags scikit-learn's random split and passes the one by groups", async (t) => {
  await t.step("by slice: status 3, and the price", async () => {
    const { code, out, err } = await audit(join(FIXTURES, "by_slice.csv"));
    assert.deepEqual([code, err], [3, ""]);
    assert.match(out, /^The split leaks: 216 of 216 test slices \(100\.0 %\) are of subjects/);
    assert.match(
      out,
      /^ {2}of subjects trained on +0\.911 \[0\.828, 0\.954\] by subject +216 of 60$/m,
    );
    assert.match(out, /^ {2}of subjects never met +none: no slices/m);
    assert.match(out, /^ {2}oracle of identity +1\.000 \[0\.\d{3}, 1\.000\] by subject$/m);
    for (const line of out.split("\n")) assert.ok(line.length <= 100, line);
  });
  await t.step("by subject: status 0", async () => {
    const { code, out, err } = await audit(join(FIXTURES, "by_subject.csv"));
    assert.deepEqual([code, err], [0, ""]);
    assert.match(
      out,
      /^The split keeps subjects apart: none of the 216 test slices, of 18 subjects/,
    );
    assert.match(out, /^ {2}all test slices +0\.590 \[0\.302, 0\.809\] by subject +216 of 18$/m);
  });
  await t.step("--json: everything, and the same status", async () => {
    const { code, out } = await audit(join(FIXTURES, "mixed.csv"), "--json");
    assert.equal(code, 3);
    const audited = JSON.parse(out) as Audit;
    assert.equal(audited.verdict, "leaks");
    assert.deepEqual(audited.leaks.map(({ by, from, slices }) => [by, from, slices]), [
      ["subject", "train", 65],
      ["slice", "train", 3],
      ["subject", "validation", 28],
    ]);
    assert.equal(audited.seenLessUnseen!.method, "mover");
    assert.deepEqual([audited.images, audited.probe], [null, null]);
  });
});

Deno.test("audit: the exit statuses, and a warning where nothing can be determined", async () => {
  const help = await audit("--help");
  assert.match(help.out, /Exit status:\n +0 .*\n.*\n +1 .*\n +3 .*leaks/);
  await withFolder(async (folder) => {
    const file = join(folder, "p.csv");
    const test = (await Deno.readTextFile(join(FIXTURES, "by_subject.csv"))).split("\n")
      .filter((line) => !line.includes(",train,"));
    await Deno.writeTextFile(file, test.join("\n"));
    const { code, out, err } = await audit(file);
    assert.equal(code, 0);
    assert.match(
      err,
      /^hemoleak: warning: Whether the split leaks cannot be determined: .* training rows/,
    );
    assert.match(out, /set = train/);
    assert.doesNotMatch(out, /never met/);
    const none = await audit(join(folder, "none.csv"));
    assert.deepEqual([none.code, none.out], [1, ""]);
    assert.match(none.err, /none\.csv: expected a predictions\.csv but there is none/);
  });
});

Deno.test("a terminal takes names for nothing but text", () =>
  withFolder(async (folder) => {
    const file = join(folder, "p.csv");
    const rows = [["A", "train", 0], ["B", "train", 1], ["C", "test", 0], [
      "D",
      "test",
      1,
    ]] as const;
    await Deno.writeTextFile(
      file,
      formatPredictions(rows.map(([subject, set, label]): Prediction => (
        { subject, study: "\u001b[31mred", slice: "0", set, label, score: label }
      ))),
    );
    for (const options of [[], ["--json"]]) {
      const { out } = await audit(file, ...options);
      assert.match(out, /\\u001b\[31mred/);
      assert.ok(!out.includes("\u001b"));
    }
  }));

Deno.test("audit with images, features, page and info sheet, on a small phantom", async (t) => {
  await withFolder(async (folder) => {
    const root = join(folder, "dicom"), slices = join(folder, "slices-32");
    await writePhantom(root, { subjects: 8, slices: 6, size: 64 });
    using store = await preprocessCohort(await readCohort(root), slices, { size: 32 });
    const random = new Random(1);
    const sets = splitBySubject(store.rows, { random, test: 0.4 });
    const file = join(folder, "predictions.csv"), features = join(folder, "embeddings.npy");
    const predictions = store.rows.map(({ subject, study, slice, label }, i): Prediction => (
      { subject, study, slice: String(slice), set: sets[i]!, label, score: random.float() }
    ));
    await Deno.writeTextFile(file, formatPredictions(predictions));
    const data = Float32Array.from({ length: 4 * predictions.length }, () => random.normal());
    await Deno.writeFile(features, formatNpy(data, [predictions.length, 4]));

    await t.step("everything at once", async () => {
      const page = join(folder, "a", "audit.html"), sheet = join(folder, "a", "sheet.md");
      const options = ["--images", slices, "--embeddings", features, "--html", page];
      const { code, out, err } = await audit(file, ...options, "--sheet", sheet, "--json");
      assert.equal(code, 0, err);
      const { images, probe, synthetic, verdict } = JSON.parse(out) as Audit;
      const { train, validation, test } = images!.matched;
      assert.equal(train + validation + test, predictions.length);
      assert.equal(probe!.units, 4);
      assert.deepEqual([verdict, synthetic], ["separate", true]);
      for (const [path, start] of [[page, "<!DOCTYPE html>"], [sheet, "# Model info sheet"]]) {
        const text = await Deno.readTextFile(path!);
        assert.ok(text.startsWith(start!), text.slice(0, 80));
        assert.match(text, /predictions\.csv/);
        assert.doesNotMatch(text, /NaN|undefined|\[object/);
      }
      assert.match(await Deno.readTextFile(page), /SYNTHETIC/);
    });

    await t.step("features of other rows, no store, no record: one message each", async () => {
      const short = join(folder, "short.npy");
      await Deno.writeFile(short, formatNpy(data.subarray(4), [predictions.length - 1, 4]));
      for (
        const [option, path, message] of [
          ["--embeddings", short, /48/],
          ["--images", join(folder, "a"), /slices\.parquet: not found/],
          ["--record", file, /expected the record\.json of a run/],
        ] as const
      ) {
        const { code, out, err } = await audit(file, option, path);
        assert.deepEqual([code, out], [1, ""], option);
        assert.match(err, message);
        assert.doesNotMatch(err, /^\s+at |file:\/\//m);
      }
    });
  });
});

Deno.test("audit says when all test scores are equal, and takes no AUC from them", () =>
  withFolder(async (folder) => {
    const path = join(folder, "constant.csv");
    const rows = Array.from({ length: 40 }, (_, i): Prediction => ({
      ...{ subject: `S${i >> 2}`, study: `S${i >> 2}`, slice: String(i) },
      ...{ set: i < 20 ? "train" : "test", label: (i >> 2) % 2 === 0 ? 0 : 1, score: 0.25 },
    }));
    await Deno.writeTextFile(path, formatPredictions(rows));
    const { code, out } = await audit(path);
    assert.equal(code, 0);
    assert.match(out, /^All 20 test slices have the same score, 0\.25: nothing is ranked/m);
    assert.doesNotMatch(out, /The test AUC is/);
    const { irregular } = JSON.parse((await audit(path, "--json")).out) as Audit;
    assert.equal(irregular.constantScore, 0.25);
    rows[39]!.score = 0.5;
    await Deno.writeTextFile(path, formatPredictions(rows));
    assert.match((await audit(path)).out, /^The test AUC is/m);
  }));
