/**
 * The cluster bootstrap of an AUC: hemoleak against a loop over scikit-learn's `roc_auc_score`, by CPU
 * time, on as many slices and subjects as CQ500 has (193,317 of 491); and, of hemoleak, what each other
 * statistic takes.
 *
 *     deno task bench:statistics [rounds]
 *
 * In turns, one process at a time. The loop runs 20 replicates a round, hemoleak all 2,000, sorting
 * included.
 *
 * @module
 */
import { join } from "node:path";
import process from "node:process";
import { auc } from "hemoleak/evaluate/auc/auc.ts";
import { bootstrapAuc } from "hemoleak/evaluate/auc/bootstrap.ts";
import { delong } from "hemoleak/evaluate/auc/delong.ts";
import { clusteredAuc } from "hemoleak/evaluate/auc/obuchowski.ts";
import { operatingPoint } from "hemoleak/evaluate/thresholds/operating_point.ts";
import { Random } from "hemoleak/random.ts";
import { tellWhatIsMissing } from "./missing.ts";
import { benchmarkPython } from "./python_environment.ts";

tellWhatIsMissing();

const SUBJECTS = 491;
const SLICES = 193_317;
const REPLICATES = 2000;
const LOOPED = 20;

/** Scores that no two slices share, of subjects of whom two in five have positive slices. */
function sample() {
  const random = new Random(1, "bench");
  const effects = Array.from({ length: SUBJECTS }, () => random.normal());
  const subjects = Uint32Array.from({ length: SLICES }, (_, i) => i % SUBJECTS);
  const labels = Uint8Array.from(subjects, (of) => of % 5 < 2 && random.bool(0.6) ? 1 : 0);
  const scores = Float64Array.from(
    subjects,
    (of, i) => effects[of]! + random.normal(labels[i]),
  );
  return { scores, labels, subjects };
}

type Sample = ReturnType<typeof sample>;

/** Seconds of CPU that a call takes; the process's other threads count, too. */
function cpuSeconds(call: () => unknown): number {
  const before = process.cpuUsage();
  call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** Writes the sample for Python, and returns how to run its loop. */
async function loopOver({ scores, labels, subjects }: Sample, folder: string) {
  const python = await benchmarkPython("statistics");
  const files = await Promise.all(
    Object.entries({ scores, labels, subjects }).map(async ([name, values]) => {
      const path = join(folder, name);
      await Deno.writeFile(path, new Uint8Array(values.buffer));
      return path;
    }),
  );
  const script = join(import.meta.dirname!, "python", "statistics_loop.py");
  return async (): Promise<{ seconds: number; auc: number }> => {
    const { success, stdout, stderr } = await new Deno.Command(python, {
      args: [script, ...files, String(LOOPED)],
      env: { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    return JSON.parse(new TextDecoder().decode(stdout));
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const rounds = Number(Deno.args[0] ?? 3);
const scored = sample();
const folder = await Deno.makeTempDir();
try {
  const loop = await loopOver(scored, folder);
  const bootstrap = () => bootstrapAuc(scored, { random: new Random(0, "bootstrap") });
  const ours: number[] = [], theirs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    ours.push(cpuSeconds(bootstrap));
    const { seconds, auc: area } = await loop();
    theirs.push(seconds * REPLICATES);
    if (Math.abs(area - auc(scored)) > 1e-12) throw new Error(`AUC ${auc(scored)}, not ${area}`);
  }
  const ratios = ours.map((seconds, round) => theirs[round]! / seconds);
  console.log(
    `${REPLICATES} replicates over ${SUBJECTS} subjects with ${SLICES} slices, seconds of CPU, ` +
      `median of ${rounds} rounds:\n` +
      `  hemoleak      ${median(ours).toFixed(2)}\n` +
      `  scikit-learn  ${median(theirs).toFixed(1)} (${LOOPED} replicates times ` +
      `${REPLICATES / LOOPED})\n` +
      `  ratio         ${median(ratios).toFixed(0)}, at least ${Math.min(...ratios).toFixed(0)}\n`,
  );
  const others = {
    "AUC": () => auc(scored),
    "DeLong": () => delong(scored),
    "clustered": () => clusteredAuc(scored),
    "sensitivity at specificity 0.9": () => operatingPoint(scored, { specificity: 0.9 }),
  };
  for (const [name, call] of Object.entries(others)) {
    const seconds = Array.from({ length: rounds }, () => cpuSeconds(call));
    console.log(`  ${name}: ${median(seconds).toFixed(3)}`);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
