import assert from "node:assert/strict";
import { DicomError } from "hemoleak/error.ts";
import { headerOfFrame, readDicomHeader } from "hemoleak/dicom/header.ts";
import { readDicom, type ReadDicomOptions } from "hemoleak/dicom/read.ts";
import {
  ctElements,
  dicomBytes,
  type Element,
  encapsulate,
  encapsulateWithTable,
  type Item,
  SYNTAX,
  type Value,
  wordBytes,
} from "../fixtures/dicom_writer.ts";
import { EVEN_CODE, writeJpegLossless } from "../fixtures/jpeg_lossless_writer.ts";

type Changes = Record<string, [vr: string, value: Value] | null>;

const CODING = {
  ...{ rows: 2, columns: 3, precision: 16, predictor: 1, pointTransform: 0, restartRows: 0 },
  codeLengths: EVEN_CODE,
};
/** Stored values 0 to 5, 10 to 15, 20 to 25; HU are 1024 less. */
const FRAMES = [0, 10, 20].map((first) => [0, 1, 2, 3, 4, 5].map((value) => first + value));
const HU = FRAMES.flat().map((value) => value - 1024);
const JPEGS = FRAMES.map((frame) => writeJpegLossless(frame, CODING));

function threeFrames(pixels: [vr: string, value: Value], changes: Changes = {}, syntax: string) {
  const elements = ctElements({ "00280008": ["IS", "3"], "7fe00010": pixels, ...changes });
  return (options?: ReadDicomOptions) =>
    readDicom(dicomBytes(elements, syntax), "three.dcm", options);
}

