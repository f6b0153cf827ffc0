import assert from "node:assert/strict";
import { looseForms } from "hemoleak/text/loose_forms.ts";

Deno.test("looseForms: what a name may be written as, where nothing proves it", () => {
  const meets = (a: string, b: string) => {
    const [one, other] = [looseForms(a), looseForms(b)];
    return one.bare === other.bare || one.setless === other.setless ||
      one.scanless === other.scanless ||
      [...one.loose, ...one.rounded, one.number].includes(other.normal) ||
      [...other.loose, ...other.rounded, other.number].includes(one.normal);
  };
  const pairs = [
    ["sub-001", "1"],
    ["sub-CQ500CT1", "CQ500-CT-1"],
    ["Patient 7", "subj007"],
    ["CQ500-CT-12", "12"],
    ["12-34-56", "123456"],
    ["1,234", "1234"],
    ["2020-01-02", "20200102"],
    ["Müller", "Muller"],
    ["АВ-12", "AB-12"], // Cyrillic
    ["1e5", "100000"],
    ["001a", "1"],
    ["1-2", "2024-01-02"],
    ["2-1", "1/2/2024"],
    ["sub-01_ses-1", "sub-01_ses-2"],
    ["P7 visit 1", "P7"],
    // BIDS: entities after the subject; OASIS: MR1, MR2; eyes and other sides.
    ["sub-01/ses-1", "sub-01"],
    ["sub-01_ses-01_run-1_T1w.nii.gz", "sub-01_ses-02_FLAIR.nii"],
    ["OAS1_0001_MR1", "OAS1_0001_MR2"],
    ["patient 7 left", "patient 7 right"],
    ["P07_L", "P7_R"],
    ["7-OD", "7-OS"],
    ["left_007", "right_007"],
    ["P7_pre", "P7_post"],
    ["P7 baseline", "P7 follow-up 1"],
    ["P7_V01", "P7_V02"],
    ["P7_flip", "P7"],
    ["P7 - Copy", "P7"],
    // Paths, sets, files; CQ500's folders.
    ["/data/train/p07", "/data/test/p07"],
    ["D:\\data\\train\\7", "D:\\data\\test\\7"],
    ["/data/ct/P007", "P7"],
    ["BraTS20_Training_001", "BraTS20_Validation_001"],
    ["train7", "test007"],
    ["CQ500-CT-7", "CQ500CT7.zip"],
    ["CQ500-CT-7", "CQ500CT7 CQ500CT7"],
    // DICOM's names.
    ["DOE^JOHN", "John Doe"],
    ["DOE^JOHN^^DR", "John Doe"],
    // Written out, or without their strokes.
    ["Müller", "Mueller"],
    ["Søren", "Soren"],
    ["Łukasz", "Lukasz"],
    ["Ægir", "Aegir"],
    ["Η7", "H7"], // Greek
    ["ν7", "v7"], // Greek
    ["Р-7", "P7"], // Cyrillic
    // A thousand, and dates of a spreadsheet: shown with two digits, and as days since 1900.
    ["1.000", "1000"],
    ["1-2", "1/2/24"],
    ["1-2", "45293"],
    // Python's bytes and NumPy's texts.
    ["b'P7'", "P7"],
    ["np.str_('P7')", "P7"],
    ["urn:uuid:0a1b2c3d-1111-4abc-8def-000000000001", "0A1B2C3D-1111-4abc-8def-000000000001"],
    // By Python's float(), JavaScript's Number() and a spreadsheet.
    ["1234567890123456789", "1234567890123456768"],
    ["1234567890123456789", "1234567890123456800"],
    ["1234567890123456789", "1234567890123450000"],
  ] as const;
  for (const [a, b] of pairs) assert.ok(meets(a, b), `${a} ${b}`);
  const others = [
    ["A1", "B1"],
    ["1-11", "11-1"],
    ["Bär1", "Bör1"],
    ["C001", "P001"],
    ["CQ500-CT-1", "CQ500-CT-2"],
    ["002_S_0295", "002_S_0413"],
    ["TCGA-02-0003", "TCGA-06-0003"],
    ["siteA/001", "siteB/001"],
    ["John L", "John R"],
    ["DOE^JOHN", "DOE^JANE"],
    ["Left", "Right"],
    ["train", "test"],
    ["2.25.1234567890123456789", "2.25.1234567890123456768"],
  ] as const;
  for (const [a, b] of others) assert.ok(!meets(a, b), `${a} ${b}`);
  // Names of the RSNA challenge.
  assert.ok(!meets("ID_00000001", "ID_0000001a"));
});
