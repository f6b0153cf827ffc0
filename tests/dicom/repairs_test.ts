/**
 * Files that break the standard and that DCMTK, GDCM or pydicom read all the same: they are read with a
 * note. What each of them gives was seen with dcmconv +te and dcmdjpeg (DCMTK 3.6.7), gdcmconv --raw
 * (GDCM 3.0.21) and pydicom 3.0.2 on these very bytes: the stored values, to which slope and intercept
 * are applied here by hand.
 *
 * @module
 */
import assert from "node:assert/strict";
import { DICOM_NOTES, type DicomNote, readDicom, readDicomHeader } from "hemoleak/dicom";
import {
  ctElements,
  dicomBytes,
  encapsulate,
  SYNTAX,
  type Value,
  wordBytes,
} from "../fixtures/dicom_writer.ts";
import { EVEN_CODE, writeJpegLossless } from "../fixtures/jpeg_lossless_writer.ts";

type Changes = Record<string, [vr: string, value: Value] | null>;

/** Unsigned, 8 x 8; HU are stored values less 1024. */
const WORDS = Array.from({ length: 64 }, (_, i) => 1000 + i);
const HU = WORDS.map((word) => word - 1024);

const JPEG = writeJpegLossless(WORDS, {
  ...{ rows: 8, columns: 8, precision: 16, predictor: 1, pointTransform: 0, restartRows: 0 },
  codeLengths: EVEN_CODE,
});

function file(changes: Changes = {}, syntax: string = SYNTAX.explicit): Uint8Array {
  const elements = ctElements({
    ...{ "00280010": ["US", 8], "00280011": ["US", 8], "00280103": ["US", 0], "00280120": null },
    "7fe00010": ["OW", wordBytes(WORDS, syntax !== SYNTAX.bigEndian)],
    ...changes,
  });
  return dicomBytes(elements, syntax);
}

/** Expects an image in HU with these notes, and the same notes but those on pixels in the header. */
async function reads(bytes: Uint8Array, notes: DicomNote[], hounsfield: number[] = HU) {
  const slice = await readDicom(bytes, "a.dcm");
  assert.deepEqual([...slice.image.data], hounsfield);
  assert.deepEqual(slice.notes, notes);
  const inHeader = readDicomHeader(bytes, "a.dcm").notes;
  assert(inHeader.every((note) => notes.includes(note)), inHeader.join());
  for (const note of notes) assert(DICOM_NOTES[note].length > 20);
}

function bytesOf(numbers: Float64Array | Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(numbers.buffer as ArrayBuffer);
}

const text = (words: string) => new TextEncoder().encode(words);

Deno.test("readDicom: a number in another VR is read by the one it has", async () => {
  const intercepts: [vr: string, value: Value][] = [
    ["FD", bytesOf(Float64Array.of(-1024))],
    ["FL", bytesOf(Float32Array.of(-1024))],
    ["SL", bytesOf(Int32Array.of(-1024))],
    ["SS", -1024],
    ["LO", "-1024"],
    ["UT", "-1024 "],
  ];
  for (const intercept of intercepts) {
    await reads(file({ "00281052": intercept }), ["other VR"]);
  }
  await reads(file({ "00281053": ["US", 2] }), ["other VR"], WORDS.map((word) => 2 * word - 1024));
  const twice = file({ "00281053": ["FD", bytesOf(Float64Array.of(0.5))] });
  await reads(twice, ["other VR"], WORDS.map((word) => word / 2 - 1024));
  // Of unknown representation it is what the standard has for it: text.
  await reads(file({ "00281052": ["UN", text("-1024 ")] }), []);
});

Deno.test("readDicom: sizes and bits in another VR are read by the one they have", async () => {
  const long = (value: number): [string, Value] => ["UL", bytesOf(Int32Array.of(value))];
  await reads(file({ "00280010": long(8), "00280011": long(8) }), ["other VR"]);
  await reads(file({ "00280010": ["IS", "8"] }), ["other VR"]);
  await reads(file({ "00280010": ["SS", 8] }), []);
  const bits = { "00280100": long(16), "00280101": long(12), "00280102": long(11) };
  await reads(file({ ...bits, "00280103": long(0) }), ["other VR"]);
  await reads(file({ "00280008": ["US", 1] }), ["other VR"]);
});

Deno.test("readDicom: a decimal comma is a point", async () => {
  const halves = WORDS.map((word) => word - 1024.5);
  await reads(file({ "00281052": ["DS", "-1024,5"] }), ["decimal comma"], halves);
  await reads(file({ "00281053": ["DS", "1,0"] }), ["decimal comma"]);
  const { pixelSpacing } = readDicomHeader(file({ "00280030": ["DS", "0,5\\0,25"] }), "a.dcm");
  assert.deepEqual(pixelSpacing, [0.5, 0.25]);
});

