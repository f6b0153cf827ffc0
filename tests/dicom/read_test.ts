import assert from "node:assert/strict";
import fc from "fast-check";
import { DicomError } from "hemoleak/error.ts";
import { readDicom } from "hemoleak/dicom/read.ts";
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

const WORDS = [0, 1, 2, 3, 4, 5];
const HU = [-1024, -1023, -1022, -1021, -1020, -1019];
const JPEG = writeJpegLossless(WORDS, {
  ...{ rows: 2, columns: 3, precision: 16, predictor: 1, pointTransform: 0, restartRows: 0 },
  codeLengths: EVEN_CODE,
});

function read(changes: Changes = {}, syntax: string = SYNTAX.explicit) {
  return readDicom(dicomBytes(ctElements(changes), syntax), "CT.dcm");
}

async function values(changes: Changes = {}, syntax: string = SYNTAX.explicit) {
  return [...(await read(changes, syntax)).image.data];
}

/** A test that the file is refused for a reason that names it. */
async function refuses(changes: Changes, message: RegExp, syntax: string = SYNTAX.explicit) {
  await assert.rejects(read(changes, syntax), (error: Error) => {
    assert(error instanceof DicomError, String(error.stack));
    assert.match(error.message, message);
    assert(error.message.startsWith("CT.dcm: "));
    return true;
  });
}

Deno.test("a CT image: HU, shape, place and names", async () => {
  const slice = await read();
  assert(slice.image.data instanceof Int16Array);
  assert.deepEqual([...slice.image.data], HU);
  assert.deepEqual(slice.image.shape, [2, 3]);
  assert.equal(slice.image.get(1, 0), -1021);
  assert.deepEqual(slice.pixelSpacing, [0.5, 0.25]);
  assert.deepEqual(slice.position, [-125, -120.5, 30]);
  assert.deepEqual(slice.orientation, [1, 0, 0, 0, 1, 0]);
  assert.equal(slice.patientId, "CQ500-CT-0");
  assert.equal(slice.seriesDescription, "PLAIN THIN");
  assert.deepEqual([slice.age, slice.sex, slice.frames], [null, null, null]);
  assert.deepEqual(slice.notes, []);
});

Deno.test("the same image in every uncompressed transfer syntax", async () => {
  assert.deepEqual(await values({}, SYNTAX.implicit), HU);
  assert.deepEqual(await values({}, SYNTAX.deflated), HU);
  const bigEndian: Changes = { "7fe00010": ["OW", wordBytes(WORDS, false)] };
  assert.deepEqual(await values(bigEndian, SYNTAX.bigEndian), HU);
  assert.deepEqual((await read(bigEndian, SYNTAX.bigEndian)).position, [-125, -120.5, 30]);
  const encapsulated: Changes = { "7fe00010": ["OB", encapsulate(wordBytes(WORDS))] };
  assert.deepEqual(await values(encapsulated, SYNTAX.encapsulated), HU);
});

Deno.test("JPEG Lossless, whole and in pieces", async () => {
  const whole: Changes = { "7fe00010": ["OB", encapsulate(JPEG)] };
  assert.deepEqual(await values(whole, SYNTAX.jpegLossless), HU);
  const pieces = encapsulate(JPEG.slice(0, 40), JPEG.slice(40, 66), JPEG.slice(66));
  const split: Changes = { "7fe00010": ["OB", pieces] };
  assert.deepEqual(await values(split, SYNTAX.jpegLossless), HU);
});

/** An image of raw words that are HU. */
function plain(bits: number, signed: 0 | 1): Changes {
  return {
    ...{ "00280100": ["US", bits], "00280101": ["US", bits], "00280102": ["US", bits - 1] },
    ...{ "00281052": ["DS", "0"], "00280103": ["US", signed], "00280120": null },
  };
}

