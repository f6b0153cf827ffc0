import assert from "node:assert/strict";
import { join } from "node:path";
import { resolveRepeatedInstances } from "hemoleak/cohort/scan/repeated_instances.ts";
import { scanFolder, type ScannedFile } from "hemoleak/cohort/scan/scan_folder.ts";
import {
  ctElements,
  dicomBytes,
  encapsulate,
  SYNTAX,
  type Value,
  withTree,
  wordBytes,
} from "../../fixtures/dicom_writer.ts";
import { EVEN_CODE, writeJpegLossless } from "../../fixtures/jpeg_lossless_writer.ts";

/** The pixels of the fixture's image: 2 x 3 stored values. */
const PIXELS = [0, 1, 2, 3, 4, 5];

/** The fixture's image, always of one SOPInstanceUID. */
function image(
  changes: Record<string, [vr: string, value: Value] | null> = {},
  syntax: string = SYNTAX.explicit,
): Uint8Array {
  return dicomBytes(ctElements(changes), syntax);
}

function pixels(values: readonly number[]): Record<string, [string, Value]> {
  return { "7fe00010": ["OW", wordBytes(values)] };
}

/** JPEG Lossless of a predictor: other bytes, the same pixels. */
function compressed(predictor: number): Uint8Array {
  const frame = writeJpegLossless(PIXELS, {
    ...{ rows: 2, columns: 3, precision: 16, predictor },
    ...{ pointTransform: 0, restartRows: 0, codeLengths: EVEN_CODE },
  });
  return image({ "7fe00010": ["OB", encapsulate(frame)] }, SYNTAX.jpegLossless);
}

/** Which of the files are used, and why not the others. */
async function resolve(files: Record<string, Uint8Array>): Promise<Record<string, string>> {
  let told: Record<string, string> = {};
  await withTree(files, async (root) => {
    const scan = await scanFolder(root);
    assert.deepEqual(scan.rejected, []);
    const { files, rejected } = await resolveRepeatedInstances(root, scan.files);
    told = Object.fromEntries([
      ...files.map(({ file }) => [file, "used"]),
      ...rejected.map(({ file, reason }) => [file, reason]),
    ]);
    const all = scan.files.map(({ file }) => file);
    for (const { file, reason } of rejected) {
      assert(all.some((other) => other !== file && reason.includes(other)));
    }
  });
  return told;
}

Deno.test("of copies the first by path is used, the others are listed", async () => {
  const files = { "b/2.dcm": image(), "b/10.dcm": image(), "a/9.dcm": image() };
  assert.deepEqual(await resolve({ ...files, "c.dcm": image({ "00080018": ["UI", "2.25.7"] }) }), {
    "a/9.dcm": "used",
    "b/2.dcm": "repeats the SOPInstanceUID of a/9.dcm",
    "b/10.dcm": "repeats the SOPInstanceUID of a/9.dcm",
    "c.dcm": "used",
  });
});

Deno.test("copies in other syntaxes and with other headers are copies still", async () => {
  const files = {
    "1.dcm": image(),
    "2.dcm": image({}, SYNTAX.implicit),
    "3.dcm": image({ "7fe00010": ["OW", wordBytes(PIXELS, false)] }, SYNTAX.bigEndian),
    "4.dcm": compressed(1),
    "5.dcm": compressed(4),
    "6.dcm": image({ "0008103e": ["LO", "another description"], "00080080": ["LO", "mirror"] }),
    // Stored values, padding and intercept differ; the HU do not.
    "7.dcm": image({
      ...pixels(PIXELS.map((value) => value - 24)),
      "00281052": ["DS", "-1000"],
      "00280120": ["SS", -2024],
    }),
  };
  const told = await resolve(files);
  assert.deepEqual(Object.values(told), [
    "used",
    ...new Array(6).fill("repeats the SOPInstanceUID of 1.dcm"),
  ]);
});

Deno.test("one UID with different pixels is a conflict: none is used, both are named", async () => {
  const files = {
    "a/1.dcm": image(),
    "a/2.dcm": image(),
    "b/1.dcm": image(pixels([0, 1, 2, 3, 4, 6])),
  };
  assert.deepEqual(await resolve(files), {
    "a/1.dcm": "a conflict: b/1.dcm has the same SOPInstanceUID but shows other pixels; " +
      "none of them is used",
    "a/2.dcm": "a conflict: b/1.dcm has the same SOPInstanceUID but shows other pixels; " +
      "none of them is used",
    "b/1.dcm": "a conflict: a/1.dcm has the same SOPInstanceUID but shows other pixels; " +
      "none of them is used",
  });
});

