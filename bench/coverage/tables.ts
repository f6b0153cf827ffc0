import { DESIGNS, type FullDesign } from "./designs.ts";
import type { Count, Measured } from "./measure.ts";

/** A design with what was measured of it. */
export interface MeasuredDesign {
  design: FullDesign;
  measured: Measured;
}

/** The tables of `docs/statistics.md`, in Markdown. */
export function tablesOf(all: readonly MeasuredDesign[]): string {
  return [
    `${all.length} of ${DESIGNS.length} designs, ${samplesText(all)} samples each.`,
    "### The AUC over subjects, by design",
    aucTable(all),
    "### All intervals, by the number of subjects",
    intervalTable(all),
    "### Designs in which an interval covers least",
    worstTable(all),
    "### Two equally good classifiers: how often p < 0.05",
    testTable(all),
  ].join("\n\n");
}

function samplesText(all: readonly MeasuredDesign[]): string {
  const counts = all.map(({ measured }) => measured.samples);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(least) : `${least} to ${most}`;
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
          cell(group.filter(({ design }) => design.sizes === size).map(countsOf("AUC")))
        ).join(" | ")
      } |`
    ),
  ].join("\n");
}

function intervalTable(all: readonly MeasuredDesign[]): string {
  const names = [...new Set(all.flatMap(({ measured }) => Object.keys(measured.intervals)))];
  const subjects = [...new Set(all.map(({ design }) => design.subjects))];
  return [
    `| interval | ${subjects.join(" | ")} |`,
    `|---|${subjects.map(() => "---|").join("")}`,
    ...names.map((name) =>
      `| ${name} | ${
        subjects.map((size) =>
          cell(
            all.filter(({ design, measured }) =>
              design.subjects === size && name in measured.intervals
            ).map(countsOf(name)),
          )
        ).join(" | ")
      } |`
    ),
  ].join("\n");
}

function worstTable(all: readonly MeasuredDesign[]): string {
  const names = [...new Set(all.flatMap(({ measured }) => Object.keys(measured.intervals)))]
    .filter((name) => !/Obuchowski|DeLong|bootstrap|BCa/.test(name));
  const rows = names.flatMap((name) => {
    const below = all.filter(({ design, measured }) =>
      design.subjects >= 20 && name in measured.intervals &&
      share(measured.intervals[name]!) < 0.93
    ).toSorted((a, b) => share(a.measured.intervals[name]!) - share(b.measured.intervals[name]!));
    if (below.length === 0) return [`| ${name} | 0 | |`];
    const worst = below.slice(0, 2).map(({ design, measured }) =>
      `${percent(share(measured.intervals[name]!))} (${design.subjects} subjects, prevalence ` +
      `${design.prevalence}, ${design.labels}, ${design.sizes}, AUC ${design.auc}, correlation ` +
      `${design.correlation})`
    );
    return [`| ${name} | ${below.length} | ${worst.join("; ")} |`];
  });
  return [
    "| interval | designs below 93 %, from 20 subjects | the least |",
    "|---|---|---|",
    ...rows,
  ]
    .join("\n");
}

function testTable(all: readonly MeasuredDesign[]): string {
  const names = ["over subjects", "DeLong, by slice"];
  const groups = Map.groupBy(all, ({ design }) => `| ${design.subjects} | ${design.sizes} |`);
  return [
    `| subjects | sizes | ${names.join(" | ")} |`,
    `|---|---|${names.map(() => "---|").join("")}`,
    ...[...groups].map(([name, group]) =>
      `${name} ${
        names.map((test) => {
          const shares = group.map(({ measured }) => measured.rejected[test]! / measured.samples);
          return `${range(shares)}, mean ${percent(mean(shares))}`;
        }).join(" | ")
      } |`
    ),
  ].join("\n");
}

function countsOf(name: string) {
  return ({ measured }: MeasuredDesign) => measured.intervals[name]!;
}

/** Coverage from the least to the greatest of some designs, their mean, and how wide by what is needed. */
function cell(counts: readonly Count[]): string {
  if (counts.length === 0) return "";
  const shares = counts.map(share);
  const widths = counts.map(relativeWidth);
  const width = widths.every(Number.isFinite) ? `; width ${mean(widths).toFixed(1)}` : "";
  return `${range(shares)}, mean ${percent(mean(shares))}${width}`;
}

function share({ covered, samples }: Count): number {
  return covered / samples;
}

/** The mean width by twice 1.96 true standard deviations of the estimate, in [0, 1]; NaN if without bound. */
function relativeWidth({ samples, width, sum, squares }: Count): number {
  const variance = squares / samples - (sum / samples) ** 2;
  return width / samples / Math.min(1, 3.92 * Math.sqrt(variance));
}

function range(shares: readonly number[]): string {
  return `${(100 * Math.min(...shares)).toFixed(1)}-${percent(Math.max(...shares))}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
