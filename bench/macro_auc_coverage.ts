/**
 * How often the 95 % intervals of `evaluateClasses` hold the truth: those of the macro AUC, of accuracy and of
 * balanced accuracy.
 *
 *     deno run -A bench/macro_auc_coverage.ts [samples] [pattern of designs]
 *
 * The score for a class is normal, higher by a shift on the class's own slices, with an effect of the subject
 * on each; so each class has the AUC of the design against the rest, whatever the mix of the others, and a
 * class is found as often as any other. How often that is, is drawn a million times. Samples in which a class
 * has fewer than two subjects have no interval, and are drawn again.
 *
 * `docs/classes.md` has the table.
 *
 * @module
 */
import { evaluateClasses } from "hemoleak/evaluate";
import { NameStore } from "hemoleak/predictions/name_store.ts";
import type { ClassTable } from "hemoleak/predictions";
import { Random } from "hemoleak/random.ts";
import { SET_NAMES } from "hemoleak/split/split.ts";
import { normalQuantile } from "hemoleak/statistics/normal.ts";

interface Design {
  subjects: number;
  /** Probability of each class. */
  mix: readonly number[];
  /** Of each class against the rest. */
  auc: number;
  /** Share of a score's variance that a subject's slices have in common. */
  correlation: number;
  labels: "of subjects" | "of slices";
  sizes: "10-40" | "lognormal";
}

const MIXES: readonly (readonly number[])[] = [
  [1 / 3, 1 / 3, 1 / 3],
  [0.1, 0.3, 0.6],
  [0.1, 0.1, 0.1, 0.1, 0.2, 0.4],
];

function designs(): Design[] {
  return [20, 74, 200].flatMap((subjects) =>
    MIXES.flatMap((mix) =>
      [0.6, 0.9, 0.99].flatMap((auc) =>
        [0.2, 0.95].flatMap((correlation) =>
          (["of subjects", "of slices"] as const).flatMap((labels) =>
            (["10-40", "lognormal"] as const).map((sizes) => ({
              subjects,
              mix,
              auc,
              correlation,
              labels,
              sizes,
            }))
          )
        )
      )
    )
  );
}

const shiftOf = ({ auc }: Pick<Design, "auc">) => normalQuantile(auc) * Math.SQRT2;

/** Test slices of a sample. */
function draw(random: Random, design: Design): ClassTable {
  const { subjects, mix, correlation, labels, sizes } = design;
  const shift = shiftOf(design), names = mix.map((_, place) => `c${place}`);
  const subjectOf: number[] = [], classOf: number[] = [], slices = new NameStore();
  const scores = mix.map((): number[] => []);
  for (let subject = 0; subject < subjects; subject++) {
    const own = drawClass(random, mix);
    const height = sizes === "10-40"
      ? 10 + random.integer(31)
      : Math.max(1, Math.min(200, Math.round(20 * Math.exp(random.normal(0, 1)))));
    const share = labels === "of subjects" ? 1 : random.uniform(0.2, 0.8);
    const effects = mix.map(() => random.normal(0, Math.sqrt(correlation)));
    for (let slice = 0; slice < height; slice++) {
      const label = random.bool(share) ? own : mix.length - 1;
      subjectOf.push(subject);
      classOf.push(label);
      slices.add("");
      for (const [place, column] of scores.entries()) {
        const noise = random.normal(0, Math.sqrt(1 - correlation));
        column.push((place === label ? shift : 0) + effects[place]! + noise);
      }
    }
  }
  const length = classOf.length;
  return {
    length,
    subjects: Array.from({ length: subjects }, (_, subject) => `S${subject}`),
    studies: Array.from({ length: subjects }, (_, subject) => ({ subject, name: "" })),
    subjectOf: Uint32Array.from(subjectOf),
    studyOf: Uint32Array.from(subjectOf),
    slices,
    sets: new Uint8Array(length).fill(SET_NAMES.indexOf("test")),
    lines: new Uint32Array(length),
    folds: null,
    repeats: null,
    attributes: [],
    notes: [],
    classes: names,
    classOf: Uint32Array.from(classOf),
    classScores: scores.map((column) => Float64Array.from(column)),
  };
}

function drawClass(random: Random, mix: readonly number[]): number {
  let left = random.uniform(0, 1);
  for (const [place, share] of mix.entries()) {
    if ((left -= share) < 0) return place;
  }
  return mix.length - 1;
}

const DRAWS = 1_000_000;
const found = new Map<string, number>();

/** How often a class is called that has the highest of so many scores. */
function recallOf(classes: number, shift: number): number {
  const key = `${classes} ${shift}`;
  const known = found.get(key);
  if (known !== undefined) return known;
  const random = new Random(classes, "recall");
  let right = 0;
  for (let i = 0; i < DRAWS; i++) {
    const own = shift + random.normal(0, 1);
    let highest = -Infinity;
    for (let other = 1; other < classes; other++) {
      highest = Math.max(highest, random.normal(0, 1));
    }
    if (own > highest) right++;
  }
  found.set(key, right / DRAWS);
  return right / DRAWS;
}

const OF = ["macro AUC", "accuracy", "balanced accuracy"] as const;

/** Coverage and mean width of each interval. */
function measure(design: Design, samples: number) {
  const name = nameOf(design), random = new Random(1, name);
  const recall = recallOf(design.mix.length, shiftOf(design));
  const truths = [design.auc, recall, recall];
  const covered = OF.map(() => 0), width = OF.map(() => 0);
  for (let sample = 0; sample < samples;) {
    const table = draw(random, design);
    if (new Set(table.classOf).size < design.mix.length) continue;
    const { macro, accuracy, balancedAccuracy } = evaluateClasses(table);
    if (macro.method === "none") continue;
    for (const [i, { ci: [low, high] }] of [macro, accuracy, balancedAccuracy].entries()) {
      if (low <= truths[i]! && truths[i]! <= high) covered[i]!++;
      width[i]! += (high - low) / samples;
    }
    sample++;
  }
  return { name, coverage: covered.map((count) => count / samples), width };
}

function nameOf({ subjects, mix, auc, correlation, labels, sizes }: Design): string {
  const shares = mix.map((share) => share.toFixed(2)).join("/");
  return `${subjects} subjects, ${shares}, ${labels}, ${sizes}, AUC ${auc}, correlation ${correlation}`;
}

const samples = Number(Deno.args[0] ?? 200), pattern = new RegExp(Deno.args[1] ?? "");
const measured = designs().filter((design) => pattern.test(nameOf(design))).map((design) => {
  const row = { ...measure(design, samples), subjects: design.subjects };
  const cells = row.coverage.map((share, i) =>
    `${(100 * share).toFixed(1)} % (${row.width[i]!.toFixed(2)})`
  );
  console.log(`| ${row.name} | ${cells.join(" | ")} |`);
  return row;
});
console.log(
  `\n${samples} samples a design: coverage in the least design, on average; mean width\n`,
);
console.log(`| subjects | designs | ${OF.join(" | ")} |`);
for (const [subjects, rows] of Map.groupBy(measured, (row) => row.subjects)) {
  const cells = OF.map((_, i) => {
    const shares = rows.map(({ coverage }) => 100 * coverage[i]!);
    const mean = (values: number[]) =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    return `${Math.min(...shares).toFixed(1)} %, mean ${mean(shares).toFixed(1)} %; width ${
      mean(rows.map(({ width }) => width[i]!)).toFixed(2)
    }`;
  });
  console.log(`| ${subjects} | ${rows.length} | ${cells.join(" | ")} |`);
}
