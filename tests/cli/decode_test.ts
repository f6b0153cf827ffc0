import assert from "node:assert/strict";
import { join } from "node:path";
import { parseNpyHeader } from "hemoleak/files/npy.ts";
import { corpusBytes, READABLE } from "../fixtures/dicom_corpus.ts";
import { ctElements, dicomBytes, SYNTAX, wordBytes } from "../fixtures/dicom_writer.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const MAIN = join(import.meta.dirname!, "..", "..", "cli", "main.ts");

/** Runs the command with no other permission than to read and write a folder. */
async function decode(folder: string, ...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", `--allow-read=${folder}`, `--allow-write=${folder}`, MAIN]
      .concat("decode", args),
    cwd: folder,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, out: text(stdout), err: text(stderr) };
}

async function readNpy(path: string) {
  const bytes = await Deno.readFile(path);
  const { descr, shape, dataOffset } = parseNpyHeader(bytes, path);
  const { buffer } = bytes.slice(dataOffset);
  const data = descr === "<i2" ? new Int16Array(buffer) : new Float32Array(buffer);
  return { descr, shape, data: [...data] };
}

Deno.test("an image, all frames and one of them become .npy files", () =>
  withFolder(async (folder) => {
    const frames = ctElements({
      "00280008": ["IS", "2"],
      "7fe00010": ["OW", wordBytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])],
    });
    await Deno.writeFile(join(folder, "a.dcm"), dicomBytes(ctElements(), SYNTAX.explicit));
    await Deno.writeFile(join(folder, "b.dcm"), dicomBytes(frames, SYNTAX.explicit));

    const one = await decode(folder, "a.dcm", "--npy", "a.npy");
    assert.equal(one.err, "");
    assert.equal(one.out, "a.npy: int16, 2 x 3, -1024 to -1019 HU\n");
    assert.deepEqual(await readNpy(join(folder, "a.npy")), {
      descr: "<i2",
      shape: [2, 3],
      data: [-1024, -1023, -1022, -1021, -1020, -1019],
    });

    const both = await decode(folder, "b.dcm", "--npy", "b.npy");
    assert.equal(both.out, "b.npy: int16, 2 x 2 x 3, -1024 to -1013 HU\n");
    assert.deepEqual((await readNpy(join(folder, "b.npy"))).shape, [2, 2, 3]);

    const second = await decode(folder, "b.dcm", "--npy", "b.npy", "--frame", "1");
    assert.equal(second.out, "b.npy: int16, 2 x 3, -1018 to -1013 HU\n");
    assert.equal((await readNpy(join(folder, "b.npy"))).data[0], -1018);

    const third = await decode(folder, "b.dcm", "--npy", "c.npy", "--frame", "2");
    assert.equal(third.code, 1);
    assert.match(
      third.err,
      /^hemoleak: b\.dcm: expected one of the file's frames, .* asked for 2\n$/,
    );
    assert.deepEqual([...Deno.readDirSync(folder)].length, 4);
  }));

Deno.test("JPEG-LS and JPEG 2000 need no further permission; fractions become float32", () =>
  withFolder(async (folder) => {
    for (const name of ["jpeg_ls.dcm", "jpeg_2000.dcm"]) {
      const file = READABLE.find(({ path }) => path.endsWith(name))!;
      await Deno.writeFile(join(folder, name), await corpusBytes(file));
      const { err, out } = await decode(folder, name, "--npy", "out.npy");
      assert.equal(err, "");
      const [rows, columns] = file.shape;
      assert(out.startsWith(`out.npy: ${file.dtype}, ${rows} x ${columns}, `), out);
      const { descr, data } = await readNpy(join(folder, "out.npy"));
      assert.equal(descr, file.dtype === "int16" ? "<i2" : "<f4");
      for (const [row, column, value] of file.values) {
        assert.equal(data[row! * columns! + column!], value);
      }
    }
  }));

Deno.test("what cannot be decoded is told in one line", () =>
  withFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "notes.txt"), "no image");
    const none = await decode(folder, "none.dcm", "--npy", "out.npy");
    assert.deepEqual([none.code, none.err], [
      1,
      "hemoleak: none.dcm: expected a DICOM file but there is none\n",
    ]);
    const text = await decode(folder, "notes.txt", "--npy", "out.npy");
    assert.equal(text.err, 'hemoleak: notes.txt: not a DICOM file: expected "DICM" at byte 128\n');
    const fraction = await decode(folder, "none.dcm", "--npy", "out.npy", "--frame", "1.5");
    assert.match(fraction.err, /whole number of 0 or more/);
  }));
