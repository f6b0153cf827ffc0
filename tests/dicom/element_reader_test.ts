/**
 * What `ElementReader` adds to dicom-parser: each test shows a file that the two read differently, and
 * so why its loops are not dicom-parser's.
 *
 * @module
 */
import assert from "node:assert/strict";
import dicomParser from "dicom-parser";
import { DicomDataSet } from "hemoleak/dicom/data_set.ts";
import { DicomError } from "hemoleak/error.ts";
import { corpusBytes, READABLE } from "../fixtures/dicom_corpus.ts";
import { ctElements, dicomBytes, encapsulate, SYNTAX } from "../fixtures/dicom_writer.ts";

const { explicit } = SYNTAX;
const PIXEL_DATA = "x7fe00010", ROWS = "x00280010", ROWS_TAG = 0x00280010;
/** Between the meta information and group 0008. */
const FIRST = "00080001";

/** As whoever calls dicom-parser and nothing else reads a header. */
function alone(bytes: Uint8Array): dicomParser.DataSet {
  return dicomParser.parseDicom(bytes, { untilTag: PIXEL_DATA });
}

function parse(bytes: Uint8Array): DicomDataSet {
  return DicomDataSet.parse(bytes, "a.dcm");
}

/** A tag and a length of 32 bits: an item, a delimiter, an implicit element. */
function head(tag: number, length: number): number[] {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setUint16(0, tag >>> 16, true);
  bytes.setUint16(2, tag & 0xffff, true);
  bytes.setUint32(4, length, true);
  return [...new Uint8Array(bytes.buffer)];
}

const OPEN = 0xffffffff;
const ITEM_OPEN = head(0xfffee000, OPEN), ITEM_END = head(0xfffee00d, 0);
const SEQUENCE_END = head(0xfffee0dd, 0);
/** An explicit sequence of undefined length: what comes before its items. */
const SEQUENCE_OPEN = [...head(0x00081140, 0).slice(0, 4), 0x53, 0x51, 0, 0, 255, 255, 255, 255];

/** A CT image that begins with bytes as they are. */
function beginning(first: number[]): Uint8Array {
  const bytes = dicomBytes(ctElements(), explicit);
  const start = 132 + 8 + 20;
  return Uint8Array.from([...bytes.slice(0, start), ...first, ...bytes.slice(start)]);
}

function nested(depth: number): Uint8Array {
  const open = [...SEQUENCE_OPEN, ...ITEM_OPEN], end = [...ITEM_END, ...SEQUENCE_END];
  return beginning([...Array(depth).fill(open).flat(), ...Array(depth).fill(end).flat()]);
}

Deno.test("ElementReader: finds what dicom-parser finds in others' files", async () => {
  for (const file of READABLE) {
    const bytes = await corpusBytes(file);
    const data = parse(bytes);
    if (data.bytes !== bytes) continue; // deflated: dicom-parser would inflate without a bound
    const { elements } = alone(bytes);
    const mine = [...data.elements.values()].map(({ tag, offset }) => [tag, offset]);
    const theirs = Object.values(elements).map(({ tag, dataOffset }) => [
      parseInt(tag.slice(1), 16),
      dataOffset,
    ]);
    const ofData = theirs.filter(([tag]) => tag! >= 0x00030000);
    assert.deepEqual(mine.toSorted(byTag), ofData.toSorted(byTag), file.path);
  }
});

function byTag([a]: number[], [b]: number[]): number {
  return a! - b!;
}

Deno.test("ElementReader: sequences have a deepest level; dicom-parser goes down until the stack ends", () => {
  assert.equal(parse(nested(60)).uint16(ROWS_TAG, "Rows"), 2);
  assert.throws(() => parse(nested(70)), /nested too deeply/);
  assert.throws(() => parse(nested(100_000)), /nested too deeply/);
  assert(alone(nested(500)).elements[ROWS]);
  // Also of the meta information alone: dicom-parser reads the element after it as a whole.
  assert.throws(() => alone(nested(100_000)), RangeError);
  assert.throws(() => dicomParser.readPart10Header(nested(100_000)), RangeError);
});

Deno.test("ElementReader: an open sequence has an end; dicom-parser takes the file's for it", () => {
  const bytes = beginning([...SEQUENCE_OPEN, ...ITEM_OPEN]).slice(0, -12 - 12);
  assert.throws(() => parse(bytes), /beyond the end/);
  const { elements, warnings } = alone(bytes);
  assert.equal(elements[ROWS], undefined);
  assert.match(warnings.join(), /eof encountered/);
});

Deno.test("ElementReader: a value ends within the file; dicom-parser goes on beyond it", () => {
  const bytes = dicomBytes(ctElements({ "7fe00010": null }), SYNTAX.implicit);
  const cut = bytes.subarray(0, -1);
  assert.throws(() => parse(cut), /reaches 1 bytes beyond the end/);
  assert(alone(cut).elements.x00281053);
});

Deno.test("ElementReader: damage in a sequence that nobody asks for costs nothing", () => {
  const bytes = dicomBytes(ctElements({ [FIRST]: ["SQ", Uint8Array.of(1, 2, 3, 4)] }), explicit);
  const data = parse(bytes);
  assert.equal(data.uint16(ROWS_TAG, "Rows"), 2);
  assert.throws(() => data.items(0x00080001), /expected a sequence item|beyond the end/);
  assert.throws(() => alone(bytes), (thrown: unknown) => typeof thrown === "string");
});

