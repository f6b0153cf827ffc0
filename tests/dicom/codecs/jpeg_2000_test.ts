import assert from "node:assert/strict";
import { encapsulatedFrames, joined } from "hemoleak/dicom/codecs/fragments.ts";
import { decodeJpeg2000 } from "hemoleak/dicom/codecs/jpeg_2000.ts";
import { readJpeg2000Frame } from "hemoleak/dicom/codecs/jpeg_2000_codestream.ts";
import { DicomDataSet } from "hemoleak/dicom/data_set.ts";
import { readDicom } from "hemoleak/dicom/read.ts";
import { DicomError } from "hemoleak/error.ts";
import { corpusBytes, READABLE } from "../../fixtures/dicom_corpus.ts";
import { ctElements, dicomBytes, encapsulate, SYNTAX } from "../../fixtures/dicom_writer.ts";

/** A real codestream: MR, 64 x 64, signed, 16 bits, one tile. */
const MR = await codestream("MR_small_jp2klossless.dcm");
/** Its values, as the uncompressed file has them. */
const MR_VALUES = await (async () => {
  const file = READABLE.find(({ path }) => path.endsWith("/MR_small.dcm"))!;
  return (await readDicom(await corpusBytes(file), "MR_small.dcm")).image.data;
})();
/** One whose only tile leaves its length open: CT, 512 x 512. */
const OPEN = await codestream("j2k.dcm");

async function codestream(name: string): Promise<Uint8Array> {
  const file = READABLE.find(({ path }) => path.endsWith(name))!;
  const data = DicomDataSet.parse(await corpusBytes(file), name);
  return joined(encapsulatedFrames(data, 1)[0]!);
}

function changed(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}

function refuses(bytes: Uint8Array, message: RegExp) {
  assert.throws(() => readJpeg2000Frame(bytes, "bad.j2k"), (error: Error) => {
    assert(error instanceof DicomError, String(error));
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("size, precision and sign are read from the codestream", () => {
  const { codestream, ...frame } = readJpeg2000Frame(MR, "mr.j2k");
  const rest = new Uint8Array(0);
  assert.deepEqual(frame, { rows: 64, columns: 64, precision: 16, signed: true, rest });
  assert.equal(codestream, MR);
});

Deno.test("a codestream cut off anywhere is refused before it is decoded", () => {
  for (let length = 0; length < MR.length; length++) {
    refuses(MR.subarray(0, length), /cut off|begin|damaged/);
  }
  refuses(OPEN.subarray(0, OPEN.length >> 1), /its end is missing/);
});

Deno.test("the file format around a codestream is taken off", async () => {
  const box = (type: string, content: Uint8Array | number[]) => {
    const head = new DataView(new ArrayBuffer(8));
    head.setUint32(0, content.length + 8);
    [...type].forEach((letter, i) => head.setUint8(4 + i, letter.charCodeAt(0)));
    return [...new Uint8Array(head.buffer), ...content];
  };
  const jp2 = Uint8Array.from([
    ...box("jP  ", [0x0d, 0x0a, 0x87, 0x0a]),
    ...box("ftyp", [...new TextEncoder().encode("jp2 "), 0, 0, 0, 0]),
    ...box("jp2c", MR),
  ]);
  const frame = readJpeg2000Frame(jp2, "mr.jp2");
  assert.deepEqual(frame.codestream, MR);
  assert.deepEqual(Int16Array.from(await decodeJpeg2000(frame, "mr.jp2")), MR_VALUES);
});

Deno.test("what is not one whole component of at most 16 bits is refused by name", () => {
  const size = 4;
  const at = { width: size + 4, tiles: size + 20, components: size + 36, depth: size + 38 };
  const cod = MR.findIndex((byte, i) => byte === 0xff && MR[i + 1] === 0x52);
  const sot = MR.findIndex((byte, i) => byte === 0xff && MR[i + 1] === 0x90);
  refuses(changed(MR, 0, 0xff, 0xd8), /does not begin as one/);
  refuses(changed(MR, at.components, 0, 3), /of one component but found 3/);
  refuses(changed(MR, at.depth, 23), /of 24 bits, and at most 16 are supported/);
  refuses(changed(MR, at.depth + 1, 2), /subsampled/);
  refuses(changed(MR, at.tiles, 0, 0, 0, 1, 0, 0, 0, 1), /too short for its tiles/);
  refuses(changed(MR, at.tiles, 0, 0, 0, 0), /too short for its tiles/);
  refuses(changed(MR, at.tiles, 0, 0, 0, 32), /a tile is missing/);
  refuses(changed(MR, sot + 5, 1), /its tiles are damaged/);
  refuses(changed(MR, sot + 6, 0, 0, 0, 5), /its tiles are damaged/);
  refuses(changed(MR, cod + 2, 0, 0), /damaged in its main header/);
  // Code-blocks of 4 x 4 in an image of 67 million pixels.
  const large = changed(MR, at.width, 0, 0, 0x20, 0, 0, 0, 0x20, 0);
  const tiled = changed(large, at.tiles, 0, 0, 0x20, 0, 0, 0, 0x20, 0);
  refuses(changed(tiled, cod + 10, 0, 0), /absurdly small/);
});

/** The MR codestream, with a header that says other things of its samples. */
async function read(changes: Parameters<typeof ctElements>[0], bytes = MR) {
  const elements = ctElements({
    ...{ "00280010": ["US", 64], "00280011": ["US", 64], "00281052": null, "00280120": null },
    "7fe00010": ["OB", encapsulate(bytes)],
    ...changes,
  });
  return (await readDicom(dicomBytes(elements, SYNTAX.jpeg2000), "j2k.dcm")).image.data;
}

Deno.test("precision and sign are the codestream's where the header says less", async () => {
  assert.deepEqual(await read({}), MR_VALUES);
  // 11 bits would cut off values of 2048 and more; unsigned ones lose the sign.
  assert(MR_VALUES.some((value) => value >= 2048));
  assert.deepEqual(
    await read({ "00280101": ["US", 11], "00280102": ["US", 10], "00280103": ["US", 0] }),
    MR_VALUES,
  );
});

Deno.test("a part of an image is no image: what the decoder complains of is refused", async () => {
  // A code-block's data are longer than the tile: the decoder would leave it blank.
  const sod = MR.findIndex((byte, i) => byte === 0xff && MR[i + 1] === 0x93);
  const damaged = changed(MR, sod + 2, 0xff, 0x7f, 0xff, 0x7f, 0xff, 0x7f);
  await assert.rejects(read({}, damaged), /the JPEG 2000 data are cut off or damaged/);
  assert.deepEqual(await read({}), MR_VALUES);
  await assert.rejects(read({ "00280010": ["US", 63] }), /63 x 64 .* JPEG 2000 data of 64 x 64/);
});
