/**
 * Folds by subject: hemoleak beside scikit-learn's StratifiedGroupKFold, on random cohorts of 1 to 500 slices
 * a subject. Of both it says how even they are, by hemoleak's criterion and by scikit-learn's own, and how
 * much CPU time they took; and then how much a table of 200,000 slices takes.
 *
 *     deno task bench:split [cohorts]
 *
 * hemoleak's criterion is the deviation of `balance`: the root mean square of got / wanted - 1 over folds, and
 * over slices and subjects of all and of each label. scikit-learn's is the standard deviation over folds of
 * the share of a label's slices, averaged over labels.
 *
 * @module
 */
import { join } from "node:path";
import process from "node:process";
import { Random } from "hemoleak/random.ts";
import { assignGroups } from "hemoleak/split/assign/assign_sets.ts";
import { balanceOf } from "hemoleak/split/assign/balance.ts";
import type { GroupedRows } from "hemoleak/split/assign/grouped_rows.ts";
import { groupMeasures } from "hemoleak/split/assign/measures.ts";
import { wantedSets } from "hemoleak/split/assign/wanted_sets.ts";
import { peopleOf } from "hemoleak/leakage/separate/person_groups.ts";
import { splitTable } from "hemoleak/leakage/separate/split_table.ts";
import { namesOf } from "hemoleak/leakage/separate/table_people.ts";
import { formatWholeTable, readWholeTable } from "hemoleak/predictions/whole_table.ts";
import { tellWhatIsMissing } from "./missing.ts";
import { benchmarkPython } from "./python_environment.ts";

tellWhatIsMissing();

/** A random cohort, and into how many folds to divide it. */
interface Cohort {
  rows: GroupedRows;
  groups: Uint32Array<ArrayBuffer>;
  labels: Uint32Array<ArrayBuffer>;
  folds: number;
}

/** Subjects of 1 to 500 slices, the logarithms of which are spread evenly. */
function cohort(seed: number): Cohort {
  const random = new Random(seed, "cohort");
  const folds = random.pick([2, 3, 5, 10]);
  const subjects = Math.round(folds * 5 * 100 ** random.float());
  const positive = random.uniform(0.2, 0.6), share = random.uniform(0.05, 0.9);
  const groups: number[] = [], labels: number[] = [];
  for (let subject = 0; subject < subjects; subject++) {
    // Every fold gets a positive subject, of which both have to be able.
    const isPositive = subject < folds || random.bool(positive);
    const slices = Math.floor(500 ** random.float());
    for (let slice = 0; slice < slices; slice++) {
      groups.push(subject);
      labels.push(isPositive && (slice === 0 || random.bool(share)) ? 1 : 0);
    }
  }
  const groupOf = Uint32Array.from(groups), labelOf = Uint32Array.from(labels);
  return { rows: rowsOf(groupOf, labelOf), groups: groupOf, labels: labelOf, folds };
}

function rowsOf(groups: Uint32Array, labels: Uint32Array): GroupedRows {
  return {
    length: groups.length,
    groups: groups.reduce((most, group) => Math.max(most, group), 0) + 1,
    groupOf: groups,
    subjectOf: groups,
    strata: [{ name: "label", values: ["0", "1"], valueOf: labels, isClass: true }],
  };
}

/** Both criteria for one assignment. */
function judged({ rows, folds }: Cohort, foldOf: ArrayLike<number>) {
  const { measures, deviation } = balanceOf(
    groupMeasures(rows, 1 / folds),
    wantedSets({ folds }),
    foldOf,
  );
  const spreads = measures.filter(({ column, unit }) => column === "label" && unit === "slices")
    .map(({ got, total }) => spread(got.map((count) => count / total)));
  return { deviation, spread: spreads.reduce((sum, one) => sum + one, 0) / spreads.length };
}