Deno.test("ElementReader: a sequence's many elements are not built; dicom-parser builds them", () => {
  const items = Array.from({ length: 100 }, () => ctElements());
  const bytes = dicomBytes(ctElements({ [FIRST]: ["SQ", items] }), explicit);
  const data = parse(bytes);
  assert.equal(data.elements.size, ctElements().length + 1);
  assert.equal(data.items(0x00080001).length, 100);
  assert.equal(alone(bytes).elements.x00080001!.items!.length, 100);
});

Deno.test("ElementReader: a header has a number of elements that it cannot exceed", () => {
  const elements = Array.from({ length: 70_000 }, (_, i) => head(0x00090000 + i, 0)).flat();
  const bytes = dicomBytes(ctElements({ "7fe00010": null }), SYNTAX.implicit);
  const long = Uint8Array.from([...bytes, ...elements]);
  assert.throws(() => parse(long), /found too many elements/);
  assert(Object.keys(alone(long).elements).length > 70_000);
});

Deno.test("ElementReader: a sequence has a number of items that it cannot exceed", () => {
  const items = Uint8Array.from(Array(70_000).fill(head(0xfffee000, 0)).flat());
  const data = parse(dicomBytes(ctElements({ [FIRST]: ["SQ", items] }), explicit));
  assert.throws(() => data.items(0x00080001), /found too many sequence items/);
});

Deno.test("ElementReader: an item ends within its sequence, and an element within its item", () => {
  const items = (...bytes: number[]) => {
    const elements = ctElements({ [FIRST]: ["SQ", Uint8Array.from(bytes)] });
    return () => parse(dicomBytes(elements, SYNTAX.implicit)).items(0x00080001);
  };
  const element = head(0x00080005, 2);
  assert.equal(items(...head(0xfffee000, 10), ...element, 0x41, 0x42)().length, 1);
  assert.throws(items(...head(0xfffee000, 12), ...element, 0x41, 0x42), /beyond its sequence at/);
  assert.throws(
    items(...head(0xfffee000, 8), ...element, ...head(0xfffee000, 0)),
    /beyond its sequence item at/,
  );
});

// PS3.5 section 6.2.2.
Deno.test("ElementReader: what an element of unknown representation holds is little endian", () => {
  const unknown = [0, 9, 0x10, 1, 0x55, 0x4e, 0, 0, 255, 255, 255, 255];
  const content = [...head(0x00080005, 2), 0x41, 0x42];
  const sequence = [...unknown, ...ITEM_OPEN, ...content, ...ITEM_END, ...SEQUENCE_END];
  const bytes = dicomBytes(ctElements({ "7fe00010": null }), SYNTAX.bigEndian);
  const data = parse(Uint8Array.from([...bytes, ...sequence]));
  assert.deepEqual(data.items(0x00091001).map((item) => item.text(0x00080005)), ["AB"]);
});

Deno.test("ElementReader: OV, SV and UV have lengths of 32 bits, which dicom-parser reads as 16", () => {
  const table = new Uint8Array(BigUint64Array.of(0n).buffer);
  const elements = ctElements({
    "7fe00001": ["OV", table],
    "7fe00010": ["OB", encapsulate(new Uint8Array(8))],
  });
  const bytes = dicomBytes(elements, SYNTAX.rle);
  const data = parse(bytes);
  assert.deepEqual(data.value(0x7fe00001), table);
  assert(data.pixelData);
  assert.equal(alone(bytes).elements[PIXEL_DATA], undefined);
});

Deno.test("ElementReader: an implicit element in an explicit file is read as pydicom reads it", () => {
  const bytes = beginning([...head(0x00080005, 10), ...new TextEncoder().encode("ISO_IR 192")]);
  const data = parse(bytes);
  assert.equal(data.characterSet, "ISO_IR 192");
  assert.equal(data.uint16(ROWS_TAG, "Rows"), 2);
  assert.throws(() => alone(bytes), ({ exception }) => /buffer overrun/.test(exception));
});

Deno.test("ElementReader: an unknown representation has a length of 16 or 32 bits, as it shows", () => {
  const rows = (...first: number[]) => {
    const data = parse(beginning(first));
    assert.deepEqual([...data.notes], ["unknown VR"]);
    return data.uint16(ROWS_TAG, "Rows");
  };
  const tag = head(0x00080001, 0).slice(0, 4), text = [0x74, 0x65, 0x78, 0x74];
  // "??" as some writers have it; "OX" as a newer one would be (PS3.5 section 7.1.2).
  assert.equal(rows(...tag, 0x3f, 0x3f, 4, 0, ...text), 2);
  assert.equal(rows(...tag, 0x3f, 0x3f, 0, 0), 2);
  assert.equal(rows(...tag, 0x4f, 0x58, 0, 0, 4, 0, 0, 0, ...text), 2);
  assert.equal(rows(...tag, 0x4f, 0x58, 0, 0, 0, 0, 0, 0), 2);
  const cut = beginning([...tag, 0x4f, 0x58, 0, 0, 0, 0, 0, 9]);
  assert.throws(() => parse(cut), /beyond the end/);
});

Deno.test("ElementReader: what it throws is a DicomError, wherever a file ends", () => {
  const elements = ctElements({ [FIRST]: ["OB", "text"] });
  for (const syntax of [explicit, SYNTAX.implicit, SYNTAX.bigEndian]) {
    const bytes = dicomBytes(elements, syntax);
    for (let length = 0; length < bytes.length - 24; length++) {
      try {
        parse(bytes.subarray(0, length));
      } catch (error) {
        assert(error instanceof DicomError, String(error));
      }
    }
  }
});

Deno.test("ElementReader: a deflated data set of no bytes has no elements", () => {
  const bytes = Uint8Array.from([...dicomBytes([], SYNTAX.deflated), ...new Uint8Array(8)]);
  assert.equal(parse(bytes).elements.size, 0);
});
