import assert from "node:assert/strict";
import { join } from "node:path";
import { auditOptions } from "../../cli/audit_options.ts";
import { DENO } from "../../cli/deno_system.ts";
import { evaluateOptions } from "../../cli/evaluate_options.ts";
import { outputFile } from "../../cli/output_file.ts";
import { splitOptions } from "../../cli/split_options.ts";
import { expectOtherFiles } from "../../cli/table_files.ts";
import { hemoleak } from "../fixtures/command_line.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const TABLE = "subject,set,label,score\nA,train,0,0.1\nB,train,1,0.9\nA,test,0,0.2\nB,test,1,0.8\n";

Deno.test("audit writes neither over what it reads nor one report over the other", () =>
  withFolder(async (folder) => {
    const table = join(folder, "t.csv"), page = join(folder, "page.html");
    await Deno.writeTextFile(table, TABLE);
    for (
      const [args, message] of [
        [["--html", table], "t.csv: expected another file than those that are read"],
        [["--sheet", join(folder, "x", "..", "t.csv")], "than those that are read"],
        [["--html", page, "--sheet", page], "page.html: expected another file than that of --html"],
        [["--html", ""], 'Expected the name of a file but found ""'],
        [["--sheet", "-"], 'Expected the name of a file but found "-"'],
      ] as const
    ) {
      const { code, out, err } = await hemoleak("audit", table, ...args);
      assert.deepEqual([code, out], [1, ""], args.join(" "));
      assert(err.includes(message), err);
      assert.doesNotMatch(err, /nobody expected/);
    }
    assert.equal(await Deno.readTextFile(table), TABLE);
    const { code, err } = await hemoleak("audit", table, "--html", page);
    assert.equal(code, 3, err);
  }));

Deno.test("expectOtherFiles: files that are not there yet are told by their paths, others by what they are", () =>
  withFolder(async (folder) => {
    const path = (name: string) => join(folder, name);
    await Deno.writeTextFile(path("t.csv"), TABLE);
    await Deno.symlink(path("t.csv"), path("link.csv"));
    const refused = async (inputs: string[], outputs: Record<string, string | undefined>) => {
      try {
        await expectOtherFiles(inputs, outputs, DENO);
        return null;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const read = [path("other.csv"), path("t.csv")];
    assert.equal(await refused(read, { "--html": path("a"), "--sheet": path("b") }), null);
    assert.equal(await refused(read, { "--html": undefined, "--sheet": path("b") }), null);
    assert.equal(await refused(["-"], { "--out": path("a") }), null);
    assert.equal(
      await refused(read, { "--out": path("link.csv") }),
      `${path("link.csv")}: expected another file than those that are read but it is the same; ` +
        "give --out another name",
    );
    assert.match(
      (await refused(read, { "--html": path("a"), "--sheet": `${folder}/./a` }))!,
      /another file than that of --html .* give --sheet another name$/,
    );
  }));

Deno.test("outputFile: a name, no sign and nothing", () => {
  assert.equal(outputFile("a b.html"), "a b.html");
  for (const text of ["", " ", "-"]) assert.throws(() => outputFile(text), /name of a file/);
});

Deno.test("--help of the commands that Node has as well fits into 100 columns", () => {
  for (const options of [auditOptions, evaluateOptions, splitOptions]) {
    let help = "";
    const command = options(() => Promise.resolve());
    command.configureOutput({ writeOut: (text) => help += text }).outputHelp();
    assert.match(help, /^Usage: /);
    for (const line of help.split("\n")) assert(line.length <= 100, line);
  }
});
