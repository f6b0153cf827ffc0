import assert from "node:assert/strict";
import { type Provenance, provenanceText } from "hemoleak/provenance.ts";

const REAL: Provenance = { cohort: "CQ500", synthetic: false, profile: "paper", seed: 1 };

Deno.test("provenanceText: what is as in the paper is not said", () => {
  assert.equal(provenanceText(REAL), 'Data: CQ500. Profile "paper", seed 1.');
  assert.equal(provenanceText({ ...REAL, finding: "ICH" }), provenanceText(REAL));
});

Deno.test("provenanceText: another finding and labels of slices are said", () => {
  const words = (more: Partial<Provenance>) => provenanceText({ ...REAL, ...more });
  assert.match(words({ labelUnit: "slice" }), /CQ500\. Labels of slices\. Profile/);
  assert.match(words({ finding: "SDH" }), /\. Labels of studies: subdural hemorrhage\. Profile/);
  assert.match(
    words({ finding: "drusen", images: "other", labelUnit: "slice" }),
    /\. Labels of slices: drusen\. Profile/,
  );
});

Deno.test("provenanceText: mixed precision is said, with what was trained in it", () => {
  assert.equal(
    provenanceText({ ...REAL, precision: "mixed" }),
    'Data: CQ500. Profile "paper", trained in mixed precision, seed 1.',
  );
});

Deno.test("provenanceText: generated images are SYNTHETIC, first of all", () => {
  assert.match(provenanceText({ ...REAL, synthetic: true }), /^SYNTHETIC data: .*no patient/);
});
