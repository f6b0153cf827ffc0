import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { join } from "node:path";
import { preprocessCohort, readCohort, writePhantom } from "hemoleak";
import { formatNpy } from "hemoleak/files/npy.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");

/** Runs the task as somebody in a folder does. */
async function hemoleak(cwd: string, args: readonly string[], input: string | null = null) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--config", join(PROJECT, "deno.json"), "hemoleak", ...args],
    cwd,
    env: { NO_COLOR: "1", INIT_CWD: cwd },
    stdin: input === null ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (input !== null) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const decode = (bytes: Uint8Array) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

const split = (cwd: string, ...args: string[]) => hemoleak(cwd, ["split", ...args]);

/** Forty subjects of 1 to 8 slices at two sites; 007 is 7 as well. */
function slices(): string[] {
  const rows = Array.from(
    { length: 40 },
    (_, i) =>
      Array.from(
        { length: 1 + i % 8 },
        (_, j) =>
          `${i === 7 && j > 2 ? "007" : i},${i},${j},${i % 3 === 0 ? 1 : 0},${
            "AB"[i % 2]
          },"a ""note"", ${j}"`,
      ),
  ).flat();
  return ["PatientID,study,slice,ich,site,note", ...rows];
}

const COLUMNS = ["--columns", "label=ich"];

Deno.test("split: the same table with a set, and how even it is", (t) =>
  withFolder(async (folder) => {
    const text = slices();
    await Deno.writeTextFile(join(folder, "slices.csv"), text.join("\n") + "\n");
    const args = ["slices.csv", ...COLUMNS, "--stratify", "label,site"];
    const { code, out, err } = await split(folder, ...args, "--out", "out/split.csv");
    assert.equal(code, 0, err);
    assert.match(
      err,
      /^hemoleak: note: slices\.csv: columns: subject from PatientID, label from ich$/m,
    );
    assert.match(
      out,
      /^Split by subject into sets: 180 slices of 40 subjects, balanced by slices and/,
    );
    assert.match(out, /^wanted +68\.0 % +17\.0 % +15\.0 %$/m);
    assert.match(out, /^slices +180 +12\d \(\d\d\.\d %\) +3\d \(1\d\.\d %\) +2\d \(1\d\.\d %\)$/m);
    assert.match(out, /1 pair as their names are the same but for their spelling: "007" and "7"/);
    for (const line of out.split("\n")) assert.ok(line.length <= 100, line);
    const written = (await Deno.readTextFile(join(folder, "out", "split.csv"))).trimEnd().split(
      "\n",
    );
    const sets = written.map((line) => line.slice(line.lastIndexOf(",") + 1));
    assert.deepEqual(written.map((line) => line.slice(0, line.lastIndexOf(","))), text);
    assert.deepEqual([...new Set(sets)].sort(), ["set", "test", "train", "validation"]);
    const piped = await split(folder, ...args);
    await t.step(
      "without --out it goes to standard output, what is said to standard error",
      async () => {
        assert.equal(piped.out, await Deno.readTextFile(join(folder, "out", "split.csv")));
        assert.match(piped.err, /^Split by subject into sets/m);
      },
    );
    await t.step("folds, packed, and the report as JSON", async () => {
      const folds = await split(
        folder,
        "slices.csv",
        ...COLUMNS,
        "--folds",
        "4",
        "--out",
        "f.csv.gz",
        "--json",
      );
      const report = JSON.parse(folds.out);
      assert.deepEqual([report.balance.column, report.people, report.subjects], ["fold", 40, 41]);
      const packed = gunzipSync(await Deno.readFile(join(folder, "f.csv.gz")));
      const first = new TextDecoder().decode(packed).split("\n")[0];
      assert.equal(first, "PatientID,study,slice,ich,site,note,fold");
    });
    await t.step("another seed, another split", async () => {
      assert.notEqual((await split(folder, ...args, "--seed", "1")).out, piped.out);
    });
  }));

Deno.test("split: what an audit of the split says, once a network has scored it", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "slices.csv"), slices().join("\n"));
    const scored = async (...args: string[]) => {
      const { out } = await split(folder, "slices.csv", ...COLUMNS, ...args);
      const lines = out.trimEnd().split("\n");
      const text = lines.map((line, i) => `${line},${i === 0 ? "score" : i % 10 / 10}`).join("\n");
      await Deno.writeTextFile(join(folder, "p.csv"), text);
      return await hemoleak(folder, ["audit", "p.csv", ...COLUMNS]);
    };
    const bySubject = await scored();
    assert.equal(bySubject.code, 0, bySubject.out);
    assert.match(bySubject.out, /^The split keeps subjects apart/);
    const bySlice = await scored("--by", "slice");
    assert.equal(bySlice.code, 3, bySlice.out);
  }));

