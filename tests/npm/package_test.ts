import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import { join } from "node:path";
import { runProgram, succeeded } from "../run_program.ts";
import { pathToFileURL } from "node:url";
import config from "../../deno.json" with { type: "json" };
import { CORE_ENTRIES } from "../../cli/core.ts";
import { MOST_BYTES, packageFile } from "../../npm/package_file.ts";
import { tarball } from "../../npm/tar.ts";
import { auditPageFile } from "../../page/audit_page_file.ts";
import { formatNpy } from "hemoleak/files/npy.ts";
import { type Outputs, OUTPUTS_SCRIPT, randomTables } from "../page/random_tables.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const SPLITS = join(PROJECT, "tests", "fixtures", "leakage", "scikit_learn");
/** Beside the Node that is installed, so that the package is not for one version alone. */
const NEWER_NODE = "24.9.0";
const TOOLS = ["publint@0.3.25", "@arethetypeswrong/cli@0.18.5", "typescript@6.0.3"];

const hasNode = await new Deno.Command("node", { args: ["--version"], stdout: "null" }).output()
  .then(({ success }) => success, () => false);
if (!hasNode) console.warn("Node is not installed: the tests of the package for npm are left out.");

/** What the command line on Deno does with the same arguments. */
const onDeno = (cwd: string, ...args: string[]) =>
  runProgram(cwd, Deno.execPath(), "run", "-A", join(PROJECT, "cli", "main.ts"), ...args);

