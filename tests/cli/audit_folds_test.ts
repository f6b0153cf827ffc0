import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { preprocessCohort, readCohort } from "hemoleak";
import { PROFILES } from "hemoleak/experiment/profile.ts";
import { formatNpy } from "hemoleak/files/npy.ts";
import type { FoldedAudit } from "hemoleak/leakage/folds/folded_audit.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { Random } from "hemoleak/random.ts";
import { formatSplit } from "hemoleak/split/split_csv.ts";
import { hemoleak } from "../fixtures/command_line.ts";
import { withTree } from "../fixtures/dicom_writer.ts";
import { grayPng } from "../fixtures/png.ts";

const SUBJECTS = 12, SLICES = 4, SIDE = 32, UNITS = 8;

const audit = (...args: string[]) => hemoleak("audit", ...args);

/** Twelve heads, each of its own pattern; the last has the very images of the first. */
function head(subject: number, slice: number): Uint8Array {
  const whose = subject === SUBJECTS - 1 ? 0 : subject;
  const pattern = new Random(1, whose), noise = new Random(2, whose, slice);
  const level = (x: number, y: number) => {
    const value = 60 + 120 * pattern.float() + 20 * noise.float();
    return Math.hypot(x - 15.5, y - 15.5) < 13 ? Math.round(value) : 0;
  };
  return grayPng(
    Array.from({ length: SIDE }, (_, y) => Array.from({ length: SIDE }, (_, x) => level(x, y))),
  );
}

const SLICE_LIST = Array.from({ length: SUBJECTS * SLICES }, (_, i) => ({
  subject: Math.floor(i / SLICES),
  slice: i % SLICES,
}));

const TREE = {
  ...Object.fromEntries(
    SLICE_LIST.map(({ subject, slice }) => [`png/${subject}/${slice}.png`, head(subject, slice)]),
  ),
  "png/slices.csv": "path,subject,study,label\n" +
    SLICE_LIST.map(({ subject, slice }) =>
      `${subject}/${slice}.png,P${subject},p${subject},${subject % 2}\n`
    ).join(""),
};

/** The features that a fold's network has of a slice: they mark the subject. */
function features(subject: number, slice: number, network: number): number[] {
  const own = new Random(3, subject, network), noise = new Random(4, subject, slice, network);
  return Array.from({ length: UNITS }, () => 4 * own.normal() + noise.normal());
}

const HEADER = "subject,study,slice,set,label,score";