Deno.test("8-bit pixels, in big-endian words swapped", async () => {
  const eight = plain(8, 0);
  const bytes = Uint8Array.of(9, 8, 7, 6, 5, 4);
  assert.deepEqual(await values({ ...eight, "7fe00010": ["OB", bytes] }), [...bytes]);
  const swapped = Uint8Array.of(8, 9, 6, 7, 4, 5);
  const big: Changes = { ...eight, "7fe00010": ["OW", swapped] };
  assert.deepEqual(await values(big, SYNTAX.bigEndian), [...bytes]);
  // An odd number of pixels: the byte that makes it even comes before the last.
  const odd: Changes = { ...eight, "00280010": ["US", 1], "7fe00010": ["OW", swapped.slice(0, 4)] };
  assert.deepEqual(await values(odd, SYNTAX.bigEndian), [9, 8, 7]);
  const unswapped: Changes = { ...eight, "7fe00010": ["OB", bytes] };
  assert.deepEqual(await values(unswapped, SYNTAX.bigEndian), [...bytes]);
});

Deno.test("32-bit pixels; in big-endian files the 16-bit words of VR OW are swapped", async () => {
  const numbers = [0, 1, -1, 70_000, -70_000, 2 ** 24];
  const little = new Uint8Array(Int32Array.from(numbers).buffer);
  assert.deepEqual(await values({ ...plain(32, 1), "7fe00010": ["OW", little] }), numbers);
  const swapped = little.map((_, i) => little[i ^ 1]!);
  const big: Changes = { ...plain(32, 1), "7fe00010": ["OW", swapped] };
  assert.deepEqual(await values(big, SYNTAX.bigEndian), numbers);
  const high = new Uint8Array(Uint32Array.from([0, 1, 2, 3, 4, 2 ** 31]).buffer);
  const unsigned: Changes = { ...plain(32, 0), "7fe00010": ["OW", high] };
  assert.deepEqual((await values(unsigned))[5], 2 ** 31);
});

Deno.test("padding in HU, US or SS as the pixels are, whatever the header writes", async () => {
  assert.equal((await read()).paddingValue, -3024);
  const unsigned = await read({ "00280103": ["US", 0], "00280120": ["US", 63536] });
  assert.equal(unsigned.paddingValue, 63536 - 1024);
  const asUnsigned = await read({ "00280120": ["US", 63536] });
  assert.equal(asUnsigned.paddingValue, -3024);
  assert.equal((await read({ "00280120": null })).paddingValue, null);
  assert.equal((await read({ "00280121": ["SS", -1990] })).paddingRangeLimit, -1990 - 1024);
});

Deno.test("MONOCHROME1 says how to display and does not change HU", async () => {
  assert.deepEqual(await values({ "00280004": ["CS", "MONOCHROME1"] }), HU);
});

Deno.test("without slope and intercept the stored values are given", async () => {
  const slice = await read({ "00281052": null, "00281053": null });
  assert.deepEqual([...slice.image.data], WORDS);
  assert.equal(slice.rescaleIntercept, null);
});

Deno.test("ages in every unit", async () => {
  const age = async (text: string) => (await read({ "00101010": ["AS", text] })).age;
  assert.equal(await age("045Y"), 45);
  assert.equal(await age("018M"), 1.5);
  assert.equal(await age("000D"), 0);
  assert.equal((await age("026W"))?.toFixed(6), "0.498289"); // 26 x 7 / 365.25
  assert.equal(await age("DOE^"), null);
});

Deno.test("text in another character set than ASCII", async () => {
  const description = async (set: string | null, bytes: Uint8Array) => {
    const changes: Changes = { "0008103e": ["LO", bytes] };
    if (set !== null) changes["00080005"] = ["CS", set];
    return (await read(changes)).seriesDescription;
  };
  // "голова", a head, by iconv -t ISO-8859-5 and in UTF-8.
  const cyrillic = Uint8Array.of(0xd3, 0xde, 0xdb, 0xde, 0xd2, 0xd0);
  assert.equal(await description("ISO_IR 144", cyrillic), "голова");
  assert.equal(await description("ISO_IR 192", new TextEncoder().encode("голова")), "голова");
  assert.equal(await description(null, Uint8Array.of(0x54, 0xea, 0x74, 0x65)), "Tête");
});

Deno.test("an image in a nested sequence is not taken for the image", async () => {
  const icon: Value = [[["00280010", "US", 1], ["7fe00010", "OW", wordBytes([99])]]];
  for (const syntax of [SYNTAX.explicit, SYNTAX.implicit]) {
    assert.deepEqual(await values({ "00880200": ["SQ", icon] }, syntax), HU);
  }
});

