/**
 * A cohort whose DICOM files hold a canary, a word that stands nowhere else, in every text element.
 * Only PatientID, sex and age may be told of a patient; no canary may be told at all.
 *
 * @module
 */
import { join } from "node:path";
import { Random } from "hemoleak/random.ts";
import {
  type DicomLayout,
  encodingOf,
  type Fragment,
  fragment,
  ITEM,
  itemHeader,
  PIXEL_DATA,
  type RawElement,
  renameSyntax,
  setElements,
  textElement,
  uint16Element,
  writeElement,
  writeLayout,
} from "../../dicom/fuzz/dicom_layout.ts";
import { concat } from "../../fixtures/concat.ts";
import { EVEN_CODE, writeJpegLossless } from "../../fixtures/jpeg_lossless_writer.ts";
import { readsCsv } from "../../fixtures/reads.ts";

/** Any text that holds it, in capitals or not, was taken from a header. */
export const CANARY = "QUAGGA";

const UID = "1.2.840.10008.1.2";
const IMPLICIT = UID, EXPLICIT = `${UID}.1`, BIG_ENDIAN = `${UID}.2`, JPEG = `${UID}.4.70`;
const SIZE = 32;

/** Elements that hold text and that an image can be read without, and what is planted in each. */
const HARMLESS: readonly RawElement[] = [
  ...elements("SH", 0x00080050, 0x00081010, 0x00181210, 0x00200010, 0x00400009),
  ...elements("LO", 0x00080070, 0x00080080, 0x00081030, 0x0008103e, 0x00081040, 0x00081090),
  ...elements("LO", 0x00101000, 0x00102110, 0x00181000, 0x00181020, 0x00181030),
  ...elements("LO", 0x00201040, 0x00321060, 0x00380300),
  ...elements("PN", 0x00080090, 0x00081050, 0x00081060, 0x00081070, 0x00100010, 0x00101060),
  ...elements("ST", 0x00080081, 0x00401400),
  ...elements("LT", 0x001021b0, 0x00104000, 0x00204000),
  ...elements("UT", 0x0040a160),
  ...elements("UC", 0x00080119),
  ...elements("UR", 0x00080120, 0x00081190),
  ...elements("AE", 0x00080054, 0x00400001),
  ...elements("CS", 0x00100022, 0x00180015, 0x00185100, 0x0018106a),
  ...elements("DA", 0x00080020, 0x00080021, 0x00080022, 0x00100030),
  ...elements("TM", 0x00080030, 0x00080031, 0x00080032, 0x00100032),
  ...elements("DT", 0x0008002a),
  ...elements("UI", 0x0020000d, 0x0020000e, 0x00200052, 0x00080014),
  ...elements("DS", 0x00101030, 0x00180060, 0x00180090, 0x00281050, 0x00281051),
  ...elements("IS", 0x00181150, 0x00200012, 0x00201208),
  ...elements("AS", 0x00291001),
  ...["AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM"]
    .concat("UC", "UI", "UN", "UR", "UT").flatMap((vr, i) => elements(vr, 0x00291010 + i)),
  textElement(0x00290010, "LO", `${CANARY}PRIVATE`),
];

/** The same in the file meta information. */
const HARMLESS_META: readonly RawElement[] = [
  ...elements("UI", 0x00020003, 0x00020012),
  ...elements("SH", 0x00020013),
  ...elements("AE", 0x00020016, 0x00020017),
];

