import assert from "node:assert/strict";
import { plainColumn } from "hemoleak/text/column_names.ts";

Deno.test("plainColumn: case, blanks and punctuation do not count, except where one letter would stay", () => {
  assert.deepEqual(["Patient ID", " patient_id ", "R1:ICH", "Zähler"].map(plainColumn), [
    ...["patientid", "patientid", "r1ich", "zähler"],
  ]);
  // `OriginalImagePixelSpacing[x,y]` of ChestX-ray14 is not quoted.
  assert.deepEqual(["y", " Y", "y]", "p_"].map(plainColumn), ["y", "y", "y]", "p_"]);
});