/** A tag and a length, both in little endian, as in sequences. */
function head(tag: number, length: number): number[] {
  return [...new Uint8Array(Uint16Array.of(tag >>> 16, tag & 0xffff).buffer)]
    .concat([...new Uint8Array(Uint32Array.of(length).buffer)]);
}

/** An explicit element of undefined length with what follows up to its end. */
function undefinedLength(tag: number, vr: string, content: number[]): number[] {
  const codes = [...vr].map((letter) => letter.charCodeAt(0));
  const end = head(0xfffee0dd, 0);
  return [...head(tag, 0).slice(0, 4), ...codes, 0, 0, 255, 255, 255, 255, ...content, ...end];
}

Deno.test("sequences of undefined length are stepped over, to any depth that is sane", async () => {
  const plainCt = dicomBytes(ctElements(), SYNTAX.explicit);
  const metaEnd = 132 + 8 + 20;
  const withFirst = (element: number[]) =>
    readDicom(
      Uint8Array.from([...plainCt.slice(0, metaEnd), ...element, ...plainCt.slice(metaEnd)]),
      "CT.dcm",
    );
  const itemEnd = head(0xfffee00d, 0);
  let nested: number[] = [];
  for (let depth = 0; depth < 20; depth++) {
    const item = [...head(0xfffee000, 0xffffffff), ...nested, ...itemEnd];
    nested = undefinedLength(0x00081140, "SQ", item);
  }
  assert.deepEqual([...(await withFirst(nested)).image.data], HU);
  // Of unknown representation: what is in it is implicit (PS3.5 section 6.2.2).
  const implicit = [...head(0x00080100, 2), 0x41, 0x42];
  const unknown = undefinedLength(0x00091001, "UN", [
    ...[...head(0xfffee000, 0xffffffff), ...implicit, ...itemEnd],
    ...[...head(0xfffee000, implicit.length), ...implicit],
  ]);
  assert.deepEqual([...(await withFirst(unknown)).image.data], HU);
  const open = [...nested.slice(0, -8)];
  await assert.rejects(withFirst(open), /damaged or cut-off/);
  const bottomless = Array.from({ length: 500 }, () => [
    ...undefinedLength(0x00081140, "SQ", []).slice(0, -8),
    ...head(0xfffee000, 0xffffffff),
  ]).flat();
  await assert.rejects(withFirst(bottomless), /nested too deeply/);
});

Deno.test("a malformed number that an image is readable without costs nothing", async () => {
  const slice = await read({ "00180050": ["DS", "5 mm"], "00200013": ["IS", "first"] });
  assert.deepEqual([slice.sliceThickness, slice.instanceNumber], [null, null]);
  assert.deepEqual([...slice.image.data], HU);
});

Deno.test("what is missing, absurd or of another kind is named", async () => {
  const refusals: [Changes, RegExp][] = [
    [{ "7fe00010": null }, /expected an image but found none$/],
    [{ "00280010": null }, /Rows and Columns above 0 but found 0 and 3/],
    [{ "00280011": ["US", 0] }, /Rows and Columns above 0 but found 2 and 0/],
    [{ "00280010": ["US", 65535] }, /expected 393210 bytes .*65535 x 3.* but found 12/],
    [{ "7fe00010": ["OW", wordBytes([0, 1, 2])] }, /expected 12 bytes .* but found 6/],
    [{ "00280100": null }, /BitsAllocated of 8, 16 or 32 but found none/],
    [{ "00280100": ["US", 12] }, /BitsAllocated of 8, 16 or 32 but found 12/],
    [{ "00280101": ["US", 17] }, /BitsStored of 1 to 16 but found 17/],
    [{ "00280103": null }, /PixelRepresentation of 0 or 1 but found none/],
    [{ "00280002": ["US", 3] }, /gray image but found 3 samples/],
    [{ "00280004": ["CS", "PALETTE COLOR"] }, /gray image but found 1 samples a pixel, PALETTE/],
    [{ "00280004": ["CS", "MONOCHROME3"] }, /found 1 samples a pixel, no known color space$/],
    [{ "00280008": ["IS", "12"] }, /x the number of frames, 16 bits\) but found 12/],
    [{ "00280008": ["IS", "1.5"] }, /NumberOfFrames that is whole and above 0/],
    [{ "00280008": ["IS", "-1"] }, /NumberOfFrames that is whole and above 0/],
    [{ "00281053": ["DS", "one"] }, /expected a number in RescaleSlope but found what is none$/],
    [{ "00281053": ["DS", "0x10"] }, /expected a number in RescaleSlope/],
    [{ "00281053": ["DS", "1\\1"] }, /expected a number in RescaleSlope but found 2 values$/],
    // Minus a thousand and twenty-four, or minus one and a bit?
    [{ "00281052": ["DS", "-1,024"] }, /expected a number in RescaleIntercept/],
    [{ "00281052": ["OB", Uint8Array.of(0, 0)] }, /expected a number in RescaleIntercept/],
    [{ "00281052": ["FD", Uint8Array.of(0, 0)] }, /expected a number in RescaleIntercept/],
    [{ "00280010": ["LO", "two"] }, /expected a whole number of 16 bits in Rows/],
    [{ "00283000": ["SQ", [[]]] }, /found a ModalityLUTSequence/],
  ];
  for (const [changes, message] of refusals) await refuses(changes, message);
});

