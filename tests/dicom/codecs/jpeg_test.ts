import assert from "node:assert/strict";
import { decodeJpeg, readJpegFrame } from "hemoleak/dicom/codecs/jpeg.ts";
import { DicomError } from "hemoleak/error.ts";
import { corpusBytes, READABLE } from "../../fixtures/dicom_corpus.ts";
import { parseLayout } from "../fuzz/dicom_layout.ts";

/** The first frame of a file of the corpus, whose pixels `corpus_test.ts` compares with the toolkits'. */
async function frameOf(name: string): Promise<Uint8Array> {
  const file = READABLE.find(({ path }) => path.endsWith(name))!;
  const { fragments } = parseLayout(await corpusBytes(file));
  return fragments![1 + fragments!.slice(1).findIndex(({ value }) => value[0] === 0xff)]!.value;
}

const BASELINE = await frameOf("jpeg_baseline_8bit.dcm");
const EXTENDED = await frameOf("JPGExtended.dcm");

function refuses(bytes: Uint8Array, message: RegExp) {
  assert.throws(() => readJpegFrame(bytes, "a.dcm"), (error: Error) => {
    assert(error instanceof DicomError, String(error.stack));
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("readJpegFrame: size and precision of a baseline and an extended image", () => {
  const { rest: behind, ...baseline } = readJpegFrame(BASELINE, "a.dcm");
  assert.deepEqual(baseline, { precision: 8, rows: 512, columns: 512 });
  const { rest, ...extended } = readJpegFrame(EXTENDED, "a.dcm");
  assert.deepEqual(extended, { precision: 12, rows: 1024, columns: 256 });
  assert(rest.length <= 1 && behind.length < 10);
});

Deno.test("readJpegFrame: a stream cut off anywhere is refused before it is decoded", () => {
  for (let length = 0; length < EXTENDED.length - 2; length += 7) {
    refuses(EXTENDED.subarray(0, length), /cut off|not FF D8|its end is missing/);
  }
});

Deno.test("readJpegFrame: what is no sequential image of one component is refused by name", () => {
  const frame = EXTENDED.findIndex((byte, i) => byte === 0xff && EXTENDED[i + 1] === 0xc1);
  refuses(EXTENDED.with(frame + 1, 0xc2), /found another JPEG process/);
  refuses(EXTENDED.with(frame + 4, 16), /a precision of 16 bits/);
  refuses(EXTENDED.with(frame + 9, 3), /found 3 components/);
});

Deno.test("decodeJpeg: samples of 8 bits are bytes, longer ones words", async () => {
  const decode = (bytes: Uint8Array) => decodeJpeg(bytes, readJpegFrame(bytes, "a.dcm"), "a.dcm");
  assert((await decode(BASELINE)) instanceof Uint8Array);
  assert((await decode(EXTENDED)) instanceof Uint16Array);
});

Deno.test("decodeJpeg: damage is refused, and the next image is read rightly", async () => {
  const frame = readJpegFrame(EXTENDED, "a.dcm");
  const whole = await decodeJpeg(EXTENDED, frame, "a.dcm");
  // Half of the data, with the end marker behind them; zeros that no Huffman code is.
  const half = Uint8Array.from([...EXTENDED.slice(0, 4000), 0xff, 0xd9]);
  const noise = EXTENDED.slice().fill(0x55, 3000, 3600);
  for (const damaged of [half, noise]) {
    await assert.rejects(decodeJpeg(damaged, frame, "a.dcm"), /JPEG data are cut off or damaged/);
    assert.deepEqual(await decodeJpeg(EXTENDED, frame, "a.dcm"), whole);
  }
});
