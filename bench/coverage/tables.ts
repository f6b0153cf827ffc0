import {
  type Count,
  type Counts,
  coverage,
  excessWidth,
  spreadWidth,
  sumOfCounts,
} from "./count.ts";
import { DESIGNS, type FullDesign } from "./designs.ts";
import type { Measured } from "./measure.ts";

/** A design with what was measured of it. */
export interface MeasuredDesign {
  design: FullDesign;
  measured: Measured;
}

/** What the tool does not report, or only to be compared with. */
const COMPARED = /Obuchowski|DeLong|bootstrap|BCa/;
/** What an interval is to hold and how wide it may be; of eight subjects one less. */
const HELD = 0.93, HELD_OF_8 = 0.92, WIDE = 1.5;

/** The tables of `docs/statistics.md`, in Markdown. */
export function tablesOf(all: readonly MeasuredDesign[]): string {
  return [
    `${all.length} of ${DESIGNS.length} designs, ${samplesText(all)} samples each.`,
    "### Without a caution",
    cautionTable(all, "plain"),
    "### With a caution",
    cautionTable(all, "cautioned"),
    "### Designs in which an interval without a caution misses what it should hold",
    missTable(all),
    "### All samples",
    intervalTable(all),
    "### The AUC over subjects, by design",
    aucTable(all),
    "### Two equally good classifiers: how often p < 0.05",
    testTable(all),
  ].join("\n\n");
}

function samplesText(all: readonly MeasuredDesign[]): string {
  const counts = all.map(({ measured }) => measured.samples);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(least) : `${least} to ${most}`;
}

/** Of each interval and number of subjects, designs most of whose samples come with a caution, or without. */
function cautionTable(all: readonly MeasuredDesign[], kind: keyof Counts): string {
  return bySubjects(all, namesOf(all).filter((name) => !COMPARED.test(name)), (counts) => {
    const mostly = counts.filter((each) => kindOf(each) === kind).map((each) => each[kind]);
    if (mostly.length === 0) return "none";
    const widths = mostly.map(excessWidth);
    return `${mostly.length}: ${sharesText(mostly.map(coverage))}; width ${
      decimal(mean(widths))
    }, ` +
      `at most ${decimal(Math.max(...widths))}`;
  });
}

/** Whether most samples come with a caution. */
function kindOf({ plain, cautioned }: Counts): keyof Counts {
  return plain.samples >= cautioned.samples ? "plain" : "cautioned";
}