Deno.test("a byte that makes the length even is padding", async () => {
  const odd: Changes = { ...plain(8, 0), "00280010": ["US", 1] };
  const slice = await read({ ...odd, "7fe00010": ["OB", Uint8Array.of(1, 2, 3, 255)] });
  assert.deepEqual([...slice.image.data], [1, 2, 3]);
  assert.deepEqual(slice.notes, []);
});

Deno.test("elements after the pixel data are no part of the header that was read", async () => {
  const after = async (tag: string, syntax: string, pixels: Uint8Array) => {
    const elements = ctElements({ "7fe00010": ["OW", pixels] });
    const tail = [...head(parseInt(tag, 16), 0).slice(0, 4), 0x44, 0x53, 2, 0, 0x31, 0x20];
    const bytes = Uint8Array.from([...dicomBytes(elements, syntax), ...tail]);
    return [...(await readDicom(bytes, "CT.dcm")).image.data];
  };
  const more = /expected the pixel data at the end but found more of the header/;
  await assert.rejects(after("00281053", SYNTAX.explicit, wordBytes(WORDS)), more);
  await assert.rejects(after("00281053", SYNTAX.jpegLossless, encapsulate(JPEG)), more);
  assert.deepEqual(await after("fffcfffc", SYNTAX.explicit, wordBytes(WORDS)), HU);
});

Deno.test("damaged encapsulation is named", async () => {
  const jpeg = (value: Uint8Array, message: RegExp) =>
    refuses({ "7fe00010": ["OB", value] }, message, SYNTAX.jpegLossless);
  await jpeg(encapsulate(), /hold no frame/);
  await jpeg(encapsulate().slice(0, -8), /do not end/);
  await jpeg(encapsulate(JPEG).slice(0, -20), /the file ends 12 bytes earlier/);
  await jpeg(Uint8Array.of(1, 2, 3, 4, 0, 0, 0, 0), /expected a fragment of pixel data at byte/);
  const tall = encapsulate(writeJpegLossless([...WORDS, 0, 0, 0], {
    ...{ rows: 3, columns: 3, precision: 16, predictor: 1, pointTransform: 0, restartRows: 0 },
    codeLengths: EVEN_CODE,
  }));
  await jpeg(tall, /2 x 3 as the header says but found JPEG data of 3 x 3/);
  const native: Changes = { "7fe00010": ["OB", encapsulate(wordBytes(WORDS).slice(2))] };
  await refuses(native, /expected 12 bytes .* but found 10/, SYNTAX.encapsulated);
});

Deno.test("a syntax that is not supported is named with its UID, and with nothing else", async () => {
  const name = /JPEG XL \(1\.2\.840\.10008\.1\.2\.4\.112\) is not supported; supported are/;
  const changes: Changes = { "7fe00010": ["OB", encapsulate(JPEG)] };
  await refuses(changes, name, "1.2.840.10008.1.2.4.112");
  await refuses({}, /Unknown transfer syntax \(1\.2\.3\.4\) is not supported/, "1.2.3.4");
  await refuses({}, /Unknown transfer syntax \(no UID\) is not supported/, "Doe^Jane");
});

