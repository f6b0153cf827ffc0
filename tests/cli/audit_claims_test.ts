import assert from "node:assert/strict";
import { join } from "node:path";
import { formatNpy } from "hemoleak/files/npy.ts";
import type { Audit } from "hemoleak/leakage/audit/audit_result.ts";
import type { FoldedAudit } from "hemoleak/leakage/folds/folded_audit.ts";
import { hemoleak, PROJECT } from "../fixtures/command_line.ts";
import { withFolder } from "../fixtures/with_folder.ts";

// folds.py beside them wrote the tables (scikit-learn 1.9.1).
const FIXTURES = join(PROJECT, "tests", "fixtures", "leakage", "scikit_learn");
const ATTRIBUTES = join(FIXTURES, "attributes.csv");

/** No line of a terminal's 100 columns is broken. */
function assertNarrow(out: string): void {
  for (const line of out.split("\n")) assert.ok(line.length <= 100, line);
}

Deno.test("audit --attributes: text, JSON, page and sheet", async () => {
  await withFolder(async (folder) => {
    const features = join(folder, "e.npy"),
      page = join(folder, "a.html"),
      sheet = join(folder, "a.md");
    const rows = (await Deno.readTextFile(ATTRIBUTES)).trim().split("\n").slice(1);
    const marks = rows.flatMap((row) => [row.includes(",North,") ? 1 : 0, row.length % 3]);
    await Deno.writeFile(
      features,
      formatNpy(Float32Array.from(marks), [rows.length, 2]),
    );
    const { code, out, err } = await hemoleak(
      ...["audit", ATTRIBUTES, "--attributes", "site, sex,age", "--embeddings", features],
      ...["--html", page, "--sheet", sheet],
    );
    assert.deepEqual([code, err], [0, ""]);
    assertNarrow(out);
    assert.match(out, /^site: 3 values$/m);
    assert.match(out, /^ {2}test slices of a value in train +75 \(100\.0 %\), 3 shared$/m);
    assert.match(out, /^ {2}AUC of knowing it alone +0\.794 \[0\.681, 0\.888\] by subject$/m);
    assert.match(out, /^ {2}North +0\.838 \[/m);
    assert.match(out, /^site named by the network's features, share of subjects:$/m);
    assert.match(await Deno.readTextFile(page), /What goes with the sets and the scores\?/);
    assert.match(await Deno.readTextFile(sheet), /AUC by "site": East/);
    const json = await hemoleak(
      "audit",
      ATTRIBUTES,
      "--attributes",
      "site",
      "--threshold",
      "0.3",
      "--json",
    );
    const { attributes } = JSON.parse(json.out) as Audit;
    assert.deepEqual(attributes!.map(({ name, threshold }) => [name, threshold]), [["site", 0.3]]);
  });
});

Deno.test("audit --target: the claim decides the status", async () => {
  const cases = [
    [["--target", "new-patients"], 0, /^The split keeps subjects apart/],
    [
      ["--target", "new-sites=site"],
      3,
      /^Against the claim on new sites the split leaks: 75 of 99/,
    ],
    [["--target", "known-patients"], 3, /^The split does not test the claim on known patients/],
  ] as const;
  for (const [args, status, said] of cases) {
    const { code, out, err } = await hemoleak("audit", ATTRIBUTES, ...args);
    assert.deepEqual([code, err], [status, ""]);
    assert.match(out, said);
    assertNarrow(out);
  }
  const wrong = [
    [["--target", "known-patient"], /did you mean known-patients\?/],
    [
      ["--target", "new-sites"],
      /expected the column that names the site but found no attribute; say new-sites=COLUMN/i,
    ],
    [["--target", "new-sites=hospital"], /line 1: expected the column hospital for an attribute/],
    [["--attributes", "site,,age"], /Expected names of columns such as site,scanner/],
    [["--threshold", "high"], /Expected a number but found "high"/],
  ] as const;
  for (const [args, said] of wrong) {
    const { code, out, err } = await hemoleak("audit", ATTRIBUTES, ...args);
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, said);
  }
});

Deno.test("audit: sites that are not named leave a doubt, status 4", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "p.csv");
    await Deno.writeTextFile(
      file,
      "subject,study,slice,set,label,score,site\nA,1,1,train,1,,North\nB,1,1,train,0,,North\n" +
        "C,1,1,test,1,0.7,South\nD,1,1,test,0,0.3,\n",
    );
    const { code, out, err } = await hemoleak("audit", file, "--target", "new-sites=site");
    assert.equal(code, 4);
    assert.match(
      out,
      /^Whether the split leaks cannot be determined: 1 slice of the test set has no value/,
    );
    assert.match(err, /^hemoleak: warning: Whether the split leaks cannot be determined/m);
  });
});

