import assert from "node:assert/strict";
import { join } from "node:path";
import { readDicomHeader } from "hemoleak/dicom/header.ts";
import { readDicomHeaderFile } from "hemoleak/dicom/header_file.ts";
import { readDicom } from "hemoleak/dicom/read.ts";
import { DicomError } from "hemoleak/error.ts";
import {
  ctElements,
  dicomBytes,
  type Element,
  SYNTAX,
  withTree,
} from "../fixtures/dicom_writer.ts";

Deno.test("no patient field but PatientID, sex and age leaves the folder", async () => {
  // The whole Patient and Patient Study modules (PS3.3 C.7.1.1, C.7.2.2), and who else is named.
  const texts = [
    ...["00100010", "00101000", "00101001", "00101005", "00101040", "00101060", "00102154"],
    ...["00102160", "00102180", "001021b0", "00104000", "00080090", "00081050", "00081070"],
    ...["00080080", "00080081", "00081010", "00081030", "00200010", "00080050", "00321032"],
  ];
  const planted: Element[] = [
    ...texts.map((tag): Element => [tag, "LO", `CANARY${tag}`]),
    ["00100030", "DA", "CANARY30"],
    ["00100032", "TM", "CANARY32"],
  ];
  const elements = [
    ...ctElements({ "00100040": ["CS", "F"], "00101010": ["AS", "061Y"] }),
    ...planted,
  ];
  for (const syntax of [SYNTAX.explicit, SYNTAX.implicit]) {
    const bytes = dicomBytes(elements, syntax);
    const slice = await readDicom(bytes, "CT.dcm");
    assert.doesNotMatch(JSON.stringify(slice), /CANARY/);
    assert.doesNotMatch(JSON.stringify(readDicomHeader(bytes, "CT.dcm")), /CANARY/);
    assert.deepEqual([slice.patientId, slice.sex, slice.age], ["CQ500-CT-0", "F", 61]);
    for (let length = 0; length < bytes.length; length += 7) {
      try {
        await readDicom(bytes.subarray(0, length), "cut.dcm");
      } catch (error) {
        assert.doesNotMatch((error as Error).message, /CANARY/);
      }
    }
  }
});

Deno.test("a header is read from a file that ends after its pixel data's tag", () => {
  const bytes = dicomBytes(ctElements(), SYNTAX.explicit);
  const header = readDicomHeader(bytes.subarray(0, bytes.length - 12), "CT.dcm");
  assert.equal(header.hasPixelData, true);
  assert.deepEqual([header.rows, header.columns], [2, 3]);
});

Deno.test("a header longer than the first read is read whole", async () => {
  const long = ctElements({
    "00091001": ["OB", new Uint8Array(100_000)],
    "00051001": ["UN", new Uint8Array(20_000)],
  });
  const report = ctElements({ "7fe00010": null, "00280010": null, "00280011": null });
  const tree = {
    "long.dcm": dicomBytes(long, SYNTAX.explicit),
    "implicit.dcm": dicomBytes(long, SYNTAX.implicit),
    "report.dcm": dicomBytes(
      [...report, ["00091001", "OB", new Uint8Array(50_000)]],
      SYNTAX.explicit,
    ),
    "no.dcm": new Uint8Array(200_000),
  };
  await withTree(tree, async (root) => {
    const read = (file: string) => readDicomHeaderFile(join(root, file), file);
    assert.equal((await read("long.dcm")).rows, 2);
    assert.equal((await read("implicit.dcm")).rows, 2);
    const { hasPixelData, rows, modality } = await read("report.dcm");
    assert.deepEqual([hasPixelData, rows, modality], [false, 0, "CT"]);
    await assert.rejects(read("no.dcm"), DicomError);
  });
});
