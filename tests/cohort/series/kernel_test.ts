import assert from "node:assert/strict";
import { recognizeKernel } from "hemoleak/cohort/series/kernel.ts";

// Names as they stand in public collections' headers (TCIA, pydicom's and GDCM's test files).
Deno.test("kernels of four manufacturers are soft or sharp by their names", () => {
  const soft = ["STANDARD", "SOFT", "Detail", "H31s", "B30f", "J40s", "Br40", "Qr54", "FC26"];
  const sharp = [
    "BONE",
    "BONEPLUS",
    "LUNG",
    "EDGE",
    "H60s",
    "B70f",
    "Hr64h",
    "FC30",
    "FC52",
    "FC86",
  ];
  for (const name of [...soft, "FC13-H", "UB", "B"]) {
    assert.equal(recognizeKernel(name)?.sharpness, "soft", name);
  }
  for (const name of [...sharp, "YC", "L", "D"]) {
    assert.equal(recognizeKernel(name)?.sharpness, "sharp", name);
  }
});

Deno.test("of what a header says beside a kernel's name nothing is repeated", () => {
  assert.deepEqual(recognizeKernel("BONE JOHN DOE"), { name: "BONE", sharpness: "sharp" });
  assert.deepEqual(recognizeKernel("standard (doe)"), { name: "STANDARD", sharpness: "soft" });
  for (const text of ["", "DOE", "H31s DOE", "FC30DOE", "UBX", "31", "CUSTOM KERNEL"]) {
    assert.equal(recognizeKernel(text), null, text);
  }
});