Deno.test("audit before training: without the column score, or with an empty one", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "plan.csv");
    const rows = (await Deno.readTextFile(join(FIXTURES, "by_slice.csv"))).trim().split(/\r?\n/);
    for (
      const [without, note] of [[/,[^,]*$/, /without a column score/], [
        /[\d.]+$/,
        /no test row has/,
      ]]
    ) {
      const [header, ...data] = rows;
      const empty = without!.source.startsWith(",") ? header!.replace(without!, "") : header!;
      await Deno.writeTextFile(
        file,
        [empty, ...data.map((row) => row.replace(without!, ""))].join("\n"),
      );
      const { code, out, err } = await hemoleak("audit", file, "--html", join(folder, "plan.html"));
      assert.equal(code, 3);
      assert.match(err, note!);
      assert.match(out, /^The split leaks: 216 of 216 test slices/);
      assert.match(out, /so this is an audit before training/);
      assert.match(out, /^ {2}all test slices +none: no scores/m);
      assert.match(out, /^ {2}oracle of identity +1\.000 \[0\.\d{3}, 1\.000\] by subject$/m);
      assert.match(
        await Deno.readTextFile(join(folder, "plan.html")),
        /Split again before training/,
      );
      const judged = await hemoleak("evaluate", file);
      assert.equal(judged.code, 1);
    }
  });
});

Deno.test("audit and evaluate: folds in a column, and a file each", async () => {
  const bySlice = join(FIXTURES, "folds_by_slice.csv"),
    bySubject = join(FIXTURES, "folds_by_subject.csv");
  const leaking = await hemoleak("audit", bySlice);
  assert.equal(leaking.code, 3);
  assert.match(
    leaking.out,
    /^The folds leak: 180 of 180 test slices \(100\.0 %\), in 5 of 5 folds/,
  );
  assert.match(leaking.out, /^The AUC is 0\.939 \[0\.\d{3}, 0\.\d{3}\], the mean of 5 folds/m);
  const apart = await hemoleak("audit", bySubject, "--json");
  assert.equal(apart.code, 0);
  const { verdict, folds } = JSON.parse(apart.out) as FoldedAudit;
  assert.deepEqual([verdict, folds.length], ["separate", 5]);
  const judged = await hemoleak("evaluate", bySubject, "--compare", bySubject);
  assert.equal(judged.code, 0);
  assert.match(judged.out, /^ {2}mean AUC of the folds +0\.519 \[/m);
  assert.match(
    judged.out,
    /^Beside folds_by_subject\.csv: mean AUC 0\.519 here, 0\.519 there, of 5 folds$/m,
  );
  for (const { out } of [leaking, judged]) assertNarrow(out);
  await withFolder(async (folder) => {
    const [header, ...rows] = (await Deno.readTextFile(bySubject)).trim().split("\n");
    const files = await Promise.all(["1", "2", "3", "4", "5"].map(async (fold) => {
      const file = join(folder, `fold${fold}`, "predictions.csv");
      await Deno.mkdir(join(file, ".."));
      const own = rows.filter((row) => row.endsWith(`,${fold}`)).map((row) =>
        row.replace(/,\d+$/, "")
      );
      await Deno.writeTextFile(file, [header!.replace(",fold", ""), ...own].join("\n"));
      return file;
    }));
    const page = join(folder, "f.html"), sheet = join(folder, "f.md");
    const { code, out } = await hemoleak("audit", ...files, "--html", page, "--sheet", sheet);
    assert.equal(code, 0);
    assert.match(out, /^The folds keep subjects apart: none of the 180 test slices in 5 folds/);
    assert.match(out, /^ {2}fold1\/predictions\.csv separate/m);
    assert.match(await Deno.readTextFile(page), /The folds are apart/);
    assert.match(
      await Deno.readTextFile(sheet),
      /By subject: of 180 test slices in 5 folds, none is/,
    );
    const { out: text } = await hemoleak("evaluate", ...files);
    assert.match(text, /^ {2}mean AUC of the folds +0\.519 \[/m);
  });
});