Deno.test("split --repair: what was moved, what to train again, and no scores that mislead", () =>
  withFolder(async (folder) => {
    const text = [
      "subject,study,slice,set,label,score",
      ...["train", "train", "test"].map((set, i) => `A,1,${i},${set},1,0.5`),
      ...["train", "test", "test"].map((set, i) => `B,1,${i},${set},0,0.5`),
      "C,1,0,test,1,0.5",
      "D,1,0,train,0,0.5",
      "E,1,0,test,0,0.5",
      "",
    ].join("\n");
    await Deno.writeTextFile(join(folder, "p.csv"), text);
    const { code, out, err } = await split(folder, "--repair", "p.csv", "--out", "r.csv");
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^Repaired: 2 of 5 subjects were in several sets; 2 of 9 slices were moved \(22\.2 %\)\.$/m,
    );
    assert.match(out, /^ {2}1 slice from train to test$/m);
    assert.match(out, /^ {2}B: 1 from train to test$/m);
    assert.match(out, /^Train again: the network has seen slices of subjects/m);
    assert.match(
      out.replaceAll("\n", " "),
      /Scores of 3 slices say nothing any more.* so the column score is left out\./,
    );
    assert.equal(
      await Deno.readTextFile(join(folder, "r.csv")),
      text.replaceAll(",0.5", "").replaceAll(",score", "")
        .replace("A,1,2,test", "A,1,2,train").replace("B,1,0,train", "B,1,0,test"),
    );
    const kept = await split(folder, "--repair", "--keep-network", "p.csv", "--out", "k.csv");
    assert.match(kept.out, /^The network need not be trained again to be tested/m);
    const repaired = await hemoleak(folder, ["audit", "k.csv"]);
    assert.equal(repaired.code, 0, repaired.out);
    const again = await split(folder, "--repair", "k.csv", "--out", "k2.csv");
    assert.match(again.out, /^The split keeps subjects apart already: nothing was moved/);
    assert.equal(
      await Deno.readTextFile(join(folder, "k2.csv")),
      await Deno.readTextFile(join(folder, "k.csv")),
    );
  }));

Deno.test("split: near duplicates by embeddings, and by slice with a warning", () =>
  withFolder(async (folder) => {
    const rows = Array.from({ length: 60 }, (_, row) => `S${row >> 1},${row % 2}`);
    await Deno.writeTextFile(join(folder, "t.csv"), ["subject,label", ...rows].join("\n"));
    const features = new Float32Array(60 * 4);
    for (let row = 0; row < 60; row++) {
      const subject = row >> 1, like = subject === 29 ? 2 : subject;
      for (let unit = 0; unit < 4; unit++) {
        features[4 * row + unit] = Math.sin((unit + 1) * 37 * (like + 1)) + row % 2 / 100 +
          (subject === 29 ? 1e-5 : 0);
      }
    }
    await Deno.writeFile(join(folder, "e.npy"), formatNpy(features, [60, 4]));
    const near = await split(folder, "t.csv", "--embeddings", "e.npy", "--out", "s.csv");
    assert.equal(near.code, 0, near.err);
    assert.match(near.out, /1 pair as their images are near duplicates: "S2" and "S29"/);
    const bySlice = await split(folder, "t.csv", "--by", "slice", "--out", "s.csv");
    assert.match(
      bySlice.err,
      /^hemoleak: warning: slices are split one by one, .* this split leaks/m,
    );
  }));

Deno.test("split --images: the images of preprocess are compared, on a small phantom", () =>
  withFolder(async (folder) => {
    await writePhantom(join(folder, "dicom"), { subjects: 12, slices: 4, size: 64 });
    using store = await preprocessCohort(
      await readCohort(join(folder, "dicom")),
      join(folder, "slices"),
      { size: 32 },
    );
    const rows = store.rows.map(({ subject, study, slice }, i) =>
      `${subject},${study},${slice},${i % 2}`
    );
    await Deno.writeTextFile(
      join(folder, "t.csv"),
      ["subject,study,slice,label", ...rows].join("\n"),
    );
    const { code, out, err } = await split(folder, "t.csv", "--images", "slices", "--out", "s.csv");
    assert.equal(code, 0, err);
    assert.match(out, /^Split by subject into sets: \d+ slices of 12 subjects/);
    const none = await split(folder, "t.csv", "--images", "dicom", "--out", "n.csv");
    assert.equal(none.code, 1);
    assert.match(none.err, /slices\.parquet: not found/);
  }));

Deno.test("split: what it refuses, in a sentence and with status 1", () =>
  withFolder(async (folder) => {
    const text = "subject,label\n" +
      Array.from({ length: 6 }, (_, i) => `S${i},${i % 2}\n`).join("");
    await Deno.writeTextFile(join(folder, "t.csv"), text);
    await Deno.symlink("t.csv", join(folder, "link.csv"));
    const cases: [args: string[], message: RegExp][] = [
      [["t.csv", "--out", "t.csv"], /t\.csv: expected another file than those that are read/],
      [["t.csv", "--out", ""], /Expected the name of a file but found ""/],
      [["t.csv", "--out", "-"], /Expected the name of a file but found "-"/],
      [["t.csv", "--out", "link.csv"], /link\.csv: expected another file/],
      [
        ["t.csv", "--folds", "9"],
        /Expected at least 9 groups that can be apart, .* found 6; ask for fewer folds/,
      ],
      [["t.csv", "--folds", "4"], /Expected at least 4 groups with label 0, .* found 3/],
      [["t.csv", "--folds", "2", "--test", "0.2"], /Expected either folds or shares/],
      [["t.csv", "--test", "15"], /Expected a share from 0 to below 1 but found "15"/],
      [["t.csv", "--stratify", "lable"], /found lable; did you mean label\?/],
      [["t.csv", "--repair"], /t\.csv: expected a column set or fold, which is to be repaired/],
      [["t.csv", "--repair", "--folds", "2"], /Expected --repair alone, .* but found --folds/],
      [["t.csv", "--keep-network"], /Expected --keep-network with --repair/],
      [["none.csv"], /none\.csv: expected a table but there is none/],
    ];
    for (const [args, message] of cases) {
      const { code, out, err } = await split(folder, ...args);
      assert.deepEqual([code, out], [1, ""], args.join(" "));
      assert.match(err, message);
      assert.doesNotMatch(err, /nobody expected/);
    }
    assert.equal(await Deno.readTextFile(join(folder, "t.csv")), text);
    const piped = await hemoleak(folder, ["split", "-"], text);
    assert.equal(piped.code, 0, piped.err);
    assert.match(piped.out, /^subject,label,set\nS0,0,/);
  }));
