import assert from "node:assert/strict";
import { join } from "node:path";
import { encodingsTable, preprocessCohort, readCohort, storeTable, writePhantom } from "hemoleak";
import { withFolder } from "../../fixtures/with_folder.ts";

Deno.test("every series is counted under its transfer syntax; the store shows its fingerprint", async () => {
  await withFolder(async (folder) => {
    const root = join(folder, "dicom");
    await writePhantom(root, { subjects: 8, slices: 4, size: 64 });
    const cohort = await readCohort(root);
    const { rows } = await encodingsTable(cohort);
    const sum = (column: number) => rows.reduce((total, row) => total + Number(row[column]), 0);
    assert.equal(sum(2), 8);
    assert.equal(sum(3), cohort.slices.length);
    assert(rows.length > 1, "the phantom's scanners encode differently");
    assert(rows.every(([syntax]) => /Little Endian|Big Endian|JPEG Lossless/.test(syntax!)));

    using store = await preprocessCohort(cohort, join(folder, "slices"), { size: 16 });
    const told = new Map(storeTable(store).rows.map(([what, much]) => [what, much]));
    assert.equal(told.get("Images"), String(cohort.slices.length));
    assert.equal(told.get("Size"), "16 × 16 pixels, 256 gray levels");
    assert(store.fingerprint.startsWith(told.get("Fingerprint (SHA-256)")!.slice(0, 16)));
  });
});
