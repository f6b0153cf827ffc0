import assert from "node:assert/strict";
import { clustersOf } from "hemoleak/evaluate/auc/clusters.ts";
import { resample } from "hemoleak/evaluate/auc/resample.ts";
import { type CallShare, callShare } from "hemoleak/evaluate/thresholds/call_share.ts";
import { countBySubject } from "hemoleak/evaluate/thresholds/subject_counts.ts";
import { Random } from "hemoleak/random.ts";
import { near } from "../near.ts";
import { simulated, simulatedShift } from "../simulated.ts";

Deno.test("of single slices precision and NPV have Wilson's interval", () => {
  // 90 right and 40 wrong positive calls, 160 right and 10 wrong negative ones, a subject each.
  const counts = [90, 40, 160, 10];
  const [tp, fp, tn, fn] = counts.map((_, kind) =>
    Float64Array.from(
      counts.flatMap((count, of) => new Array<number>(count).fill(of === kind ? 1 : 0)),
    )
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const shareOf = (share: CallShare) => callShare({ tp, fp, tn, fn }, share);
  // SciPy 1.17.1: binomtest(90, 130).proportion_ci(method="wilson"), and of 160 of 170.
  const expected = { precision: [0.608402, 0.765174], npv: [0.895117, 0.967738] } as const;
  for (const share of ["precision", "npv"] as const) {
    const { value, ci, caution } = shareOf(share);
    near(value, share === "precision" ? 90 / 130 : 160 / 170, 1e-15);
    // Student's t in place of z, one subject fewer, and a quarter of one that is wrong, or right.
    ci.forEach((bound, i) => near(bound, expected[share][i]!, 3e-3));
    assert.equal(caution, undefined);
  }
  near(shareOf("f1").value, 180 / 230, 1e-15);
});

Deno.test("of many subjects whose calls are good the interval is as wide as a bootstrap's", () => {
  const design = { subjects: 80, auc: 0.98, correlation: 0.3, labels: "by subject" } as const;
  const scored = simulated(new Random(8), { ...design, prevalence: 0.5, sizes: "equal" });
  const clusters = clustersOf(scored);
  const counts = countBySubject(scored, clusters, simulatedShift(design) / 2);
  const { tp, fp, tn, fn } = counts;
  const sum = (of: Float64Array, weights: Float64Array) =>
    of.reduce((all, count, subject) => all + count * weights[subject]!, 0);
  const shares = {
    precision: (w: Float64Array) => sum(tp, w) / (sum(tp, w) + sum(fp, w)),
    npv: (w: Float64Array) => sum(tn, w) / (sum(tn, w) + sum(fn, w)),
    f1: (w: Float64Array) => 2 * sum(tp, w) / (2 * sum(tp, w) + sum(fp, w) + sum(fn, w)),
  };
  for (const [share, statistic] of Object.entries(shares)) {
    const { ci: [low, high], caution } = callShare(counts, share as CallShare);
    const drawn = resample(clusters, statistic, { random: new Random(9), replicates: 1000 });
    const width = (high - low) / (drawn[974]! - drawn[24]!);
    assert.ok(width > 0.9 && width < 1.4, `${share}: ${width} times`);
    assert.equal(caution, undefined);
  }
});

Deno.test("a share of nothing, and of the calls of one subject, is none", () => {
  const none = new Float64Array(3), some = Float64Array.of(4, 0, 0);
  const counts = { tp: none, fp: some, tn: Float64Array.of(2, 2, 2), fn: Float64Array.of(0, 3, 3) };
  assert.deepEqual(callShare(counts, "precision").ci, [0, 1]);
  assert.equal(callShare({ ...counts, fp: none }, "precision").method, "none");
  const { value, ci } = callShare(counts, "f1");
  assert.equal(value, 0);
  assert.ok(ci[0] === 0 && ci[1] < 1);
});