Deno.test("bytes that are not DICOM are refused", async () => {
  await assert.rejects(readDicom(new Uint8Array(0), "empty"), /empty: not a DICOM file/);
  await assert.rejects(readDicom(new Uint8Array(4096), "zeros"), /zeros: not a DICOM file/);
});

Deno.test("an absurd image in few bytes is refused before memory is taken for it", async () => {
  const huge: Changes = { "00280010": ["US", 65535], "00280011": ["US", 65535] };
  for (const syntax of [SYNTAX.rle, SYNTAX.jpegLossless, SYNTAX.jpegLs, SYNTAX.jpeg2000]) {
    const changes: Changes = { ...huge, "7fe00010": ["OB", encapsulate(JPEG)] };
    await refuses(changes, /at most 1048576 pixels in \d+ bytes but found 65535 x 65535/, syntax);
  }
});

Deno.test("a deflated data set that never ends is refused as a zip bomb", async () => {
  const bytes = dicomBytes(
    ctElements({ "00091001": ["OB", new Uint8Array(80e6)] }),
    SYNTAX.deflated,
  );
  assert(bytes.length < 100_000);
  await assert.rejects(readDicom(bytes, "bomb.dcm"), /at most 67108864 bytes .* zip bomb/);
  const cut = dicomBytes(ctElements(), SYNTAX.deflated).slice(0, -8);
  await assert.rejects(readDicom(cut, "cut.dcm"), /deflated data set is cut off or damaged/);
});

Deno.test("a file cut off anywhere is refused", async () => {
  for (const syntax of [SYNTAX.explicit, SYNTAX.deflated]) {
    const bytes = dicomBytes(ctElements(), syntax);
    for (let length = 0; length < bytes.length; length++) {
      await assert.rejects(readDicom(bytes.subarray(0, length), "cut.dcm"), DicomError);
    }
  }
});

Deno.test("damaged bytes give an image or a DicomError, nothing else", async () => {
  const originals = [SYNTAX.explicit, SYNTAX.implicit].map((syntax) =>
    dicomBytes(ctElements(), syntax)
  );
  originals.push(
    dicomBytes(ctElements({ "7fe00010": ["OB", encapsulate(JPEG)] }), SYNTAX.jpegLossless),
  );
  const damage = fc.tuple(fc.nat(2000), fc.constantFrom(0, 1, 0x20, 0x7f, 0x80, 0xfe, 0xff));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...originals),
      fc.array(damage, { minLength: 1, maxLength: 5 }),
      async (bytes, changes) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at % bytes.length] = value;
        try {
          const { image, rows, columns } = await readDicom(damaged, "damaged.dcm");
          assert.equal(image.data.length, rows * columns);
        } catch (error) {
          assert(error instanceof DicomError, String((error as Error).stack));
        }
      },
    ),
    { seed: 11, numRuns: 2000 },
  );
});

Deno.test("a shared image is the same until the next one is read; an image of its own stays", async () => {
  const bytes = (words: number[]) => {
    const stream = writeJpegLossless(words, {
      ...{ rows: 2, columns: 3, precision: 16, predictor: 1, pointTransform: 0, restartRows: 0 },
      codeLengths: EVEN_CODE,
    });
    return dicomBytes(ctElements({ "7fe00010": ["OB", encapsulate(stream)] }), SYNTAX.jpegLossless);
  };
  const first = bytes(WORDS), second = bytes(WORDS.map((word) => word + 7));
  const own = await readDicom(first, "own.dcm");
  const shared = await readDicom(first, "shared.dcm", { shared: true });
  assert.deepEqual([...shared.image.data], HU);
  const next = await readDicom(second, "next.dcm", { shared: true });
  assert.deepEqual([...next.image.data], HU.map((hu) => hu + 7));
  assert.deepEqual([...own.image.data], HU);
  assert.equal(shared.image.data.buffer, next.image.data.buffer);
  assert.notEqual(own.image.data.buffer, next.image.data.buffer);
});
