import assert from "node:assert/strict";
import { dataKindOf } from "hemoleak/cohort/data_kind.ts";

Deno.test("dataKindOf: known data sets are CT of the head, and so is CT labeled for hemorrhages", () => {
  for (const dataset of ["cq500", "bhx", "rsna2019", "physionet"] as const) {
    assert.deepEqual(dataKindOf({ dataset }), {});
    assert.deepEqual(dataKindOf({ dataset, finding: "MidlineShift" }), { finding: "MidlineShift" });
  }
  const kind = (options: object) => dataKindOf({ dataset: "slices", ...options });
  assert.deepEqual(kind({}), {});
  assert.deepEqual(kind({ finding: "SDH" }), { finding: "SDH" });
  assert.deepEqual(kind({ finding: "nodule" }), { finding: "nodule", images: "ct" });
  assert.deepEqual(kind({ modality: "other" }), { images: "other" });
  assert.deepEqual(kind({ modality: "other", finding: "drusen" }), {
    finding: "drusen",
    images: "other",
  });
});