Deno.test("readDicom: geometry that HU do not need may be malformed", async () => {
  const malformed: Changes[] = [
    { "00280030": ["DS", "0.2\\0\\0.200000"] },
    { "00280030": ["DS", "0.5,0.5"] },
    { "00200032": ["DS", "a\\b\\c"] },
    { "00200032": ["DS", "1\\2"] },
    { "00200037": ["DS", "1\\0\\0"] },
  ];
  for (const changes of malformed) await reads(file(changes), ["malformed geometry"]);
  const header = readDicomHeader(file(malformed[0]!), "a.dcm");
  assert.deepEqual([header.pixelSpacing, header.position], [null, [-125, -120.5, 30]]);
});

Deno.test("readDicom: 0 frames and a slope of 0 are 1", async () => {
  await reads(file({ "00280008": ["IS", "0"] }), ["no frames"]);
  await reads(file({ "00281053": ["DS", "0"] }), ["slope of 0"]);
  await reads(file({ "00281053": ["DS", "0.000"] }), ["slope of 0"]);
});

Deno.test("readDicom: a HighBit beside BitsStored is not heeded", async () => {
  await reads(file({ "00280102": ["US", 11] }), ["other high bit"]);
  await reads(file({ "00280102": ["US", 16] }), ["other high bit"]);
  await reads(file({ "00280101": ["US", 12], "00280102": ["US", 7] }), ["other high bit"]);
});

Deno.test("readDicom: gray by another name is gray", async () => {
  // GDCM reads the first; the others it and pydicom do not know.
  for (const name of ["MONOCHROME", "monochrome2", "MONOCHROME 2"]) {
    await reads(file({ "00280004": ["CS", name] }), ["other photometric name"]);
  }
});

Deno.test("readDicom: CT of unsigned pixels without an intercept are HU only by chance", async () => {
  await reads(file({ "00281052": null }), ["no rescale"], WORDS);
  await reads(file({ "00281052": null, "00281053": null }), ["no rescale"], WORDS);
  await reads(file({ "00281052": ["DS", ""] }), ["no rescale"], WORDS);
  // Signed ones may well be HU; of other modalities nobody expects them.
  await reads(file({ "00281052": null, "00280103": ["US", 1] }), [], WORDS);
  await reads(file({ "00281052": null, "00080060": ["CS", "MR"] }), [], WORDS);
});

Deno.test("readDicom: bytes that follow the pixels are left out", async () => {
  const pixels = wordBytes(WORDS);
  for (const rest of [new Uint8Array(512), new Uint8Array(100).fill(7), wordBytes(WORDS)]) {
    const longer = Uint8Array.from([...pixels, ...rest]);
    await reads(file({ "7fe00010": ["OW", longer] }), ["excess bytes"]);
  }
  for (const syntax of [SYNTAX.explicit, SYNTAX.implicit, SYNTAX.bigEndian]) {
    const tail = Uint8Array.from([...file({}, syntax), ...new Uint8Array(100).fill(7)]);
    await reads(tail, ["excess bytes"]);
  }
  const rest = encapsulate(Uint8Array.from([...JPEG, ...new Uint8Array(100).fill(7)]));
  await reads(file({ "7fe00010": ["OB", rest] }, SYNTAX.jpegLossless), ["excess bytes"]);
  // One segment per byte of the words, each two literals of 32 bytes.
  const bytes = [(word: number) => word >> 8, (word: number) => word & 255].map((byteOf) => {
    const all = WORDS.map(byteOf);
    return [31, ...all.slice(0, 32), 31, ...all.slice(32)];
  });
  const header = Uint32Array.of(2, 64, 64 + 66, ...Array(13).fill(0));
  const rle = Uint8Array.from([...new Uint8Array(header.buffer), ...bytes.flat()]);
  await reads(file({ "7fe00010": ["OB", encapsulate(rle)] }, SYNTAX.rle), []);
  const more = encapsulate(Uint8Array.from([...rle, ...new Uint8Array(100).fill(7)]));
  await reads(file({ "7fe00010": ["OB", more] }, SYNTAX.rle), ["excess bytes"]);
  const twice = file({ "7fe00010": ["OB", encapsulate(rle, rle)] }, SYNTAX.rle);
  await assert.rejects(readDicom(twice, "a.dcm"), /one whole image in its fragments/);
  const plain = encapsulate(pixels, pixels);
  const other = file({ "7fe00010": ["OB", plain] }, SYNTAX.encapsulated);
  await assert.rejects(
    readDicom(other, "a.dcm"),
    /an encapsulated frame of 128 bytes but found 256/,
  );
});

