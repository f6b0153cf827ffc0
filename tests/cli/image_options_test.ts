import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "hemoleak/preprocess";
import { joinImageWindow } from "../../cli/image_options.ts";
import { withTree } from "../fixtures/dicom_writer.ts";

const PROJECT = join(import.meta.dirname!, "..", "..");
const JPEG = Deno.readFileSync(join(PROJECT, "tests/fixtures/raster/rgb_420.jpg"));
const TREE = {
  "in/1.jpg": JPEG,
  "in/2.jpg": JPEG,
  "in/slices.csv": "path,subject,study,label\n1.jpg,A,a,0\n2.jpg,A,a,1\n",
};

/** Runs the command as a user does: the process that acts may do no more than it is given. */
async function hemoleak(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "--allow-read", "--allow-env", "--allow-run"]
      .concat(join(PROJECT, "cli", "main.ts"), args),
    cwd: PROJECT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

Deno.test("joinImageWindow: the two numbers are one argument, and nothing else is", () => {
  const joined = (...args: string[]) => joinImageWindow(args);
  assert.deepEqual(joined("ingest", "--image-window", "40", "120", "ROOT"), [
    ...["ingest", "--image-window", "40,120", "ROOT"],
  ]);
  assert.deepEqual(joined("--image-window", "-20.5", "80"), ["--image-window", "-20.5,80"]);
  for (
    const as of [["--image-window", "40,120", "7"], ["--image-window", "40", "ROOT"], [
      "a",
      "1",
      "2",
    ]]
  ) {
    assert.deepEqual(joined(...as), as);
  }
});

Deno.test("ingest and preprocess of images, and what they say where something is missing", () =>
  withTree(TREE, async (root) => {
    const [images, out] = [join(root, "in"), join(root, "out")];
    const missing = await hemoleak("ingest", images, "--out", out);
    assert.equal(missing.code, 1);
    assert.match(
      missing.err,
      /hemoleak: 1\.jpg: nothing says what gray means .*--image-window LEVEL WIDTH/,
    );

    const cut = await hemoleak("ingest", images, "--out", out, "--image-window", "40");
    assert.match(cut.err, /Expected a level and a width in HU, such as 40 120, but found "40"/);

    const ct = await hemoleak(
      "ingest",
      "--image-window",
      "40",
      "80",
      images,
      "--out",
      out,
      "--channel",
      "1",
    );
    assert.equal(ct.code, 0, ct.err);
    const made = await hemoleak("preprocess", images, "--out", out, "--size", "16");
    assert.equal(made.code, 0, made.err);
    assert.match(made.err, /note: the images show 0 to 80 HU/);

    const read = await hemoleak("ingest", images, "--out", out, "--modality", "other");
    assert.match(read.out, /Label: finding +1 \(100\.00 %\)/);
    assert.doesNotMatch(read.out, /hemorrhage|ICH|dural|paper/i);

    const other = await hemoleak(
      ...[
        "preprocess",
        images,
        "--out",
        out,
        "--size",
        "8",
        "--modality",
        "other",
        "--workers",
        "2",
      ],
    );
    assert.equal(other.code, 0, other.err);
    using store = await openStore(join(out, "slices-8"));
    assert.equal(store.options.modality, "other");
    assert.equal(store.rows.length, 2);
  }));

Deno.test("decode says what an image is and writes its gray", () =>
  withTree(TREE, async (root) => {
    const npy = join(root, "a.npy");
    const { out, err } = await hemoleak("decode", join(root, "in/1.jpg"), "--npy", npy);
    assert.equal(err, "");
    assert.match(
      out,
      /a\.npy: uint8, 19 x 23, \d+ to \d+ of 255 \(JPEG\)\nNote: color; read as luminance/,
    );
    assert.equal((await Deno.stat(npy)).size, 128 + 19 * 23);
  }));