Deno.test("frames come first, and one alone is an image", async () => {
  const read = threeFrames(["OW", wordBytes(FRAMES.flat())], {}, SYNTAX.explicit);
  const all = await read();
  assert.deepEqual(all.image.shape, [3, 2, 3]);
  assert.deepEqual([...all.image.data], HU);
  assert.equal(all.image.get(2, 1, 0), 23 - 1024);
  const last = await read({ frame: 2 });
  assert.deepEqual(last.image.shape, [2, 3]);
  assert.deepEqual([...last.image.data], HU.slice(12));
  for (const frame of [-1, 3, 0.5, NaN]) {
    await assert.rejects(read({ frame }), /expected one of the file's frames, counted from 0/);
  }
});

Deno.test("frames of 8-bit pixels that begin within a big-endian word", async () => {
  const bytes = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const swapped = Uint8Array.of(2, 1, 4, 3, 6, 5, 8, 7, 0, 9);
  const read = threeFrames(["OW", swapped], {
    ...{ "00280100": ["US", 8], "00280101": ["US", 8], "00280102": ["US", 7] },
    ...{ "00280010": ["US", 1], "00280103": ["US", 0], "00281052": null, "00280120": null },
  }, SYNTAX.bigEndian);
  assert.deepEqual([...(await read()).image.data], bytes);
  assert.deepEqual([...(await read({ frame: 1 })).image.data], [4, 5, 6]);
});

/** Every frame in two fragments: where those of each begin, counted as a basic offset table does. */
const HALVES = JPEGS.flatMap((jpeg) => [jpeg.slice(0, 60), jpeg.slice(60)]);
const OFFSETS = JPEGS.reduce(
  (offsets, jpeg) => [...offsets, offsets.at(-1)! + 16 + jpeg.length + jpeg.length % 2],
  [0],
).slice(0, 3);

/** The extended offset table (7fe0,0001) and its lengths. */
function extendedTable(offsets: readonly number[]): Changes {
  const bytes = (values: readonly number[]) =>
    new Uint8Array(BigUint64Array.from(values.map(BigInt)).buffer);
  return {
    "7fe00001": ["OV", bytes(offsets)],
    "7fe00002": ["OV", bytes(JPEGS.map(({ length }) => length))],
  };
}

Deno.test("encapsulated frames in every division into fragments", async () => {
  const divisions: [name: string, pixels: Uint8Array, changes?: Changes][] = [
    ["one fragment each", encapsulate(...JPEGS)],
    ["one fragment each, with a table", encapsulateWithTable([0, 1, 2], ...JPEGS)],
    ["two each, with the basic table", encapsulateWithTable(OFFSETS, ...HALVES)],
    ["two each, with the extended table", encapsulate(...HALVES), extendedTable(OFFSETS)],
    ["two each, told apart by their first bytes", encapsulate(...HALVES)],
  ];
  for (const [name, pixels, changes] of divisions) {
    const read = threeFrames(["OB", pixels], changes, SYNTAX.jpegLossless);
    assert.deepEqual([...(await read()).image.data], HU, name);
    assert.deepEqual([...(await read({ frame: 1 })).image.data], HU.slice(6, 12), name);
  }
});

Deno.test("fragments that do not divide into the frames are refused", async () => {
  const refusals: [pixels: Uint8Array, message: RegExp, changes?: Changes][] = [
    [encapsulate(...JPEGS.slice(1)), /found 2 fragments that do not divide so/],
    [encapsulate(...JPEGS, ...JPEGS), /found 6 fragments that do not divide so/],
    [encapsulate(...HALVES.toReversed()), /do not divide so/],
    [encapsulateWithTable([0, 8], ...HALVES), /offset table .* is damaged/],
    [encapsulateWithTable(OFFSETS.toReversed(), ...HALVES), /offset table .* is damaged/],
    [encapsulateWithTable(OFFSETS.slice(0, 2), ...HALVES), /do not divide so/],
    [
      encapsulateWithTable(OFFSETS, ...HALVES, JPEGS[0]!),
      /one whole image in its fragments but found another/,
    ],
    [encapsulate(...JPEGS.slice(0, 2), JPEGS[2]!.slice(0, -2)), /image but its end is missing/],
    [encapsulate(...HALVES), /offset table .* is damaged/, extendedTable([0, 2 ** 40, 1])],
  ];
  for (const [pixels, message, changes] of refusals) {
    const read = threeFrames(["OB", pixels], changes, SYNTAX.jpegLossless);
    await assert.rejects(read(), (error: Error) => {
      assert(error instanceof DicomError, String(error.stack));
      assert.match(error.message, message);
      return true;
    });
  }
});

Deno.test("more pixels in all frames than the file can mean are refused", async () => {
  const elements = ctElements({
    ...{ "00280010": ["US", 1024], "00280011": ["US", 1024], "00280008": ["IS", "65"] },
    "7fe00010": ["OB", encapsulate(...new Array(65).fill(JPEGS[0]!))],
  });
  const bytes = dicomBytes(elements, SYNTAX.jpegLossless);
  await assert.rejects(
    readDicom(bytes, "bomb.dcm"),
    /at most 67108864 pixels in all frames but found more; read the frames one at a time/,
  );
  await assert.rejects(readDicom(bytes, "bomb.dcm", { frame: 0 }), /found JPEG data of 2 x 3/);
});

const position = (z: number): Element => [
  "00209113",
  "SQ",
  [[["00200032", "DS", `-120\\-130\\${z}`]]],
];

/** An Enhanced CT object: what is shared, what each frame says. */
function enhanced(shared: Item, frames: readonly Item[], changes: Changes = {}): Uint8Array {
  const elements = ctElements({
    ...{ "00200032": null, "00200037": null, "00280030": null },
    ...{ "00281052": null, "00281053": null, "00280120": null, "00181210": null },
    "00080016": ["UI", "1.2.840.10008.5.1.4.1.1.2.1"],
    "00280008": ["IS", String(frames.length)],
    "52009229": ["SQ", [shared]],
    "52009230": ["SQ", [...frames]],
    "7fe00010": ["OW", wordBytes(FRAMES.flat().slice(0, 6 * frames.length))],
    ...changes,
  });
  return dicomBytes(elements, SYNTAX.explicit);
}

const SHARED: Item = [
  ["00189314", "SQ", [[["00181210", "SH", "H31s"]]]],
  ["00209116", "SQ", [[["00200037", "DS", "1\\0\\0\\0\\1\\0"]]]],
  ["00289110", "SQ", [[["00180050", "DS", "5"], ["00280030", "DS", "0.5\\0.25"]]]],
  ["00289145", "SQ", [[["00281052", "DS", "-1024"], ["00281053", "DS", "1"]]]],
];

Deno.test("an Enhanced object: place and values of each frame, shared ones and its own", async () => {
  const ownRescale: Element = [
    "00289145",
    "SQ",
    [[["00281052", "DS", "-1000"], ["00281053", "DS", "0.5"]]],
  ];
  const bytes = enhanced(SHARED, [[position(0)], [position(5)], [position(10), ownRescale]]);
  const header = readDicomHeader(bytes, "enhanced.dcm");
  assert.equal(header.numberOfFrames, 3);
  assert.deepEqual(header.frames?.map((frame) => frame.position?.[2]), [0, 5, 10]);
  assert.deepEqual(header.frames?.[1], {
    position: [-120, -130, 5],
    orientation: [1, 0, 0, 0, 1, 0],
    pixelSpacing: [0.5, 0.25],
    sliceThickness: 5,
    rescaleSlope: 1,
    rescaleIntercept: -1024,
  });
  assert.equal(header.position, null);
  assert.equal(header.convolutionKernel, "H31s");
  assert.deepEqual(headerOfFrame(header, 2).position, [-120, -130, 10]);
  assert.equal(headerOfFrame(header, 2).patientId, "CQ500-CT-0");

  const all = await readDicom(bytes, "enhanced.dcm");
  const own = FRAMES[2]!.map((value) => value * 0.5 - 1000);
  assert.deepEqual([...all.image.data], [...HU.slice(0, 12), ...own]);
  assert(all.image.data instanceof Float32Array);
  const second = await readDicom(bytes, "enhanced.dcm", { frame: 1 });
  assert(second.image.data instanceof Int16Array);
  assert.deepEqual([...second.image.data], HU.slice(6, 12));
  assert.deepEqual(second.position, [-120, -130, 5]);
});

Deno.test("an Enhanced object of one frame is like a plain slice", async () => {
  const slice = await readDicom(enhanced(SHARED, [[position(7)]]), "one.dcm");
  assert.deepEqual(slice.image.shape, [2, 3]);
  assert.deepEqual(slice.position, [-120, -130, 7]);
  assert.deepEqual(slice.pixelSpacing, [0.5, 0.25]);
  assert.equal(slice.rescaleIntercept, -1024);
  assert.equal(slice.frames?.length, 1);
});

Deno.test("functional groups that are not as many as the frames are named; malformed ones noted", () => {
  const tooFew = enhanced(SHARED, [[position(0)], [position(5)]], { "00280008": ["IS", "3"] });
  assert.throws(
    () => readDicomHeader(tooFew, "few.dcm"),
    {
      name: "DicomError",
      message: "few.dcm: expected functional groups for each image, as many as NumberOfFrames " +
        "says, but found those of 2",
    },
  );
  const malformed = enhanced(SHARED, [[["00209113", "SQ", [[["00200032", "DS", "one"]]]]]]);
  const { position: none, notes } = readDicomHeader(malformed, "x.dcm");
  assert.deepEqual([none, notes], [null, ["malformed geometry"]]);
});
