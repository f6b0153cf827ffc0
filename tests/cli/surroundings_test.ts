import assert from "node:assert/strict";
import { join } from "node:path";
import { PredictionsError } from "hemoleak/error.ts";
import { errorText } from "../../cli/error_text.ts";
import { systemFault } from "../../cli/last_resort.ts";
import { ctSlice } from "../fixtures/dicom_writer.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const BASE = join(PROJECT, "tests", "fixtures", "predictions", "base.csv");

/** Runs the task as somebody in a folder does. */
async function task(
  args: readonly string[],
  { cwd = PROJECT, input = null as Uint8Array | null } = {},
) {
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
    await writer.write(input);
    await writer.close();
  }
  const { code, stdout, stderr } = await child.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: decode(stdout), err: decode(stderr) };
}

Deno.test("relative paths are those of the user's folder, for reading and for writing", () =>
  withFolder(async (folder) => {
    await Deno.copyFile(BASE, join(folder, "p.csv"));
    const slice = ctSlice({ patientId: "X", series: 1, instance: "1", position: [0, 0, 0] });
    await Deno.writeFile(join(folder, "a.dcm"), slice);
    const judged = await task(["evaluate", "p.csv"], { cwd: folder });
    assert.match(judged.out, /^Test set: 80 slices/, judged.err);
    const decoded = await task(["decode", "a.dcm", "--npy", "out/a.npy"], { cwd: folder });
    assert.equal(decoded.code, 0, decoded.err);
    assert.ok((await Deno.stat(join(folder, "out", "a.npy"))).isFile);
    const audited = await task(["audit", "p.csv", "--html", "audit.html"], { cwd: folder });
    assert.equal(audited.code, 0, audited.err);
    assert.ok((await Deno.stat(join(folder, "audit.html"))).isFile);
  }));

Deno.test("a table comes by standard input, plain or packed", async () => {
  const bytes = await Deno.readFile(BASE);
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  const inputs: [string, Uint8Array][] = [
    ["-", bytes],
    ["/dev/stdin", bytes],
    ["-", new Uint8Array(await new Response(packed).arrayBuffer())],
  ];
  for (const [path, input] of inputs) {
    const { out, err } = await task(["evaluate", path], { input });
    assert.match(out, /^Test set: 80 slices of 20 subjects[\s\S]* AUC +0\.790 /, err);
  }
  const { code, err } = await task(["evaluate", "-"], { input: new Uint8Array([0x50]) });
  assert.equal(code, 1);
  assert.match(err, /^hemoleak: standard input: expected the columns/);
});

Deno.test({
  name: "what lies in /dev/shm or a link leads there is refused in a sentence",
  ignore: !(await Deno.stat("/dev/shm").catch(() => ({ isDirectory: false }))).isDirectory,
  fn: () =>
    withFolder(async (folder) => {
      const shared = await Deno.makeTempDir({ dir: "/dev/shm" });
      try {
        await Deno.copyFile(BASE, join(shared, "p.csv"));
        await Deno.symlink(shared, join(folder, "link"));
        const commands = [
          ["evaluate", join(shared, "p.csv")],
          ["evaluate", join(folder, "link", "p.csv")],
          ["audit", BASE, "--html", join(shared, "a.html")],
          ["ingest", shared],
          ["ingest", join(folder, "link")],
          ["preprocess", shared],
          ["decode", "none.dcm", "--npy", join(shared, "a.npy")],
          ["phantom", join(folder, "link", "phantom")],
          ["grid", "status", shared],
        ];
        for (const args of commands) {
          const { code, out, err } = await task(args);
          assert.deepEqual([code, out], [1, ""], args.join(" "));
          assert.match(err, /^hemoleak.*: .* is in \/dev, \/proc or \/sys .*\n$/, args.join(" "));
          assert.doesNotMatch(err, /allow-all|^\s+at |file:\/\//m);
        }
      } finally {
        await Deno.remove(shared, { recursive: true });
      }
    }),
});

Deno.test("the last resort: an expected error by its message, the system's in a sentence, else a defect", () => {
  const command = "hemoleak evaluate";
  assert.equal(
    errorText(new PredictionsError("p.csv: bad"), command, true, systemFault),
    "hemoleak: p.csv: bad",
  );
  assert.throws(() => Deno.readTextFileSync("/none/of/it"), (error: Error) => {
    const text = errorText(error, command, false, systemFault);
    assert.match(text, /^hemoleak evaluate: No such file or directory: .*'\/none\/of\/it'$/);
    return true;
  });
  const denied = new Deno.errors.NotCapable(
    'Requires write access to "/x", run again with the --allow-write flag',
  );
  assert.equal(
    errorText(denied, command, false, systemFault),
    'hemoleak evaluate: "/x": it may not be used (write): it is not among what the command line names',
  );
  const defect = new TypeError("\u001b[31mx is undefined");
  const text = errorText(defect, command, false, systemFault);
  assert.match(
    text,
    /^hemoleak evaluate: an error that nobody expected: TypeError: \\u001b\[31mx is/,
  );
  assert.match(text, /report it as CONTRIBUTING\.md says, .* with --stack-trace/);
  assert.doesNotMatch(text, /^\s+at /m);
  assert.match(errorText(defect, command, true, systemFault), /^\s+at .*surroundings_test\.ts/m);
  assert.match(errorText("x", command, true, systemFault), /an error that nobody expected: x/);
});

Deno.test("audit ends with 0 only where the split is separate, or rows are missing", () =>
  withFolder(async (folder) => {
    const text = await Deno.readTextFile(BASE);
    const [header, ...rows] = text.trimEnd().split("\n");
    const leaking = rows.map((row) =>
      row.replace(/,\w+-1,([01]),\w+/, ",,$1,train").replace(/,\w+-1,([23]),\w+/, ",,$1,test")
    );
    const cases: [string, (row: string) => string, code: number, said: RegExp][] = [
      ["as they are", (row) => row, 3, /^The split leaks: 80 of 80/],
      [
        "zeros lost in the test set",
        (row) => row.includes(",test,") ? row.replace(/^0+/, "") : row,
        3,
        /^The split leaks: 80 of 80/,
      ],
      [
        "with BIDS' prefix in the training set",
        (row) => row.includes(",train,") ? `sub-${row}` : row,
        4,
        /cannot be determined: 80 slices of the test set .* in another spelling .*\("sub-001" and "001"/,
      ],
      [
        "a subject for each slice",
        (row) => row.replace(/^(\d+),,(\d)/, "$1_$2,,0"),
        4,
        /cannot be determined: Is `subject` the patient\?/,
      ],
    ];
    for (const [name, edit, code, said] of cases) {
      const file = join(folder, "p.csv");
      await Deno.writeTextFile(file, [header, ...leaking.map(edit), ""].join("\n"));
      const audited = await task(["audit", file]);
      assert.equal(audited.code, code, name + audited.err);
      assert.match(audited.out.replaceAll(/\s+/g, " "), said, name);
    }
  }));
