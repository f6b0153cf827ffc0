import assert from "node:assert/strict";
import fc from "fast-check";
import { formatReads } from "hemoleak/phantom/cohort.ts";
import { phantomOptions } from "hemoleak/phantom/options.ts";
import { FINDINGS, READS_COLUMNS, readStudy, trueReading } from "hemoleak/phantom/readers.ts";
import { planSubject } from "hemoleak/phantom/subject.ts";
import { Random } from "hemoleak/random.ts";

const OPTIONS = phantomOptions();

Deno.test("readStudy: the majority of three is the truth in every finding", () => {
  fc.assert(fc.property(fc.nat(10_000), fc.constantFrom(0, 1), fc.nat(), (index, label, seed) => {
    const plan = planSubject(index, label as 0 | 1, OPTIONS);
    const truth = trueReading(plan);
    const readings = readStudy(plan, new Random(seed));
    assert.equal(readings.length, 3);
    for (const finding of FINDINGS) {
      const votes = readings.reduce((sum, reading) => sum + reading[finding], 0);
      assert.equal(votes >= 2 ? 1 : 0, truth[finding], finding);
    }
  }));
});

Deno.test("readStudy: a reader who sees no hemorrhage names no kind of it, and the reverse", () => {
  fc.assert(fc.property(fc.nat(10_000), fc.constantFrom(0, 1), fc.nat(), (index, label, seed) => {
    for (const r of readStudy(planSubject(index, label as 0 | 1, OPTIONS), new Random(seed))) {
      assert.equal(r.ICH, Math.max(r.IPH, r.IVH, r.SDH, r.EDH, r.SAH));
      assert.equal(r.ICH, Math.max(r["BleedLocation-Left"], r["BleedLocation-Right"]));
      assert.ok(r.ICH >= r.ChronicBleed && r.ICH >= r.MidlineShift);
      assert.ok(r.Fracture >= r.CalvarialFracture);
    }
  }));
});

Deno.test("readStudy: the readers agree on most studies and not on all", () => {
  let disagreements = 0;
  for (let index = 0; index < 400; index++) {
    const readings = readStudy(planSubject(index, 1, OPTIONS), new Random(index));
    disagreements += readings.some(({ ICH }) => ICH === 0) ? 1 : 0;
  }
  // CQ500's readers agree on ICH with a Fleiss kappa of 0.78 (Chilamkurthy et al. 2018).
  assert.ok(disagreements > 20 && disagreements < 120, `${disagreements} of 400`);
});

Deno.test("formatReads: the columns and line ends of CQ500's reads.csv", () => {
  const text = formatReads(phantomOptions({ subjects: 5 }));
  const lines = text.split("\r\n");
  assert.equal(lines.length, 7, "a header, five rows, the end of the last line");
  assert.equal(lines[0], READS_COLUMNS.join(","));
  assert.ok(
    text.startsWith(
      "name,Category,R1:ICH,R1:IPH,R1:IVH,R1:SDH,R1:EDH,R1:SAH,R1:BleedLocation-Left," +
        "R1:BleedLocation-Right,R1:ChronicBleed,R1:Fracture,R1:CalvarialFracture,R1:OtherFracture," +
        "R1:MassEffect,R1:MidlineShift,R2:ICH,",
    ),
  );
  for (const line of lines.slice(1, 6)) {
    assert.match(line, /^PHANTOM-CT-\d,B[12](,[01]){42}$/);
  }
});