Deno.test("the same pixels are a conflict where they mean another thing", async () => {
  const cases: [Record<string, [string, Value]>, string][] = [
    [{ "00281052": ["DS", "-1000"] }, "shows other pixels"],
    [{ "00200032": ["DS", "-125\\-120.5\\35"] }, "lies elsewhere"],
    [{ "00280030": ["DS", "0.5\\0.5"] }, "lies elsewhere"],
    [{ "00100020": ["LO", "CQ500-CT-1"] }, "names another patient"],
    [{ "00280120": ["SS", -1000] }, "shows other pixels"],
  ];
  for (const [changes, difference] of cases) {
    const told = await resolve({ "1.dcm": image(), "2.dcm": image(changes) });
    assert.deepEqual(told, {
      "1.dcm": `a conflict: 2.dcm has the same SOPInstanceUID but ${difference}; ` +
        "none of them is used",
      "2.dcm": `a conflict: 1.dcm has the same SOPInstanceUID but ${difference}; ` +
        "none of them is used",
    });
  }
});

Deno.test("a damaged copy does not stand in the way of a whole one", async () => {
  const damaged = image().slice(0, -4);
  const told = await resolve({ "1.dcm": damaged, "2.dcm": image(), "3.dcm": image() });
  assert.match(told["1.dcm"]!, /^repeats the SOPInstanceUID of 2\.dcm and cannot be decoded: /);
  assert.equal(told["2.dcm"], "used");
  assert.equal(told["3.dcm"], "repeats the SOPInstanceUID of 2.dcm");
});

Deno.test("copies that cannot be decoded are told apart by their bytes alone", async () => {
  // JPEG XL, which is not supported.
  const baseline = (byte: number) => {
    const pixels = encapsulate(Uint8Array.of(byte, 0));
    return image({ "7fe00010": ["OB", pixels] }, "1.2.840.10008.1.2.4.112");
  };
  assert.equal((await resolve({ "1.dcm": baseline(1), "2.dcm": baseline(1) }))["1.dcm"], "used");
  const told = await resolve({ "1.dcm": baseline(1), "2.dcm": baseline(2) });
  assert.match(told["1.dcm"]!, /^has the SOPInstanceUID of 2\.dcm and cannot be decoded: /);
  assert.match(told["2.dcm"]!, /^has the SOPInstanceUID of 1\.dcm and cannot be decoded: /);
});

Deno.test("a copy that has vanished since the scan is listed", async () => {
  await withTree({ "1.dcm": image(), "2.dcm": image() }, async (root) => {
    const { files } = await scanFolder(root);
    await Deno.remove(join(root, "1.dcm"));
    assert.deepEqual(await resolveRepeatedInstances(root, files), {
      files: files.slice(1),
      rejected: [{
        file: "1.dcm",
        reason:
          "repeats the SOPInstanceUID of 2.dcm and cannot be read: it leads nowhere or is gone",
      }],
    });
  });
});

Deno.test("only files with a repeated UID are read again", async () => {
  const header = (await scanOne(image())).header;
  const unique = ["2.25.1", "2.25.2", "", ""].map((sopInstanceUid, i) => {
    return { file: `${i}.dcm`, frame: 0, header: { ...header, sopInstanceUid } };
  });
  // None of these files exists. Images of one file share a UID, and files without one are not compared.
  const frames = [0, 1, 2].map((frame) => ({ ...unique[0]!, file: "enhanced.dcm", frame }));
  const files = [...unique.slice(1), ...frames];
  const resolved = await resolveRepeatedInstances("/no/such/folder", files);
  assert.deepEqual(resolved, { files, rejected: [] });
});

Deno.test("progress counts the images that have copies", async () => {
  const other = image({ "00080018": ["UI", "2.25.7"] });
  const tree = { "1.dcm": image(), "2.dcm": image(), "3.dcm": other, "4.dcm": other };
  await withTree({ ...tree, "5.dcm": image({ "00080018": ["UI", "2.25.8"] }) }, async (root) => {
    const { files } = await scanFolder(root);
    const calls: [number, number][] = [];
    await resolveRepeatedInstances(root, files, (done, total) => calls.push([done, total]));
    assert.deepEqual(calls, [[1, 2], [2, 2]]);
  });
});

async function scanOne(bytes: Uint8Array): Promise<ScannedFile> {
  let found: ScannedFile | undefined;
  await withTree({ "1.dcm": bytes }, async (root) => {
    [found] = (await scanFolder(root)).files;
  });
  return found!;
}
