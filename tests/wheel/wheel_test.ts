import assert from "node:assert/strict";
import { join } from "node:path";
import { runProgram, succeeded } from "../run_program.ts";
import config from "../../deno.json" with { type: "json" };
import { wheelFile } from "../../wheel/wheel_file.ts";
import { zip } from "../../wheel/zip.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const SPLITS = join(PROJECT, "tests", "fixtures", "leakage", "scikit_learn");

const PANDAS = `
import json, sys, pandas, hemoleak
frame = pandas.read_csv(sys.argv[1], dtype={"subject": str})
audited = hemoleak.audit(frame)
renamed = frame.rename(columns={"subject": "who"}).replace({"set": {"train": "1", "test": "0"}})
same = hemoleak.audit(renamed, columns={"subject": "who"}, sets={0: "test", 1: "train"})
assert same["sentences"] == audited["sentences"]
assert hemoleak.audit(sys.argv[1]) == audited
assert audited._repr_html_().startswith('<iframe sandbox=""')
try:
    hemoleak.audit(frame.drop(columns="label"))
    raise SystemExit("expected an error")
except hemoleak.HemoleakError as error:
    assert "label" in str(error), error
print(json.dumps([audited, audited.html, hemoleak.evaluate(frame)]))
`;

Deno.test("the wheel, installed into a virtual environment", async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const { name, bytes } = await wheelFile();
    assert.equal(name, `hemoleak-${config.version}-py3-none-any.whl`);
    assert.deepEqual((await wheelFile()).bytes, bytes, "the same source gives the same bytes");
    await Deno.writeFile(join(folder, name), bytes);
    await succeeded(folder, "python3", "-m", "venv", "env");
    const program = (name: string) => join(folder, "env", "bin", name);
    // With PyPI's deno, which it requires, and with pandas, which it does not.
    await succeeded(folder, program("pip"), "install", "--quiet", join(folder, name), "pandas");
    await succeeded(folder, program("pip"), "check");

    await t.step("the command prints, writes and ends as the project's", async () => {
      for (
        const args of [
          ["audit", join(SPLITS, "by_slice.csv"), "--html=a.html"],
          ["audit", join(SPLITS, "by_subject.csv"), "--json"],
          ["evaluate", join(SPLITS, "by_slice.csv"), "--json"],
          ["evaluate", "none.csv"],
          ["audit", "/proc/self/environ"],
        ]
      ) {
        const main = join(PROJECT, "cli", "main.ts");
        const allowed = ["--no-prompt", "--allow-read", "--allow-env", "--allow-run"];
        const expected = await runProgram(
          folder,
          Deno.execPath(),
          "run",
          ...allowed,
          main,
          ...args,
        );
        const page = await Deno.readTextFile(join(folder, "a.html"));
        await Deno.remove(join(folder, "a.html"));
        assert.deepEqual(
          await runProgram(folder, program("hemoleak"), ...args),
          expected,
          args.join(" "),
        );
        if (args.includes("--html=a.html")) {
          assert.equal(await Deno.readTextFile(join(folder, "a.html")), page);
        }
        await Deno.writeTextFile(join(folder, "a.html"), "");
      }
      const images = ["audit", join(SPLITS, "by_slice.csv"), "--images=slices"];
      const { code, err } = await runProgram(folder, program("hemoleak"), ...images);
      assert.deepEqual([code, /^hemoleak: --images needs TensorFlow/.test(err)], [1, true]);
    });

    await t.step("a frame of pandas gives what its file gives", async () => {
      await Deno.writeTextFile(join(folder, "frame.py"), PANDAS);
      const file = join(SPLITS, "by_slice.csv");
      const out = await succeeded(folder, program("python"), "frame.py", file);
      const [audited, page, judged] = JSON.parse(out);
      const here = async (...args: string[]) =>
        (await runProgram(
          folder,
          Deno.execPath(),
          "run",
          "-A",
          join(PROJECT, "cli", "main.ts"),
          ...args,
        ))
          .out;
      assert.deepEqual(audited, JSON.parse(await here("audit", file, "--json")));
      assert.deepEqual(judged, JSON.parse(await here("evaluate", file, "--json")));
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