Deno.test("audit of folds with images, features and records, on PNG slices", (t) =>
  withTree(TREE, async (root) => {
    const cohort = await readCohort(join(root, "png"), {
      imageWindow: { level: 50, width: 100 },
    });
    const store = join(root, "slices-32");
    using slices = await preprocessCohort(cohort, store, { size: SIDE });
    const rows = slices.rows.map(({ subject, study, slice, label }): Prediction => ({
      ...{ subject, study, slice: String(slice), set: "test", label },
      score: new Random(6, subject, slice).float(),
    }));
    const numberOf = ({ subject }: Prediction) => Number(subject.slice(1));
    const write = async (name: string, text: string) => {
      await Deno.writeTextFile(join(root, name), text);
      return join(root, name);
    };
    const line = (row: Prediction, more = "") =>
      `${row.subject},${row.study},${row.slice},${row.set},${row.label},${row.score}${more}\n`;
    const writeFeatures = async (name: string, of: readonly Prediction[], network: number[]) => {
      const data = of.flatMap((row, i) => features(numberOf(row), Number(row.slice), network[i]!));
      const path = join(root, name);
      await Deno.writeFile(path, formatNpy(Float32Array.from(data), [of.length, UNITS]));
      return path;
    };

    await t.step("a column fold, by subject: names are apart, images are not", async () => {
      const fold = (row: Prediction) => 1 + (numberOf(row) >> 1) % 2;
      const file = await write(
        "by_subject.csv",
        `${HEADER},fold\n` + rows.map((row) => line(row, `,${fold(row)}`)).join(""),
      );
      assert.equal((await audit(file)).code, 0);
      const embeddings = await writeFeatures("all.npy", rows, rows.map(fold));
      const page = join(root, "a.html"), sheet = join(root, "a.md");
      const { code, out, err } = await audit(
        ...[file, "--images", store, "--embeddings", embeddings, "--html", page, "--sheet", sheet],
      );
      assert.equal(code, 3, err);
      assert.match(
        out,
        /^The folds leak: 8 of 48 test slices \(16\.7 %\), in 2 of 2 folds, are equal, pixel for\n/,
      );
      assert.match(
        out,
        /^ {2}equal, pixel for pixel, to one trained on +8, of another subject 8$/m,
      );
      assert.match(
        out,
        /^ {2}by the other half of the stack +\d+\.\d %, by chance 16\.7 %, in 2 f/m,
      );
      assert.doesNotMatch(out, /by the training slices/);
      assert.match(out, /"P0" and "P11" \(8\)/);
      assert.match(
        out,
        /^ {2}- Each slice has the features of the network that tested it, and none of those/m,
      );
      for (const text of [await Deno.readTextFile(page), await Deno.readTextFile(sheet)]) {
        assert.doesNotMatch(text, /NaN|undefined|\[object/);
      }
      assert.match(await Deno.readTextFile(page), /Are the images apart\?/);
      assert.match(await Deno.readTextFile(page), /Does each network know whose slice it sees\?/);
      assert.match(await Deno.readTextFile(sheet), /By pixels: 8 test slices equal to one/);
    });

    await t.step("a file a fold, by slice: with its own features and record", async () => {
      const folds = [0, 1].map((fold) =>
        rows.map((row): Prediction => ({
          ...row,
          set: Number(row.slice) % 2 === fold ? "test" : "train",
        }))
      );
      const files: string[] = [], embeddings: string[] = [], records: string[] = [];
      for (const [i, of] of folds.entries()) {
        files.push(
          await write(`fold${i}.csv`, `${HEADER}\n${of.map((row) => line(row)).join("")}`),
        );
        embeddings.push(await writeFeatures(`fold${i}.npy`, of, of.map(() => i)));
        records.push(await write(`fold${i}.json`, recordOf(of, { fold: i + 1 })));
      }
      const given = (option: string, paths: readonly string[]) =>
        paths.flatMap((path) => [option, path]);
      const sheet = join(root, "b.md");
      const { code, out, err } = await audit(
        ...[...files, "--images", store, "--json", "--sheet", sheet],
        ...given("--embeddings", embeddings),
        ...given("--record", records.toReversed()),
      );
      assert.equal(code, 3, err);
      const { images, probe } = JSON.parse(out) as FoldedAudit;
      // P0 and P11 have one another's very images, at other slices as well.
      assert.deepEqual([images!.slices, images!.nearest!.chance], [48, 2 / 24]);
      assert.equal(probe!.trained!.folds, 2);
      assert.ok(probe!.trained!.accuracy > 0.8 && probe!.ofTraining);
      const text = await Deno.readTextFile(sheet);
      assert.match(text, /^# Model info sheet: CNN4, folds by slice/m);
      assert.match(text, /Single slices were dealt at random \(seed 1\)\./);
      assert.match(text, /CNN4 on 64 × 64 pixels/);

      const wrong = [
        [
          given("--embeddings", embeddings.slice(0, 1)),
          /a row of features for each of 96 predictions but found 48/,
        ],
        [
          given("--embeddings", [...embeddings, embeddings[0]!]),
          /--embeddings once for all rows, or once for each of 2 folds, but found 3 files/,
        ],
        [given("--record", records.slice(0, 1)), /--record for each fold but found none of fold/],
        [
          given("--record", [
            records[0]!,
            await write("other.json", recordOf(folds[1]!, { fold: 2, seed: 2 })),
          ]),
          /other\.json: expected a network that was trained as that of .*fold0\.json but found/,
        ],
        [
          given("--record", [await write("none.json", recordOf(rows, { fold: 1 }))]),
          /none\.json: expected the record of a run that made one of the folds/,
        ],
      ] as const;
      for (const [args, said] of wrong) {
        const refused = await audit(...files, ...args);
        assert.deepEqual([refused.code, refused.out], [1, ""], String(args));
        assert.match(refused.err, said);
      }
      const two = await audit(files[0]!, ...given("--record", records));
      assert.match(two.err, /expected --record once, for one split, but found 2 files/i);
    });
  }));

function recordOf(rows: readonly Prediction[], cell: { fold: number; seed?: number }): string {
  return JSON.stringify({
    cell: { model: "cnn4", split: "slice", labels: "true", seed: 1, folds: 2, ...cell },
    profile: PROFILES.quick,
    splitSha256: createHash("sha256").update(formatSplit(rows)).digest("hex"),
    fingerprint: "",
    software: {},
    runtime: {},
    learning: { outcome: "learned" },
  });
}
