import assert from "node:assert/strict";
import { findingsOf, parseReads } from "hemoleak/cohort/labels/reads_csv.ts";
import { CohortError } from "hemoleak/error.ts";
import { READS_HEADER, readsCsv } from "../../fixtures/reads.ts";

/** A row with each reader's 14 votes. */
function row(name: string, r1: string, r2: string, r3: string): string {
  return [name, "B1", ...r1, ...r2, ...r3].join(",");
}

function labels({ ICH, IPH, IVH, SDH, EDH, SAH }: ReturnType<typeof findingsOf>) {
  return { ICH, IPH, IVH, SDH, EDH, SAH };
}

Deno.test("two of three votes decide, for each finding by itself", () => {
  const text = [
    READS_HEADER,
    //                    ICH IPH IVH SDH EDH SAH left right chronic ...
    row("CQ500-CT-0", "11000010000000", "10100000000000", "01001001000000"),
    row("CQ500-CT-1", "10000100000000", "00000100000000", "00000000000000"),
  ].join("\r\n");
  const reads = parseReads(text, "reads.csv");
  const first = reads.get("CQ500-CT-0")!;
  assert.deepEqual(labels(findingsOf(first)), { ICH: 1, IPH: 1, IVH: 0, SDH: 0, EDH: 0, SAH: 0 });
  assert.deepEqual(first.votes.IPH, [1, 0, 1]);
  assert.deepEqual(first.votes["BleedLocation-Left"], [1, 0, 0]);
  assert.equal(first.majority["BleedLocation-Left"], 0);
  assert.deepEqual([first.line, first.category], [2, "B1"]);
  const second = labels(findingsOf(reads.get("CQ500-CT-1")!));
  assert.deepEqual(second, { ICH: 0, IPH: 0, IVH: 0, SDH: 0, EDH: 0, SAH: 1 });
});

Deno.test("one reader's votes", () => {
  const text = [
    READS_HEADER,
    row("CQ500-CT-0", "11000010000000", "10100001000000", "01001011000000"),
  ].join("\r\n");
  const reads = parseReads(text, "reads.csv").get("CQ500-CT-0")!;
  assert.deepEqual(labels(findingsOf(reads, "R1")), {
    ICH: 1,
    IPH: 1,
    IVH: 0,
    SDH: 0,
    EDH: 0,
    SAH: 0,
  });
  assert.deepEqual(labels(findingsOf(reads, "R3")), {
    ICH: 0,
    IPH: 1,
    IVH: 0,
    SDH: 0,
    EDH: 1,
    SAH: 0,
  });
});

Deno.test("findings beyond the hemorrhages may be missing; byte-order mark and LF are read", () => {
  const columns = ["R1", "R2", "R3"].flatMap((reader) =>
    ["ICH", "IPH", "IVH", "SDH", "EDH", "SAH"].map((finding) => `${reader}:${finding}`)
  );
  const text = `\ufeffname,${columns.join(",")}\nA,${new Array(18).fill(1).join(",")}\n`;
  const study = parseReads(text, "reads.csv").get("A")!;
  assert.equal(study.majority.SAH, 1);
  assert.equal(study.majority.MassEffect, undefined);
  assert.equal(study.category, "");
});

Deno.test("a bad table is refused with file, line, column and value", () => {
  const good = readsCsv({ A: [], B: ["ICH"] });
  const refusals: [string, RegExp][] = [
    [good.replace("R2:EDH", "R2:XXX"), /^reads\.csv: expected the columns .* R2:EDH is missing/],
    [
      good.replace("A,B1,0", "A,B1,2"),
      /^reads\.csv, line 2, column R1:ICH: expected 0 or 1 but found "2"/,
    ],
    [
      good.replace("B,B1,1", "B,B1,"),
      /^reads\.csv, line 3, column R1:ICH: expected 0 or 1 but found ""/,
    ],
    [
      good.replace("B,B1", "A,B1"),
      /^reads\.csv, line 3, column name: the study was on line 2 already/,
    ],
    [good.replace("A,B1", ",B1"), /^reads\.csv, line 2, column name: it is empty/],
    [
      good.replace("A,B1,0", "A,B1,0,0"),
      /^reads\.csv, line 2: expected 44 fields, as the header has, but found 45/,
    ],
    [READS_HEADER, /^reads\.csv: expected one row per study but found none/],
    ["", /^reads\.csv: expected the columns .* found nothing/],
  ];
  for (const [text, message] of refusals) {
    assert.throws(() => parseReads(text, "reads.csv"), (error: Error) => {
      assert(error instanceof CohortError, String(error.stack));
      assert.match(error.message, message);
      return true;
    });
  }
});
