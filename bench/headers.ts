/**
 * How long reading DICOM headers takes: of others' files, and of 193,317 files on disk, as many as the
 * paper's slices. A thousand files are written, each with a header as a CT scanner writes it (about a
 * hundred elements, private ones and sequences among them) and the pixels of 128 x 128, and read in
 * turn: the disk's own time is left out, as they stay in memory.
 *
 *     deno task bench:headers [files 193317]
 *
 * @module
 */
import { join } from "node:path";
import { DicomDataSet } from "hemoleak/dicom/data_set.ts";
import { readDicomHeader } from "hemoleak/dicom/header.ts";
import { readDicomHeaderFile } from "hemoleak/dicom/header_file.ts";
import { DicomError } from "hemoleak/error.ts";
import { corpusBytes, READABLE, REFUSED } from "../tests/fixtures/dicom_corpus.ts";
import {
  ctElements,
  dicomBytes,
  type Element,
  SYNTAX,
  withTree,
} from "../tests/fixtures/dicom_writer.ts";

const WRITTEN = 1000, SIDE = 128, ROUNDS = 20;
const count = Number(Deno.args[0] ?? 193_317);

/** What a scanner writes besides: dates, names, dose, three sequences, its maker's own elements. */
function scannersElements(): Element[] {
  const texts = (group: number, first: number, vr: string, count: number, text: string) =>
    Array.from({ length: count }, (_, i): Element => {
      const tag = group * 0x10000 + first + i;
      return [tag.toString(16).padStart(8, "0"), vr, text];
    });
  const reference: Element[] = [
    ["00081150", "UI", "1.2.840.10008.5.1.4.1.1.2"],
    ["00081155", "UI", "2.25.4.1.3.6.1.4.1.5962"],
  ];
  return [
    ...texts(0x0008, 0x0020, "DA", 4, "20160101"),
    ...texts(0x0008, 0x0030, "TM", 4, "101112.123"),
    ...texts(0x0010, 0x1040, "LO", 8, "an address or another line"),
    ...texts(0x0018, 0x1100, "DS", 16, "250.000000"),
    ...texts(0x0040, 0x0244, "DA", 6, "20160101"),
    ...texts(0x0043, 0x1010, "IS", 24, "1024"),
    ...texts(0x0045, 0x1001, "LO", 8, "GEMS_HELIOS_01"),
    ["00081110", "SQ", [reference]],
    ["00081140", "SQ", [reference, reference, reference]],
    ["00081199", "SQ", [[["00081140", "SQ", [reference]]]]],
  ];
}

function slice(index: number): Uint8Array {
  const elements = ctElements({
    "00080018": ["UI", `2.25.9.${index}`],
    "00200013": ["IS", String(index)],
    "00280010": ["US", SIDE],
    "00280011": ["US", SIDE],
    "7fe00010": ["OW", new Uint8Array(2 * SIDE * SIDE)],
  });
  const syntax = index % 4 === 0 ? SYNTAX.implicit : SYNTAX.explicit;
  return dicomBytes([...elements, ...scannersElements()], syntax);
}

/** Parses every file of the corpus: the median over rounds, in ms per file. */
async function corpusMilliseconds(): Promise<{ files: number; milliseconds: number }> {
  const files = await Promise.all([...READABLE, ...REFUSED].map(corpusBytes));
  const rounds = Array.from({ length: ROUNDS }, () => {
    const begin = performance.now();
    for (const bytes of files) parse(bytes);
    return (performance.now() - begin) / files.length;
  });
  const milliseconds = rounds.toSorted((a, b) => a - b)[ROUNDS >> 1]!;
  return { files: files.length, milliseconds };
}

function parse(bytes: Uint8Array): void {
  try {
    DicomDataSet.parse(bytes, "a.dcm");
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
  }
}

const corpus = await corpusMilliseconds();
console.log(`Others' files (${corpus.files}): ${corpus.milliseconds.toFixed(3)} ms per file`);

const names = Array.from({ length: WRITTEN }, (_, index) => `${index}.dcm`);
const slices = names.map((_, index) => slice(index));
const { elements } = DicomDataSet.parse(slices[1]!, names[1]!);

/** Reads as many headers as were asked for, the slices in turn. */
async function time(where: string, read: (index: number) => unknown): Promise<void> {
  const begin = performance.now();
  for (let i = 0; i < count; i++) await read(i % WRITTEN);
  const seconds = (performance.now() - begin) / 1000;
  console.log(
    `${count} headers of ${elements.size} elements ${where}: ${seconds.toFixed(1)} s, ` +
      `${(seconds / count * 1000).toFixed(3)} ms per file`,
  );
}

await time("in memory", (index) => readDicomHeader(slices[index]!, names[index]!));
await withTree(Object.fromEntries(names.map((name, index) => [name, slices[index]!])), (root) => {
  const paths = names.map((name) => join(root, name));
  return time("from disk", (index) => readDicomHeaderFile(paths[index]!, names[index]!));
});
