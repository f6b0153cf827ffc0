import assert from "node:assert/strict";
import { readDicom } from "hemoleak/dicom/read.ts";
import { ctElements, dicomBytes, SYNTAX, type Value, wordBytes } from "../fixtures/dicom_writer.ts";

type Changes = Record<string, [vr: string, value: Value] | null>;

const STORED = [0, 40, 3095, 3096, 4095, 3096];
// pixel_array + 1000; where that is at least 4096, 4096 less; then -1000: as in the published
// solutions of the RSNA 2019 challenge.
const HU = [0, 40, 3095, -1000, -1, -1000];

/** 12 bits stored, unsigned, intercept 0. */
function read(changes: Changes = {}) {
  const elements = ctElements({
    ...{ "00280101": ["US", 12], "00280102": ["US", 11], "00280103": ["US", 0] },
    ...{ "00281052": ["DS", "0"], "00280120": null, "7fe00010": ["OW", wordBytes(STORED)] },
    ...changes,
  });
  return readDicom(dicomBytes(elements, SYNTAX.explicit), "rsna.dcm");
}

Deno.test("negative HU that wrapped around in 12 bits are put right, and it is told", async () => {
  const slice = await read();
  assert.deepEqual([...slice.image.data], HU);
  assert.deepEqual(slice.notes, ["wrapped air"]);
  // Some of them have an intercept of 1, which is as wrong.
  assert.deepEqual([...(await read({ "00281052": ["DS", "1"] })).image.data], HU);
  assert.equal((await read({ "00280120": ["US", 3096] })).paddingValue, -1000);
});

Deno.test("the same in the upper 12 of 16 bits", async () => {
  const shifted = wordBytes(STORED.map((value) => value << 4 | 5));
  const slice = await read({ "00280102": ["US", 15], "7fe00010": ["OW", shifted] });
  assert.deepEqual([...slice.image.data], HU);
});

Deno.test("no other image is touched", async () => {
  const others: Changes[] = [
    { "00080060": ["CS", "MR"] },
    { "00280103": ["US", 1] },
    { "00280101": ["US", 16], "00280102": ["US", 15] },
    { "00281052": ["DS", "-1024"] },
    { "00281052": ["DS", "-100"] },
    { "00281053": ["DS", "2"] },
    { "00281052": null },
  ];
  for (const changes of others) {
    assert(!(await read(changes)).notes.includes("wrapped air"));
  }
  assert.deepEqual([...(await read({ "00281052": null })).image.data], STORED);
  // int(-99.9) is -99: above -100.
  assert.deepEqual((await read({ "00281052": ["DS", "-99.9"] })).notes, ["wrapped air"]);
});

// pydicom's pixel_array and gdcmconv --raw give the stored values.
Deno.test("a header that only looks alike is left alone: air is clipped, and metal is metal", async () => {
  const clipped = [0, 0, 0, 0, 40, 60, 1200, 3500, 4095, 3100];
  const image = (words: number[]): Changes => ({
    ...{ "00280010": ["US", 1], "00280011": ["US", words.length] },
    "7fe00010": ["OW", wordBytes(words)],
  });
  const slice = await read(image(clipped));
  assert.deepEqual([...slice.image.data], clipped);
  assert.deepEqual(slice.notes, []);
  // Air where it is after wrapping, but fewer than a tenth of the pixels.
  const little = [3096, ...Array(10).fill(50)];
  assert.deepEqual([...(await read(image(little))).image.data], little);
});
