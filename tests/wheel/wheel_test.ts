import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram, succeeded } from "../run_program.ts";
import config from "../../deno.json" with { type: "json" };
import { MOST_BYTES, wheelFile } from "../../wheel/wheel_file.ts";
import { zip } from "../../wheel/zip.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const SPLITS = join(PROJECT, "tests", "fixtures", "leakage", "scikit_learn");

const PANDAS = `
import json, sys, warnings, pandas, hemoleak
frame = pandas.read_csv(sys.argv[1], dtype={"subject": str})
audited = hemoleak.audit(frame)
renamed = frame.rename(columns={"subject": "who"}).replace({"set": {"train": "1", "test": "0"}})
same = hemoleak.audit(renamed, columns={"subject": "who"}, sets={0: "test", 1: "train"})
assert same["sentences"] == audited["sentences"]
assert hemoleak.audit(sys.argv[1]) == audited
assert audited._repr_html_().startswith('<iframe sandbox=""')

wanted = {"test": 0.2, "stratify": ["label"], "seed": 5}
new = hemoleak.split(frame.drop(columns=["set", "score"]), **wanted)
assert list(new.columns) == ["subject", "study", "slice", "label", "set"], new.columns
assert set(new["set"]) == {"train", "validation", "test"}
assert (new.groupby("subject")["set"].nunique() == 1).all()
shuffled = frame.drop(columns=["set", "score"]).sample(frac=1, random_state=1)
assert hemoleak.split(shuffled, **wanted)["set"].sort_index().equals(new["set"])
folds = hemoleak.split(frame.rename(columns={"subject": "who"}), folds=4, columns={"subject": "who"})
assert folds["fold"].dtype.kind == "i" and sorted(set(folds["fold"])) == [1, 2, 3, 4]
assert (folds.groupby("who")["fold"].nunique() == 1).all()
assert folds.attrs["hemoleak"]["balance"]["column"] == "fold"
mended = hemoleak.split(frame, repair=True)
assert "score" not in mended and hemoleak.audit(mended)["verdict"] == "separate"
hashed = frame.assign(subject="#" + frame["subject"])
assert hemoleak.audit(hashed)["test"] == audited["test"]
assert list(hemoleak.split(hashed, **wanted)["set"]) == list(new["set"])
with warnings.catch_warnings(record=True) as caught:
    hemoleak.split(frame, by="slice")
assert "this split leaks" in str(caught[0].message), caught
for wrong in [{"folds": 99}, {"stratify": "lable"}, {"folds": 2, "test": 0.1}, {"test": 15}]:
    try:
        hemoleak.split(frame, **wrong)
        raise SystemExit("expected an error")
    except hemoleak.HemoleakError as error:
        assert "xpected" in str(error), error
try:
    hemoleak.audit(frame.drop(columns="label"))
    raise SystemExit("expected an error")
except hemoleak.HemoleakError as error:
    assert "frame: expected" in str(error) and "label" in str(error), error
assert "<title>Audit of a split: frame</title>" in audited.html
with warnings.catch_warnings(record=True) as caught:
    assert hemoleak.audit(folds.drop(columns="set"), columns={"subject": "who"})
assert any("note: frame: without a column set" in str(each.message) for each in caught), caught
assert all(each.filename == __file__ for each in caught), caught
print(json.dumps([audited, audited.html, hemoleak.evaluate(frame), new.to_csv(index=False)]))
`;

