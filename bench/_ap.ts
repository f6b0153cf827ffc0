import { rank } from "hemoleak/evaluate/auc/auc.ts";
import { clusterPairs } from "hemoleak/evaluate/auc/cluster_pairs.ts";
import { curveIntervals } from "hemoleak/evaluate/curves/curve_intervals.ts";
import { averagePrecision } from "hemoleak/evaluate/curves/average_precision.ts";
import { partialAuc } from "hemoleak/evaluate/auc/partial_auc.ts";
import { aucEstimands } from "hemoleak/evaluate/auc/estimands.ts";
import { clusteredProportion } from "hemoleak/evaluate/thresholds/proportion.ts";
import { recalibration } from "hemoleak/evaluate/thresholds/recalibration.ts";
import { decisionCurve } from "hemoleak/evaluate/thresholds/decision_curve.ts";
import { predictiveValues } from "hemoleak/evaluate/thresholds/predictive_values.ts";
import { normalCdf, normalQuantile } from "hemoleak/statistics/normal.ts";
import { Random } from "hemoleak/random.ts";
import { simulated, simulatedShift } from "../tests/evaluate/simulated.ts";
const N = Number(Deno.args[0]);
const rows: Record<string, number[]> = {};
for (const subjects of Deno.args[1]!.split(",").map(Number)) { const agg: Record<string, number[]> = {}, wid: Record<string, number[]> = {}; for (const prevalence of [0.1, 0.3, 0.5]) for (const labels of ["by subject", "mixed"] as const) for (const sizes of ["equal", "lognormal"] as const) for (const auc of [0.7, 0.9, 0.98]) for (const correlation of [0.2, 0.8]) {
  const d = { subjects, prevalence, labels, sizes, auc, correlation };
  const r = new Random(subjects, prevalence, labels, sizes, auc, correlation, "ap"); const s = simulatedShift(d);
  const p = prevalence * (labels === "mixed" ? 0.5 : 1);
  // truth by integration over thresholds
  let ap = 0, ps = 0, pn = 0, brier = 0, nb = 0; const steps = 4000; 
  for (let i = 0; i < steps; i++) { const u = (i + 0.5) / steps; const c = s + normalQuantile(1 - u); const f = 1 - normalCdf(c); ap += p * u / (p * u + (1 - p) * f) / steps; 
    const fp = 0.1 * u; ps += (1 - normalCdf(normalQuantile(1 - fp) - s)) / steps; const tp = 0.9 + 0.1 * u; pn += normalCdf(s + normalQuantile(1 - tp)) / steps;
    // brier with calibrated-for-marginal prob
  }
  const prob = (x: number) => 1 / (1 + (1 - p) / p * Math.exp(-(s * x - s * s / 2)));
  for (let i = 0; i < steps; i++) { const z = normalQuantile((i + 0.5) / steps); brier += (p * (1 - prob(z + s)) ** 2 + (1 - p) * prob(z) ** 2) / steps; }
  const cut = 0.3, odds = cut / (1 - cut); const x = (Math.log(cut / (1 - cut)) - Math.log(p / (1 - p)) + s * s / 2) / s; nb = p * (1 - normalCdf(x - s)) - (1 - p) * odds * (1 - normalCdf(x));
  const std = (v: number) => (1 + (v * 0.1 - 0.005) / 0.095) / 2;
  const sens = normalCdf(s / 2), truth: Record<string, number> = { ap, ps: std(ps), pn: std(pn), brier, nb, slope: 1, intercept: 0, sw: auc, npv: (1 - p) * sens / ((1 - p) * sens + p * (1 - sens)), lrp: sens / (1 - sens), lrn: (1 - sens) / sens, ppv10: 0.1 * sens / (0.1 * sens + 0.9 * (1 - sens)) };
  const cov: Record<string, number> = {}, w: Record<string, number> = {};
  for (let k = 0; k < N; k++) {
    let g; do g = simulated(r, d); while (!g.labels.includes(1) || !g.labels.includes(0));
    const y = { ...g, ranking: rank(g.scores) }; const pairs = clusterPairs(y); const ci = curveIntervals(y, pairs);
    const P = Float64Array.from(g.scores, prob); const sq = new Float64Array(pairs.clusters.count), nn = new Float64Array(pairs.clusters.count); P.forEach((v, i) => { const c = pairs.clusters.of[i]!; sq[c]! += (v - g.labels[i]!) ** 2; nn[c]!++; });
    const rc = recalibration({ scores: P, labels: g.labels, subjects: g.subjects });
    const pv = predictiveValues(g, s / 2, { prevalences: [0.1] });
    const all: Record<string, { ci: [number, number] } | null> = { ap: ci.averagePrecision, ps: ci.partialSpecificity, pn: ci.partialSensitivity, brier: clusteredProportion(sq, nn), sw: aucEstimands(y, pairs).subjectWeighted, slope: rc.slope, intercept: rc.intercept, nb: decisionCurve({ scores: P, labels: g.labels, subjects: g.subjects }, { thresholds: [cut] })[0]!, npv: pv.npv, lrp: pv.positiveLikelihoodRatio, lrn: pv.negativeLikelihoodRatio, ppv10: pv.atPrevalence[0]!.ppv };
    for (const [n, v] of Object.entries(all)) { const t = truth[n]!; if (!v || (v.ci[0] <= t + 1e-9 && t - 1e-9 <= v.ci[1])) cov[n] = (cov[n] ?? 0) + 1 / N; else cov[n] ??= 0; }
  }
  for (const [n, v] of Object.entries(cov)) (agg[n] ??= []).push(v);
  if (Deno.args[2]) console.log(JSON.stringify(d), JSON.stringify(Object.fromEntries(Object.entries(cov).map(([a, b]) => [a, Math.round(100 * b)]))));
 }
 for (const [n, v] of Object.entries(agg)) { const o = v.toSorted((a, b) => a - b); console.log(subjects, n, "min", (100 * o[0]!).toFixed(0), "p10", (100 * o[Math.floor(o.length * 0.1)]!).toFixed(0), "mean", (100 * o.reduce((a, b) => a + b) / o.length).toFixed(1)); }
}