/** Texts that are read for what they say, and what is planted in each: one file, and one series, each. */
const READ: readonly (readonly [tag: number, vr: string, text: string])[] = [
  [0x00020010, "UI", `1.2.840.${CANARY}`],
  [0x00080005, "CS", CANARY],
  [0x00080008, "CS", `ORIGINAL\\PRIMARY\\${CANARY}`],
  [0x00080008, "CS", `DERIVED\\SECONDARY\\LOCALIZER ${CANARY}`],
  [0x00080008, "CS", CANARY],
  [0x00080016, "UI", `1.2.840.${CANARY}`],
  [0x00080018, "UI", CANARY],
  [0x00080060, "CS", CANARY],
  [0x0008103e, "LO", `CONTRAST ${CANARY}`],
  [0x0008103e, "LO", `CHEST ${CANARY}`],
  [0x0008103e, "LO", `BONE ${CANARY}`],
  [0x0008103e, "LO", `DOSE REPORT ${CANARY}`],
  [0x00100040, "CS", CANARY],
  [0x00101010, "AS", `0${CANARY}Y`],
  [0x00180010, "LO", `IODINE ${CANARY}`],
  [0x00180015, "CS", `CHEST ${CANARY}`],
  [0x00180050, "DS", `5 ${CANARY}`],
  [0x00180088, "DS", CANARY],
  [0x00181120, "DS", CANARY],
  [0x00181210, "SH", `BONE ${CANARY}`],
  [0x0020000d, "UI", CANARY],
  [0x0020000e, "UI", CANARY],
  [0x00200011, "IS", CANARY],
  [0x00200013, "IS", CANARY],
  [0x00200032, "DS", `1\\2\\${CANARY}`],
  [0x00200032, "DS", CANARY],
  [0x00200037, "DS", `1\\0\\0\\0\\1\\${CANARY}`],
  [0x00280004, "CS", CANARY],
  [0x00280008, "IS", CANARY],
  [0x00280030, "DS", `0.5\\${CANARY}`],
  [0x00281052, "DS", CANARY],
  [0x00281053, "DS", `1${CANARY}`],
];

/** Elements of one VR, each with a canary. */
function elements(vr: string, ...tags: number[]): RawElement[] {
  return tags.map((tag) => textElement(tag, vr, CANARY));
}

/** A folder of DICOM files with its label table. */
export interface PlantedCohort {
  root: string;
  /** All files, relative to the root. */
  files: string[];
}

/** Writes the cohort: a study with all that is harmless, and a study for each text that is read. */
export async function plantCohort(root: string): Promise<PlantedCohort> {
  const trees: [patient: string, files: Uint8Array[]][] = [
    [
      "P-1",
      [IMPLICIT, EXPLICIT, JPEG, JPEG].map((syntax, z) => ctFile("P-1", z, HARMLESS, syntax)),
    ],
    ["P-2", [0, 1, 2, 3].map((z) => ctFile("P-2", z, [])).concat(oddities())],
    ...READ.flatMap(([tag, vr, text], i): [string, Uint8Array[]][] => {
      const planted = [textElement(tag, vr, text)];
      const some = (z: number) => z === 1 ? planted : [];
      return [
        [`P-${i}-all`, [0, 1, 2].map((z) => ctFile(`P-${i}-all`, z, planted))],
        [`P-${i}-one`, [0, 1, 2].map((z) => ctFile(`P-${i}-one`, z, some(z)))],
      ];
    }),
  ];
  const files: string[] = [];
  for (const [patient, contents] of trees) {
    await Deno.mkdir(join(root, patient, "Series"), { recursive: true });
    for (const [i, bytes] of contents.entries()) {
      const file = join(patient, "Series", `CT${String(i).padStart(6, "0")}.dcm`);
      await Deno.writeFile(join(root, file), bytes);
      files.push(file);
    }
  }
  const found = Object.fromEntries(
    trees.map(([patient], i) => [patient, i % 2 === 0 ? ["ICH", "IPH"] as const : []]),
  );
  await Deno.writeTextFile(join(root, "reads.csv"), readsCsv(found as never));
  return { root, files };
}

/** Files that are none, no image, of other kinds, cut off, or the same instance with other pixels. */
function oddities(): Uint8Array[] {
  const uid = textElement(0x00080018, "UI", `${CANARY}.1`);
  const report = layoutOf("P-2", 7, [textElement(0x00080060, "CS", "SR"), ...HARMLESS], EXPLICIT);
  report.elements = report.elements.filter(({ tag }) => tag >>> 16 !== 0x28 && tag !== PIXEL_DATA);
  const color = textElement(0x00280004, "CS", `RGB ${CANARY}`);
  const big = ctFile("P-2", 8, HARMLESS, BIG_ENDIAN);
  return [
    ctFile("P-2", 5, [uid]),
    ctFile("P-2", 6, [uid]),
    writeLayout(report),
    ctFile("P-2", 8, [color]),
    ctFile("P-2", 9, HARMLESS).slice(0, -300),
    big.slice(0, 700),
    new TextEncoder().encode(CANARY.repeat(100)),
    concat([new Uint8Array(128), new TextEncoder().encode(`DICM${CANARY.repeat(100)}`)]),
  ];
}

function ctFile(patient: string, z: number, planted: readonly RawElement[], syntax = EXPLICIT) {
  return writeLayout(layoutOf(patient, z, planted, syntax));
}