Deno.test("readDicom: compressed pixels end with a whole frame, delimited or not", async () => {
  const whole = encapsulate(JPEG), open = whole.slice(0, -8);
  const jpeg = (value: Uint8Array) => file({ "7fe00010": ["OB", value] }, SYNTAX.jpegLossless);
  await reads(jpeg(whole), []);
  await reads(jpeg(open), ["no delimiter"]);
  await reads(jpeg(whole.slice(0, -4)), ["no delimiter"]);
  await reads(jpeg(Uint8Array.from([...open, ...new Uint8Array(40)])), ["no delimiter"]);
  const padding = [0xfc, 0xff, 0xfc, 0xff, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0, 0];
  await reads(jpeg(Uint8Array.from([...open, ...padding])), ["no delimiter"]);
  const cut = encapsulate(JPEG.slice(0, -8)).slice(0, -8);
  await assert.rejects(readDicom(jpeg(cut), "a.dcm"), /end is missing|cut off/);
});

/** A data set under the file meta information of another transfer syntax. */
function called(syntax: string, bytes: Uint8Array, actual: string): Uint8Array {
  const body = bytes.slice(dicomBytes([], actual).length);
  return Uint8Array.from([...dicomBytes([], syntax), ...body]);
}

Deno.test("readDicom: a data set is read as it is written, whatever its syntax says", async () => {
  const { explicit, implicit, bigEndian } = SYNTAX;
  for (
    const [stated, actual] of [
      ...[[implicit, explicit], [explicit, implicit], [explicit, bigEndian], [bigEndian, explicit]],
      ...[[implicit, bigEndian], [bigEndian, implicit]],
    ] as const
  ) {
    await reads(called(stated, file({}, actual), actual), ["other encoding"]);
  }
});

Deno.test("readDicom: plain pixels that are called compressed are plain", async () => {
  for (const end of ["50", "57", "70", "80", "90"]) {
    const syntax = `1.2.840.10008.1.2.4.${end}`;
    await reads(called(syntax, file(), SYNTAX.explicit), ["native pixels"]);
  }
  await reads(called(SYNTAX.rle, file(), SYNTAX.explicit), ["native pixels"]);
});

Deno.test("readDicom: compressed pixels are decoded by what they are", async () => {
  const jpeg = file({ "7fe00010": ["OB", encapsulate(JPEG)] }, SYNTAX.jpegLossless);
  for (const stated of [SYNTAX.jpegLs, SYNTAX.rle, "1.2.840.10008.1.2.4.50", SYNTAX.explicit]) {
    await reads(called(stated, jpeg, SYNTAX.jpegLossless), ["other compression"]);
  }
  // Fragments in an element of a stated length: the toolkits show the fragments' bytes as pixels.
  const plain = file({ "7fe00010": ["OB", encapsulate(JPEG)] });
  await reads(plain, ["other compression"]);
});

Deno.test("readDicom: files without a preamble, meta information or transfer syntax", async () => {
  const { explicit, implicit, bigEndian } = SYNTAX;
  await reads(file().slice(132), ["no preamble"]);
  await reads(file().slice(128), ["no preamble"]);
  for (const syntax of [explicit, implicit, bigEndian]) {
    const body = file({}, syntax).slice(dicomBytes([], syntax).length);
    await reads(body, ["no preamble", "no transfer syntax"]);
    await reads(Uint8Array.from([...file().slice(0, 132), ...body]), ["no transfer syntax"]);
  }
  // File meta information without value representations.
  const meta = [2, 0, 16, 0, 20, 0, 0, 0, ...text("1.2.840.10008.1.2.1\0")];
  const body = file().slice(dicomBytes([], explicit).length);
  await reads(Uint8Array.from([...meta, ...body]), ["no preamble"]);
  await reads(Uint8Array.from([...file().slice(0, 132), ...meta, ...body]), []);
});

Deno.test("readDicom: other files than DICOM are not taken for such without a preamble", async () => {
  const others = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, ...new Uint8Array(200)),
    text("subject,study,slice,set,label,score\n".repeat(20)),
    Uint8Array.of(8, 0, 5, 0, ...new Uint8Array(200).fill(255)),
    Uint8Array.of(8, 0, 5, 0, 10, 0, 0, 0, ...new Uint8Array(200)),
    new Uint8Array(1000),
  ];
  for (const bytes of others) {
    await assert.rejects(readDicom(bytes, "a.png"), /not a DICOM file/);
  }
});

Deno.test("docs/inputs.md: has every note in its table", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/inputs.md", import.meta.url));
  for (const words of Object.values(DICOM_NOTES)) {
    assert(page.includes(`| ${words} `), words);
  }
});