Deno.test("the wheel, installed into a virtual environment", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const { name, bytes } = await wheelFile();
    assert.equal(name, `hemoleak-${config.version}-py3-none-any.whl`);
    assert(bytes.length <= MOST_BYTES, `${bytes.length}`);
    assert.deepEqual((await wheelFile()).bytes, bytes, "the same source gives the same bytes");
    await Deno.writeFile(join(folder, name), bytes);
    await succeeded(folder, "python3", "-m", "venv", "env");
    const program = (name: string) => join(folder, "env", "bin", name);
    // With PyPI's deno, which it requires, and with pandas, which it does not.
    await succeeded(folder, program("pip"), "install", "--quiet", join(folder, name), "pandas");
    await succeeded(folder, program("pip"), "check");

    const written = async () => {
      const text = await Deno.readTextFile(join(folder, "out")).catch(() => "");
      await Deno.remove(join(folder, "out")).catch(() => {});
      return text;
    };
    await t.step("the command prints, writes and ends as the project's", async () => {
      for (
        const args of [
          ["audit", join(SPLITS, "by_slice.csv"), "--html=out"],
          ["audit", join(SPLITS, "by_subject.csv"), "--json"],
          ["evaluate", join(SPLITS, "by_slice.csv"), "--json"],
          ["evaluate", "none.csv"],
          ["audit", "/proc/self/environ"],
          ["split", join(SPLITS, "by_slice.csv"), "--out=out"],
          ["split", join(SPLITS, "by_slice.csv"), "--folds=3"],
          ["split", "--repair", join(SPLITS, "by_slice.csv"), "--json", "--out=out"],
          ["split", join(SPLITS, "by_slice.csv"), "--stratify=lable"],
        ]
      ) {
        const main = join(PROJECT, "cli", "main.ts");
        const allowed = ["--no-prompt", "--allow-read", "--allow-env", "--allow-run"];
        const deno = [Deno.execPath(), "run", ...allowed, main] as const;
        const expected = [await runProgram(folder, ...deno, ...args), await written()];
        const found = [await runProgram(folder, program("hemoleak"), ...args), await written()];
        assert.deepEqual(found, expected, args.join(" "));
      }
      for (const command of ["audit", "split"]) {
        const images = [command, join(SPLITS, "by_slice.csv"), "--images=slices"];
        const { code, err } = await runProgram(folder, program("hemoleak"), ...images);
        assert.equal(code, 1);
        assert.match(err, /^hemoleak: --images needs TensorFlow/m);
      }
    });

    await t.step("a frame of pandas gives what its file gives", async () => {
      await Deno.writeTextFile(join(folder, "frame.py"), PANDAS);
      const file = join(SPLITS, "by_slice.csv");
      const out = await succeeded(folder, program("python"), "frame.py", file);
      const [audited, page, judged, split] = JSON.parse(out);
      const here = async (...args: string[]) => {
        const main = join(PROJECT, "cli", "main.ts");
        return (await runProgram(folder, Deno.execPath(), "run", "-A", main, ...args)).out;
      };
      assert.deepEqual(audited, JSON.parse(await here("audit", file, "--json")));
      assert.deepEqual(judged, JSON.parse(await here("evaluate", file, "--json")));
      // The frame had neither the column set, which is replaced in its place, nor scores.
      const lines = (await here("split", file, "--test=0.2", "--stratify=label", "--seed=5"))
        .trimEnd();
      assert.deepEqual(
        (split as string).trimEnd().split("\n"),
        lines.split("\n").map((line) => {
          const [subject, study, slice, set, label] = line.split(",");
          return [subject, study, slice, label, set].join();
        }),
      );
      assert.match(page, /^<!DOCTYPE html>[^]*The split leaks/);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("zip: Python reads it, and the same files give the same bytes", async () => {
  const files = [
    { path: "a/hello.txt", bytes: new TextEncoder().encode("hello\n".repeat(100)) },
    { path: "empty", bytes: new Uint8Array(0) },
  ];
  assert.deepEqual(zip(files), zip(files));
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(join(folder, "x.zip"), zip(files));
    const code = "import zipfile; z = zipfile.ZipFile('x.zip'); " +
      "print(z.testzip(), [(i.filename, i.file_size) for i in z.infolist()], z.read('a/hello.txt')[:6])";
    assert.equal(
      (await succeeded(folder, "python3", "-c", code)).trim(),
      "None [('a/hello.txt', 600), ('empty', 0)] b'hello\\n'",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