/** A slice of a head, with elements planted in place of its own. */
function layoutOf(
  patient: string,
  z: number,
  planted: readonly RawElement[],
  syntax: string,
): DicomLayout {
  const encoding = encodingOf(syntax);
  const text = (tag: number, vr: string, value: string) => textElement(tag, vr, value);
  const short = (tag: number, value: number) => uint16Element(tag, value, encoding.littleEndian);
  const words = head(z);
  const layout: DicomLayout = {
    preamble: new TextEncoder().encode(CANARY.padEnd(128)),
    meta: [...HARMLESS_META],
    elements: [],
    trailing: [],
    encoding,
    fragments: syntax === JPEG ? jpegFragments(words) : null,
    delimited: true,
    encapsulatedVr: "OB",
  };
  renameSyntax(layout, syntax);
  setElements(layout, [
    text(0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL"),
    text(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2"),
    text(0x00080018, "UI", `2.25.${[...new TextEncoder().encode(patient)].join("")}.${z}`),
    text(0x00080060, "CS", "CT"),
    text(0x00100020, "LO", patient),
    text(0x00100040, "CS", "F"),
    text(0x00101010, "AS", "061Y"),
    text(0x00180050, "DS", "5"),
    text(0x0020000d, "UI", `2.25.1.${patient.length}`),
    text(0x0020000e, "UI", "2.25.2"),
    text(0x00200032, "DS", `-110\\-110\\${5 * z}`),
    text(0x00200037, "DS", "1\\0\\0\\0\\1\\0"),
    short(0x00280002, 1),
    text(0x00280004, "CS", "MONOCHROME2"),
    short(0x00280010, SIZE),
    short(0x00280011, SIZE),
    text(0x00280030, "DS", "7\\7"),
    short(0x00280100, 16),
    short(0x00280101, 16),
    short(0x00280102, 15),
    short(0x00280103, 0),
    text(0x00281052, "DS", "-1024"),
    text(0x00281053, "DS", "1"),
    nestedTexts(encoding.littleEndian, encoding.explicit),
    ...(syntax === JPEG ? [] : [nativeElement(words, encoding.littleEndian)]),
  ]);
  setElements(layout, planted);
  return layout;
}

/** RequestAttributesSequence with texts in it (PS3.3 10.6). */
function nestedTexts(littleEndian: boolean, explicit: boolean): RawElement {
  const encoding = { littleEndian, explicit, deflated: false };
  const item = concat(
    [...elements("SH", 0x00401001), ...elements("LO", 0x00321060), ...elements("PN", 0x00401010)]
      .map((element) => writeElement(explicit ? element : { ...element, vr: "" }, encoding)),
  );
  const value = concat([itemHeader(ITEM, item.length, littleEndian), item]);
  return { tag: 0x00400275, vr: explicit ? "SQ" : "", value, length: value.length };
}

/** Stored values of a disk of brain in a ring of bone, in air. */
function head(z: number): number[] {
  const random = new Random(z, "canary");
  return Array.from({ length: SIZE * SIZE }, (_, at) => {
    const radius = Math.hypot(at % SIZE - SIZE / 2, Math.floor(at / SIZE) - SIZE / 2);
    const density = radius < 10 ? 35 : radius < 12 ? 900 : -1000;
    return 1024 + density + random.integer(5);
  });
}

function nativeElement(words: readonly number[], littleEndian: boolean): RawElement {
  const value = new Uint8Array(2 * words.length);
  words.forEach((word, i) => new DataView(value.buffer).setUint16(2 * i, word, littleEndian));
  return { tag: PIXEL_DATA, vr: "OW", value, length: value.length };
}

/** The image in JPEG Lossless with a comment that holds the canary. */
function jpegFragments(words: readonly number[]): Fragment[] {
  const jpeg = writeJpegLossless(words, {
    ...{ rows: SIZE, columns: SIZE, precision: 16, predictor: 1, pointTransform: 0 },
    ...{ restartRows: 0, codeLengths: EVEN_CODE },
  });
  const comment = [0xff, 0xfe, 0, 2 + CANARY.length, ...new TextEncoder().encode(CANARY)];
  const stream = concat([jpeg.slice(0, 2), Uint8Array.from(comment), jpeg.slice(2)]);
  return [fragment(new Uint8Array(0)), fragment(stream)];
}