Deno.test({
  name: "the package for npm, installed into an empty folder",
  ignore: !hasNode,
  async fn(t) {
    const folder = await Deno.makeTempDir(), home = join(folder, "home");
    await Deno.mkdir(home);
    try {
      const { name, bytes } = await packageFile();
      assert.equal(name, `hemoleak-${config.version}.tgz`);
      assert(bytes.length <= MOST_BYTES, `${bytes.length}`);
      await Deno.writeFile(join(folder, name), bytes);
      const npm = (...args: string[]) =>
        succeeded(home, "npm", ...args, "--no-audit", "--no-fund", "--ignore-scripts=false");
      await Deno.writeTextFile(join(home, "package.json"), '{ "private": true, "type": "module" }');
      // Nor does what it needs ask for a Node that is newer than it says itself.
      await npm("install", join(folder, name), "--engine-strict");

      await t.step("it needs neither TensorFlow nor anything that is built", async () => {
        const installed = await succeeded(home, "npm", "ls", "--all", "--parseable");
        assert(!/tensorflow|node-pre-gyp|csv-/.test(installed), installed);
      });
      await npm("install", `node@${NEWER_NODE}`, ...TOOLS);
      const newer = join(home, "node_modules", "node", "bin", "node");
      const hemoleak = join(home, "node_modules", "hemoleak", "dist", "hemoleak.js");

      for (const node of ["node", newer]) {
        const version = (await succeeded(home, node, "--version")).trim();
        await t.step(
          `${version}: audit, evaluate and split print and write what they do on Deno`,
          async () => {
            const embeddings = new Float32Array(4 * 720).map((_, i) => i * 7919 % 1009 / 1009);
            await Deno.writeFile(join(home, "e.npy"), formatNpy(embeddings, [720, 4]));
            await Deno.copyFile(join(SPLITS, "by_slice.csv"), join(home, "own.csv"));
            for (
              const args of [
                ["audit", join(SPLITS, "by_slice.csv"), "--html=a.html", "--sheet=a.md"],
                ["audit", join(SPLITS, "by_subject.csv"), "--json"],
                ["audit", join(SPLITS, "by_slice.csv"), "--embeddings=e.npy"],
                ["evaluate", join(SPLITS, "by_slice.csv"), "--json"],
                ["evaluate", join(SPLITS, "by_subject.csv"), "--unit=study", "--study-score=max"],
                [
                  "evaluate",
                  join(SPLITS, "by_slice.csv"),
                  "--compare",
                  join(SPLITS, "by_slice.csv"),
                ],
                ["evaluate", "none.csv"],
                ["evaluate", join(SPLITS, "by_slice.csv"), "--unit=patient"],
                ["audit", "--help"],
                ["split", "own.csv", "--out=s.csv", "--test=0.2", "--stratify=label"],
                ["split", "own.csv", "--folds=4", "--seed=3", "--json"],
                ["split", "own.csv", "--embeddings=e.npy", "--out=s.csv.gz"],
                ["split", "own.csv", "--by=slice", "--out=s.csv"],
                ["split", "--repair", "own.csv", "--out=new/s.csv"],
                ["split", "--repair", "--keep-network", "own.csv", "--json", "--out=s.csv"],
                ["split", "own.csv", "--out=./own.csv"],
                ["split", "own.csv", "--stratify=lable"],
                ["split", "own.csv", "--folds=2", "--test=0.2"],
                ["split", "own.csv", "--test=15"],
                ["split", "none.csv"],
                ["split", "--help"],
              ]
            ) {
              const expected = await onDeno(home, ...args);
              const written = await writtenIn(home);
              const found = await runProgram(home, node, hemoleak, ...args);
              assert.deepEqual(found, expected, args.join(" "));
              assert.deepEqual(await writtenIn(home), written, args.join(" "));
            }
          },
        );
      }

      await t.step("page writes the page; images are refused with the reason", async () => {
        const out = await succeeded(home, "npx", "hemoleak", "page");
        assert.match(out, /audit\.html in a browser\.$/m);
        const { html } = await auditPageFile();
        assert.equal(await Deno.readTextFile(join(home, "audit.html")), html);
        for (const command of ["audit", "split"]) {
          const args = [command, join(SPLITS, "by_slice.csv"), "--images=slices"];
          const { code, err } = await runProgram(home, "node", hemoleak, ...args);
          assert.equal(code, 1);
          assert.match(err, /--images needs TensorFlow, which this package does not have; /);
          assert.match(err, new RegExp(`deno task hemoleak ${command} --images`));
        }
      });

      await t.step("what is split by a pipe is the table that --out writes", async () => {
        const own = join(SPLITS, "by_slice.csv"), piped = join(home, "piped.csv");
        await succeeded(home, "sh", "-c", `node ${hemoleak} split - < ${own} | cat > ${piped}`);
        await succeeded(home, "node", hemoleak, "split", own, "--out=written.csv");
        const text = await Deno.readTextFile(piped);
        assert.equal(text, await Deno.readTextFile(join(home, "written.csv")));
        assert.equal(text.trimEnd().split("\n").length, 721);
      });

      await t.step("standard input, and a table that is packed", async () => {
        const command = `gzip -c ${join(SPLITS, "by_slice.csv")} | node ${hemoleak} audit -`;
        const { code, out } = await runProgram(home, "sh", "-c", command);
        assert.equal(code, 3);
        assert.match(out, /^The split leaks: 216 of 216/);
      });

      await t.step("150 tables give the same bytes on Node as on Deno", async () => {
        const tables = randomTables(150);
        await Deno.writeTextFile(join(home, "tables.json"), JSON.stringify(tables));
        await Deno.writeTextFile(
          join(home, "outputs.js"),
          OUTPUTS_SCRIPT + `
          import { readFileSync } from "node:fs";
          const results = [];
          for (const text of JSON.parse(readFileSync("tables.json", "utf8"))) {
            results.push(await outputsOf(text));
          }
          console.log(JSON.stringify(results));`,
        );
        const source = join(folder, "outputs.ts");
        await Deno.writeTextFile(source, OUTPUTS_SCRIPT);
        await import(pathToFileURL(source).href);
        const here = Reflect.get(globalThis, "outputsOf") as (text: string) => Promise<Outputs>;
        const expected: Outputs[] = [];
        for (const text of tables) expected.push(await here(text));
        for (const node of ["node", newer]) {
          const found = JSON.parse(await succeeded(home, node, "outputs.js")) as Outputs[];
          assert.deepEqual(found, expected);
        }
      });

      await t.step("its entry points have what Deno's have, with types", async () => {
        const imports = CORE_ENTRIES.map((entry) =>
          `import * as ${entry} from "hemoleak/${entry}";`
        );
        await Deno.writeTextFile(
          join(home, "names.js"),
          `${imports.join("\n")}
          console.log(JSON.stringify([${CORE_ENTRIES}].map((entry) => Object.keys(entry).sort())));`,
        );
        const names = JSON.parse(await succeeded(home, "node", "names.js"));
        for (const [i, entry] of CORE_ENTRIES.entries()) {
          assert.deepEqual(names[i], Object.keys(await import(`hemoleak/${entry}`)).sort(), entry);
        }
        const readme = await Deno.readTextFile(join(PROJECT, "npm", "README.md"));
        const example = /```ts\n([^]*?)```/.exec(readme)![1]!;
        const all = CORE_ENTRIES.map((entry) =>
          `import * as all_${entry} from "hemoleak/${entry}";`
        );
        await Deno.writeTextFile(join(home, "example.ts"), `${all.join("\n")}\n${example}`);
        await Deno.writeTextFile(
          join(home, "wrong.ts"),
          'import { audit } from "hemoleak/leakage";\naudit(1).verdict.length;\n',
        );
        const tsc = (file: string) =>
          runProgram(
            home,
            "npx",
            "tsc",
            "--noEmit",
            "--strict",
            "--module",
            "nodenext",
            "--target",
            "es2022",
            "--lib",
            "es2023,dom,esnext.disposable",
            file,
          );
        const right = await tsc("example.ts");
        assert.deepEqual([right.code, right.out], [0, ""]);
        assert.match((await tsc("wrong.ts")).out, /error TS2345: Argument of type 'number'/);
      });

      await t.step("publint and are-the-types-wrong find nothing", async () => {
        await succeeded(home, "npx", "publint", "--strict", join("node_modules", "hemoleak"));
        await succeeded(home, "npx", "attw", join(folder, name), "--profile", "esm-only");
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Files that commands have written, packed ones unpacked, which are removed. */
async function writtenIn(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of ["a.html", "a.md", "s.csv", "s.csv.gz", "new/s.csv"]) {
    const bytes = await Deno.readFile(join(folder, name)).catch(() => new Uint8Array(0));
    // What is packed is the same; how, differs between versions of zlib.
    const isPacked = name.endsWith(".gz") && bytes.length > 0;
    found[name] = new TextDecoder().decode(isPacked ? gunzipSync(bytes) : bytes);
    await Deno.remove(join(folder, name)).catch(() => {});
  }
  return found;
}

Deno.test("tarball: tar reads it, and the same files give the same bytes", async () => {
  const files = [
    { path: "package/a.txt", bytes: new TextEncoder().encode("hello\n") },
    { path: "package/bin/b", bytes: new Uint8Array(1000).fill(65), executable: true },
  ];
  const packed = tarball(files);
  assert.deepEqual(tarball(files), packed);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(join(folder, "x.tgz"), packed);
    const list = await succeeded(folder, "tar", "tzvf", "x.tgz");
    assert.match(
      list,
      /^-rw-r--r-- .* 6 .* package\/a\.txt\n-rwxr-xr-x .* 1000 .* package\/bin\/b\n$/,
    );
    await succeeded(folder, "tar", "xzf", "x.tgz");
    assert.equal(await Deno.readTextFile(join(folder, "package", "a.txt")), "hello\n");
    assert.equal(gunzipSync(packed).length % 512, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
