import assert from "node:assert/strict";
import { join } from "node:path";
import { withFolder } from "../fixtures/with_folder.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const HEADER = "subject,study,slice,set,label,score\n";

/** Two subjects that are trained on and two that are tested, one of each label. */
const GOOD = HEADER +
  "A,A1,0,train,1,0\nB,B1,0,train,0,0\nC,C1,0,test,1,0.9\nC,C1,1,test,1,0.6\nD,D1,0,test,0,0.2\n";

/** Runs a command in a process that may read only. */
async function run(command: string, file: string) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-read", "cli/main.ts", command, file],
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

const readWithLines = (text: string) => text.replaceAll(/\n +(?=\S)/g, " ").replaceAll(/\s+/g, " ");

interface Case {
  name: string;
  csv: string;
  /** Exit status, and what is said on standard output, or on standard error where it is 1. */
  evaluate: [code: number, said: RegExp];
  audit: [code: number, said: RegExp];
}

/** Input that no command can use: one message. */
function refused(name: string, csv: string, said: RegExp): Case {
  return { name, csv, evaluate: [1, said], audit: [1, said] };
}

const CASES: readonly Case[] = [
  {
    name: "nothing is wrong",
    csv: GOOD,
    evaluate: [0, /^Test set: 3 slices of 2 subjects/],
    audit: [0, /^The split keeps subjects apart: none of the 3 test slices/],
  },
  refused(
    "an empty file",
    "",
    /^hemoleak: p\.csv: .* but subject, label, score are missing; found nothing/,
  ),
  refused("only a header", HEADER, /^hemoleak: p\.csv: expected predictions but found only/),
  refused(
    "columns are missing",
    GOOD.replace("label", "ICH").replace("subject", "who"),
    /but subject, label are missing; found who,study,.* such as --columns label=ICH,subject=who$/m,
  ),
  refused(
    "a column is repeated",
    GOOD.replaceAll("\n", ",1\n").replace("score,1", "score,score"),
    /p\.csv, line 1: expected each column once but found score several times/,
  ),
  refused(
    "a score is NaN",
    GOOD.replace("0.6", "NaN"),
    /p\.csv, line 5, column score: expected a finite number but found "NaN"/,
  ),
  refused(
    "a score is infinite, of a row that is not judged",
    GOOD.replace("train,1,0", "train,1,inf"),
    /p\.csv, line 2, column score: expected a finite number but found "inf"/,
  ),
  refused(
    "a label is neither 0 nor 1",
    GOOD.replace("test,0,", "test,-1,"),
    /p\.csv, line 6, column label: expected 0 or 1 \(or, with --positive NAME, a name\) but found "-1"/,
  ),
  refused(
    "a set has another name",
    GOOD.replace("train", "eval"),
    /p\.csv, line 2, column set: expected train, validation, test but found "eval"/,
  ),
  refused("a subject has no name", GOOD.replace("C,C1,1", ",C1,1"), /line 5, column subject/),
  refused(
    "a row is short",
    GOOD + "E,E1,0,test,1\n",
    /p\.csv, line 7: expected 6 fields, .* found 5/,
  ),
  refused("a quote stays open", GOOD + '"E,E1,0,test,1,1\n', /p\.csv, line 7: a quote \("\) opens/),
  refused(
    "a slice is repeated in a set",
    GOOD + "C,C1,1,test,1,0.9\n",
    /line 7: expected each slice once but subject "C", study "C1", slice "1" is in line 5 as well\n/,
  ),
  {
    name: "a slice is in two sets",
    csv: GOOD + "A,A1,0,test,1,0.9\n",
    evaluate: [1, /is in line 2 as well, there in the train set, here in the test set/],
    audit: [3, /leaks: 1 of 4 .* 1 of 4 test slices \(25\.0 %\) are in the training set/],
  },
  {
    name: "scores outside [0, 1]",
    csv: GOOD.replace("0.2", "-2"),
    evaluate: [0, /Some scores lie outside \[0, 1\]/],
    audit: [0, /Mind: .* 1 test score outside \[0, 1\]: allowed/],
  },
  {
    name: "a subject has both labels",
    csv: GOOD.replace("C,C1,1,test,1", "C,C1,1,test,0"),
    evaluate: [0, /^Test set: 3 slices of 2 subjects, 0\.333 positive/],
    audit: [0, /0 training and 1 test subjects have positive and negative slices/],
  },
  {
    name: "there is only a training set",
    csv: GOOD.replaceAll("test", "train"),
    evaluate: [1, /found only training rows \(5\)/],
    audit: [0, /cannot be determined: there are no test rows/],
  },
  {
    name: "there is only a test set",
    csv: GOOD.replaceAll("train", "test"),
    evaluate: [0, /^Test set: 5 slices of 4 subjects/],
    audit: [0, /cannot be determined: there are no training rows\. Add .* set = train/],
  },
  {
    name: "there is no column of sets",
    csv: GOOD.replaceAll(/,(set|train|test)/g, ""),
    evaluate: [0, /^Test set: 5 slices of 4 subjects/],
    audit: [0, /cannot be determined: there are no training rows/],
  },
  {
    name: "the test set has one label",
    csv: GOOD.replace("test,0", "test,1"),
    evaluate: [1, /Expected predictions of both labels but found 3 positive and 0 negative/],
    audit: [0, /keeps subjects apart.* The test set has no negative slices: there is no AUC/],
  },
  {
    name: "names and scores of any shape",
    csv: "\ufeff" +
      GOOD.replaceAll("\n", "\r\n").replaceAll("D,D1", '"D, ""the\nfourth""",').replace(
        "0.2",
        ".2e0",
      ),
    evaluate: [0, /^Test set: 3 slices of 2 subjects/],
    audit: [0, /keeps subjects apart/],
  },
];

Deno.test("what is wrong or odd in a predictions.csv: refused with the row, or by a stated rule", async (t) => {
  await withFolder(async (folder) => {
    const file = join(folder, "p.csv");
    for (const { name, csv, ...expected } of CASES) {
      await t.step(name, async () => {
        await Deno.writeTextFile(file, csv);
        await Promise.all((["evaluate", "audit"] as const).map(async (command) => {
          const { code, out, err } = await run(command, file);
          const [status, said] = expected[command];
          assert.equal(code, status, `${command}: ${err}`);
          assert.match(code === 1 ? err : readWithLines(out), said, command);
          if (code === 1) assert.equal(out, "");
          assert.doesNotMatch(err, /^\s+at |file:\/\//m);
        }));
      });
    }
  });
});