/** Where samples without a caution are most of a design's and yet too few hold the truth, or they are too wide. */
function missTable(all: readonly MeasuredDesign[]): string {
  const rows = namesOf(all).filter((name) => !COMPARED.test(name)).map((name) => {
    const judged = all.flatMap(({ design, measured }) => {
      const counts = measured.intervals[name];
      if (counts === undefined || kindOf(counts) === "cautioned") return [];
      const { plain } = counts, held = coverage(plain);
      const wanted = design.subjects < 20 ? HELD_OF_8 : HELD;
      // Two standard errors of a coverage that is what is wanted.
      const chance = 2 * Math.sqrt(wanted * (1 - wanted) / plain.samples);
      return [{ design, plain, held, wanted, chance, width: excessWidth(plain) }];
    });
    const below = judged.filter(({ held, wanted }) => held < wanted);
    const surely = below.filter(({ held, wanted, chance }) => held < wanted - chance);
    const wide = judged.filter(({ width }) => width > WIDE);
    const least = surely.toSorted((a, b) => a.held - b.held).slice(0, 2).map((each) =>
      `${percent(each.held)} of ${each.plain.samples} (${designText(each.design)})`
    );
    const widest = wide.toSorted((a, b) => b.width - a.width).slice(0, 2).map((each) =>
      `${decimal(each.width)} times as wide (${designText(each.design)})`
    );
    return `| ${name} | ${judged.length} | ${below.length} | ${surely.length} | ${wide.length} | ${
      [...least, ...widest].join("; ")
    } |`;
  });
  return [
    "| interval | designs | below 93 % | by more than chance | wider than 1.5 times | the worst |",
    "|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function designText({ subjects, prevalence, labels, sizes, auc, correlation }: FullDesign): string {
  return `${subjects} subjects, prevalence ${prevalence}, labels ${
    labels === "mixed" ? "of slices" : "of subjects"
  }, ${sizes}, AUC ${auc}, correlation ${correlation}`;
}

function intervalTable(all: readonly MeasuredDesign[]): string {
  return bySubjects(all, namesOf(all), (counts) => {
    const cautioned = counts.map((each) =>
      each.cautioned.samples / (each.plain.samples + each.cautioned.samples)
    );
    return `${cell(counts.map(together))}; caution ${percent(mean(cautioned))}`;
  });
}

function bySubjects(
  all: readonly MeasuredDesign[],
  names: readonly string[],
  text: (counts: readonly Counts[]) => string,
): string {
  const subjects = [...new Set(all.map(({ design }) => design.subjects))];
  const countsOf = (name: string, size: number) =>
    all.filter(({ design }) => design.subjects === size)
      .flatMap(({ measured }) => measured.intervals[name] ?? []);
  return [
    `| interval | ${subjects.join(" | ")} |`,
    `|---|${subjects.map(() => "---|").join("")}`,
    ...names.map((name) =>
      `| ${name} | ${
        subjects.map((size) => {
          const counts = countsOf(name, size);
          return counts.length === 0 ? "" : text(counts);
        }).join(" | ")
      } |`
    ),
  ].join("\n");
}

function aucTable(all: readonly MeasuredDesign[]): string {
  const sizes = ["equal", "10-40", "lognormal"] as const;
  const groups = Map.groupBy(
    all,
    ({ design: { subjects, prevalence, labels } }) =>
      `| ${subjects} | ${prevalence} | ${labels === "mixed" ? "of slices" : "of subjects"} |`,
  );
  return [
    `| subjects | prevalence | labels | ${sizes.join(" | ")} |`,
    `|---|---|---|${sizes.map(() => "---|").join("")}`,
    ...[...groups].map(([name, group]) =>
      `${name} ${
        sizes.map((size) =>
          cell(
            group.filter(({ design }) => design.sizes === size)
              .map(({ measured }) => together(measured.intervals["AUC"]!)),
          )
        ).join(" | ")
      } |`
    ),
  ].join("\n");
}

function testTable(all: readonly MeasuredDesign[]): string {
  const groups = Map.groupBy(all, ({ design }) => `| ${design.subjects} | ${design.sizes} |`);
  const cellOf = (shares: readonly number[]) => shares.length === 0 ? "none" : sharesText(shares);
  return [
    "| subjects | sizes | over subjects | without a caution | DeLong, by slice |",
    "|---|---|---|---|---|",
    ...[...groups].map(([name, group]) => {
      const plain = group.map(({ measured: { rejected, samples } }) => {
        const without = rejected["without caution"] ?? 0;
        return without * 2 < samples ? [] : rejected["over subjects, without caution"]! / without;
      });
      const shares = (test: string) =>
        group.map(({ measured }) => measured.rejected[test]! / measured.samples);
      return `${name} ${sharesText(shares("over subjects"))} | ${cellOf(plain.flat())} | ${
        sharesText(shares("DeLong, by slice"))
      } |`;
    }),
  ].join("\n");
}

function namesOf(all: readonly MeasuredDesign[]): string[] {
  return [...new Set(all.flatMap(({ measured }) => Object.keys(measured.intervals)))];
}

function together({ plain, cautioned }: Counts): Count {
  return sumOfCounts([plain, cautioned]);
}

/** Coverage from the least to the greatest of some designs, their mean, and how wide by what is needed. */
function cell(counts: readonly Count[]): string {
  if (counts.length === 0) return "";
  const spreads = counts.map(spreadWidth);
  const spread = spreads.every(Number.isFinite) ? ` (${mean(spreads).toFixed(1)})` : "";
  const width = `width ${decimal(mean(counts.map(excessWidth)))}${spread}`;
  return `${sharesText(counts.map(coverage))}; ${width}`;
}

function sharesText(shares: readonly number[]): string {
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  return `${(100 * least).toFixed(1)}-${percent(most)}, mean ${percent(mean(shares))}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function decimal(value: number): string {
  return value.toFixed(1);
}
