import assert from "node:assert/strict";
import { join } from "node:path";
import { withFolder } from "../fixtures/with_folder.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const CLASSES = ["EDH", "SDH", "none"];

/** Four subjects of each class with two slices; scores name the class but for one subject in four. */
function rowsOf(setOf: (subject: number, slice: number) => string, right = 0.6): string[] {
  return CLASSES.flatMap((label, kind) =>
    [0, 1, 2, 3].flatMap((i) =>
      [0, 1].map((slice) => {
        const scores = CLASSES.map((_, at) =>
          at === (i === 3 ? (kind + 1) % 3 : kind) ? right : 0.2
        );
        return `S${kind}${i},E${kind}${i},${slice},${setOf(i, slice)},${label},${scores.join()},H${
          i % 2
        }`;
      })
    )
  );
}

const HEADER = "subject,study,slice,set,label,score_EDH,score_SDH,score_none,site";
const LEAKING = [HEADER, ...rowsOf((_, slice) => slice === 0 ? "train" : "test")].join("\n");
const APART = [HEADER, ...rowsOf((i) => i < 1 ? "train" : "test")].join("\n");

/** Runs a command in a process that may read and write in a folder only. */
async function run(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-read",
      `--allow-write=${folder}`,
      join(PROJECT, "cli/main.ts"),
      ...args,
    ],
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

Deno.test("audit of several classes: the verdict, each class, the page and the status", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "p.csv"), LEAKING);
    const { code, out } = await run(
      folder,
      "audit",
      "p.csv",
      "--html",
      "p.html",
      "--attributes",
      "site",
    );
    assert.equal(code, 3);
    assert.match(out, /^The split leaks: 12 of 12 test slices/);
    assert.match(out, /would reach a macro\s+AUC of 1\.000/);
    assert.match(out, /EDH {2,}SDH {2,}none\n {2}train {12,}12 {8}12 {8}12 {9}4 {7}4 {7}4\n/);
    assert.match(out, /SDH against the rest +0\.\d{3} \[/);
    assert.match(out, /\nsite: 2 values\n/);
    const page = await Deno.readTextFile(join(folder, "p.html"));
    assert.match(page, /<h2[^>]*>The split leaks<\/h2>/);
    const json = JSON.parse((await run(folder, "audit", "p.csv", "--json")).out);
    assert.deepEqual([json.verdict, json.classes, json.oracle.macro.auc], ["leaks", CLASSES, 1]);
  });
});

Deno.test("audit of several classes: a split that keeps subjects apart has status 0", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "p.csv"), APART);
    const { code, out } = await run(folder, "audit", "p.csv");
    assert.equal(code, 0, out);
    assert.match(out, /^The split keeps subjects apart: none of the 18 test slices/);
    const sites = await run(folder, "audit", "p.csv", "--target", "new-sites");
    assert.equal(sites.code, 1);
    const named = await run(folder, "audit", "p.csv", "--target", "new-sites=site");
    assert.equal(named.code, 3);
    assert.match(named.out, /have a\s+value of "site" that the training set holds/);
  });
});

Deno.test("evaluate of several classes: macro AUC, rates, the calls, and another classifier", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "p.csv"), APART);
    const other = [HEADER, ...rowsOf((i) => i < 1 ? "train" : "test", 0.1)].join("\n");
    await Deno.writeTextFile(join(folder, "q.csv"), other);
    const { code, out } = await run(folder, "evaluate", "p.csv", "--compare", "q.csv");
    assert.equal(code, 0);
    // Of three subjects of a class one is called the next class: recalls of 2/3.
    assert.match(out, /^Test set: 18 slices of 9 subjects, 3 classes\n/);
    assert.match(out, /balanced accuracy +0\.667 \[/);
    assert.match(out, /EDH +4 \(2\) +2 \(1\) +0 \(0\)\n {2}SDH +0 \(0\) +4 \(2\) +2 \(1\)\n/);
    // Each class: 4 of 6 own slices at 0.6, 2 of 12 others at 0.6: (4 * 11 + 2 * 5) / 72 = 0.75.
    assert.match(out, /macro AUC +0\.750 \[/);
    assert.match(out, /Beside q\.csv: macro AUC 0\.750 here, 0\.250 there/);
    const json = JSON.parse((await run(folder, "evaluate", "p.csv", "--json")).out);
    assert.deepEqual(json.confusion.slices, [[4, 2, 0], [0, 4, 2], [2, 0, 4]]);
    const one = await run(folder, "evaluate", "p.csv", "--class", "SDH");
    assert.match(one.out, /^Test set: 18 slices of 9 subjects, 0\.333 positive\n[^]*AUC +0\.750/);
  });
});

Deno.test("what needs two labels is refused of several classes, and says how to have it", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "p.csv"), APART);
    await Deno.writeTextFile(join(folder, "b.csv"), "subject,label,score\nA,1,0.5\nB,0,0.2\n");
    const folds = APART.replace("site", "fold").replaceAll(",H", ",").replaceAll("train", "test")
      .replace(",set,", ",was,");
    await Deno.writeTextFile(join(folder, "f.csv"), folds);
    const cases: [args: string[], said: RegExp][] = [
      [
        ["audit", "p.csv", "--sheet", "s.md"],
        /p\.csv: expected two labels with --sheet .*--class NAME/,
      ],
      [["audit", "p.csv", "--images", "s"], /expected two labels with --images/],
      [["audit", "p.csv", "--embeddings", "p.csv"], /expected two labels with --embeddings/],
      [["audit", "p.csv", "--threshold", "0.5"], /expected two labels with --threshold/],
      [
        ["audit", "f.csv"],
        /in one split but found the folds 0, 1; give one fold at a time, or .*--class/,
      ],
      [["evaluate", "f.csv"], /in one split but found the folds 0, 1/],
      [
        ["evaluate", "p.csv", "--unit", "study"],
        /slices to judge, .* found --unit study; .*--class NAME/,
      ],
      [
        ["evaluate", "p.csv", "b.csv"],
        /p\.csv: expected folds of two labels but found the classes/,
      ],
      [
        ["evaluate", "p.csv", "--compare", "b.csv"],
        /b\.csv: expected the classes EDH, .* found two labels/,
      ],
      [
        ["evaluate", "b.csv", "--compare", "p.csv"],
        /p\.csv: expected two labels, as in .* the classes/,
      ],
    ];
    for (const [args, said] of cases) {
      const { code, err } = await run(folder, ...args);
      assert.match(err, said);
      assert.equal(code, 1);
    }
    const one = await run(folder, "evaluate", "f.csv", "--class", "EDH");
    assert.equal(one.code, 0, one.err);
    assert.match(one.out, /fold/);
  });
});
