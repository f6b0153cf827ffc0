import assert from "node:assert/strict";
import { capitalized, findingWords } from "hemoleak/text/finding.ts";

Deno.test("findingWords: CT of the head is labeled for hemorrhages, by their types' names", () => {
  const { name, none, one, isAnyHemorrhage } = findingWords({});
  assert.deepEqual([name, none, one], ["hemorrhage", "no hemorrhage", "a hemorrhage"]);
  assert.ok(isAnyHemorrhage);
  assert.deepEqual(findingWords({ finding: "ICH" }), findingWords({}));
  const types = ["IPH", "IVH", "SDH", "EDH", "SAH"].map((finding) => findingWords({ finding }));
  // The types of CQ500's reads.csv, in words.
  assert.deepEqual(types.map(({ one }) => one), [
    "an intraparenchymal hemorrhage",
    "an intraventricular hemorrhage",
    "a subdural hemorrhage",
    "an epidural hemorrhage",
    "a subarachnoid hemorrhage",
  ]);
  assert.ok(types.every(({ isHemorrhage, isAnyHemorrhage }) => isHemorrhage && !isAnyHemorrhage));
});

Deno.test("findingWords: any other finding by the table's name, in CT of the head, too", () => {
  for (const images of ["head-ct", "ct", "other"] as const) {
    const { name, none, one, isHemorrhage } = findingWords({ finding: "MidlineShift", images });
    assert.deepEqual([name, none, one, isHemorrhage], [
      "MidlineShift",
      "no MidlineShift",
      "the finding “MidlineShift”",
      false,
    ]);
  }
});

Deno.test("findingWords: no hemorrhage is spoken of where images are no CT of the head", () => {
  for (const images of ["ct", "other"] as const) {
    for (const finding of ["ICH", "SDH", "drusen"]) {
      assert.doesNotMatch(
        JSON.stringify(Object.values(findingWords({ finding, images }))),
        /hemorr/,
      );
    }
    assert.equal(findingWords({ images }).one, "the finding");
  }
});

Deno.test("capitalized: the first letter alone", () => {
  assert.deepEqual(["", "no MRI", "SDH"].map(capitalized), ["", "No MRI", "SDH"]);
});