/** NumPy's `std`. */
function spread(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function ours(cohort: Cohort) {
  const before = process.cpuUsage();
  const { setOf } = assignGroups(
    cohort.rows,
    wantedSets({ folds: cohort.folds }),
    new Random(0, "split"),
  );
  const { user, system } = process.cpuUsage(before);
  return { ...judged(cohort, setOf), seconds: (user + system) / 1e6 };
}

async function theirs(cohorts: readonly Cohort[]) {
  const python = await benchmarkPython("statistics");
  const folder = await Deno.makeTempDir();
  try {
    for (const [i, { groups, labels }] of cohorts.entries()) {
      await Deno.writeFile(join(folder, `groups${i}`), new Uint8Array(groups.buffer));
      await Deno.writeFile(join(folder, `labels${i}`), new Uint8Array(labels.buffer));
    }
    const folds = cohorts.map(({ folds }) => folds);
    await Deno.writeTextFile(join(folder, "cohorts.json"), JSON.stringify(folds));
    const script = join(import.meta.dirname!, "python", "split_folds.py");
    const { success, stdout, stderr } = await new Deno.Command(python, {
      args: [script, folder],
      env: { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" },
    }).output();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
    const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
    return lines.map((line, i) => {
      const { seconds, folds } = JSON.parse(line) as { seconds: number; folds: number[] };
      const ofGroup = new Uint16Array(cohorts[i]!.rows.groups);
      for (const [row, fold] of folds.entries()) ofGroup[cohorts[i]!.groups[row]!] = fold;
      return { ...judged(cohorts[i]!, ofGroup), seconds };
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function quantiles(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
  return [0, 0.5, 1].map((share) => at(share).toPrecision(3).padStart(10)).join("");
}

/** What `hemoleak split` does with a table of 200,000 rows: seconds of CPU to read, split and format it. */
async function wholeTableSeconds(): Promise<number> {
  const random = new Random(1, "table");
  const sizes = Array.from({ length: 5000 }, () => 500 ** random.float());
  const scale = 200_000 / sizes.reduce((sum, size) => sum + size, 0);
  const lines = ["subject,study,slice,label,site"];
  for (const [subject, size] of sizes.entries()) {
    const site = random.pick([..."ABCDE"]), isPositive = random.bool(0.3);
    for (let slice = 0; slice < Math.max(1, Math.round(size * scale)); slice++) {
      const label = isPositive && random.bool(0.4) ? 1 : 0;
      lines.push(`CQ500-CT-${subject},ST${subject},${slice},${label},${site}`);
    }
  }
  const bytes = new TextEncoder().encode(lines.join("\n"));
  const before = process.cpuUsage();
  const table = await readWholeTable(ReadableStream.from([bytes]), "table.csv");
  const names = namesOf(table);
  const { columns } = splitTable(table, names, peopleOf(names), { stratify: ["label", "site"] });
  for (const _ of formatWholeTable(table, columns));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const cohorts = Array.from({ length: Number(Deno.args[0] ?? 100) }, (_, seed) => cohort(seed));
const [first] = cohorts;
ours(first!); // Compiled before it is measured.
const mine = cohorts.map(ours), peers = await theirs(cohorts);
const slices = cohorts.reduce((sum, { rows }) => sum + rows.length, 0);
console.log(`${cohorts.length} cohorts, ${slices} slices           least    median      most`);
for (const part of ["deviation", "spread", "seconds"] as const) {
  const name =
    { deviation: "deviation", spread: "spread (scikit-learn's)", seconds: "seconds" }[part];
  console.log(`${name}`);
  console.log(`  hemoleak                          ${quantiles(mine.map((one) => one[part]))}`);
  console.log(`  StratifiedGroupKFold              ${quantiles(peers.map((one) => one[part]))}`);
  const ratios = mine.map((one, i) => peers[i]![part] / one[part]);
  console.log(`  ratio                             ${quantiles(ratios.filter(Number.isFinite))}`);
}
const worse = (part: "deviation" | "spread") =>
  mine.filter((one, i) => one[part] > peers[i]![part] + 1e-12).length;
console.log(
  `hemoleak is worse by its own criterion on ${worse("deviation")}, by scikit-learn's on ` +
    `${worse("spread")} of ${cohorts.length} cohorts`,
);
const total = (of: readonly { seconds: number }[]) => of.reduce((sum, one) => sum + one.seconds, 0);
console.log(
  `CPU in all: ${total(mine).toFixed(1)} s and ${total(peers).toFixed(1)} s, ratio ${
    (total(peers) / total(mine)).toFixed(1)
  }`,
);
const seconds = await Array.fromAsync({ length: 3 }, wholeTableSeconds);
console.log(
  "A table of 200,000 slices of 5,000 subjects, read, split by label and site, and formatted, seconds of " +
    `CPU: ${seconds.map((one) => one.toFixed(2)).join(", ")}`,
);
