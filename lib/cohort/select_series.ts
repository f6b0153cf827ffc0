import type { Series } from "./series.ts";
import { readTraits } from "./series_traits.ts";

/** Which series of a study a cohort takes. */
export interface SeriesRule {
  /**
   * `"one"` (default): the one plain (no contrast agent) soft-tissue axial head series whose spacing is
   * nearest to {@link spacing}; of equals the one with more slices, then the first by name.
   * `"all"`: every readable axial CT series, with contrast, bone kernel and other regions too, as the
   * paper's 193,317 slices of 491 scans suggest.
   */
  series?: "one" | "all";
  /** Wanted distance between slices in mm, for `"one"`; default 5, as radiologists read heads. */
  spacing?: number;
  /** A series of fewer slices is no scan of a head; default 3. */
  minimumSlices?: number;
}

/** Whether a series is taken, and why. */
export interface SeriesChoice {
  series: Series;
  kept: boolean;
  reason: string;
}

/**
 * Chooses among the series of one study.
 *
 * @returns One decision for each series, in the same order.
 */
export function selectSeries(
  studySeries: readonly Series[],
  rule: SeriesRule = {},
): SeriesChoice[] {
  const { series: which = "one", spacing = 5, minimumSlices = 3 } = rule;
  const objections = studySeries.map((series) => objection(series, which, minimumSlices));
  if (which === "all") {
    return studySeries.map((series, i) => ({
      series,
      kept: objections[i] === null,
      reason: objections[i] ?? "readable axial CT",
    }));
  }
  const candidates = studySeries.filter((_, i) => objections[i] === null);
  const [chosen] = candidates.toSorted((a, b) =>
    Math.abs(a.spacing! - spacing) - Math.abs(b.spacing! - spacing) ||
    b.files.length - a.files.length
  );
  return studySeries.map((series, i) => ({
    series,
    kept: series === chosen,
    reason: objections[i] ?? reasonAmong(series, chosen!, candidates.length),
  }));
}

/** Why a series cannot be taken at all, or null. */
function objection(series: Series, which: "one" | "all", minimumSlices: number): string | null {
  const traits = readTraits(series);
  const count = series.files.length;
  if (traits.unusable !== null) return traits.unusable;
  if (count < minimumSlices) {
    return `${count} ${count === 1 ? "slice" : "slices"}; a series needs at least ${minimumSlices}`;
  }
  if (series.spacing === null) return "all slices are at one position";
  if (series.plane !== "axial") return traits.otherView;
  if (which === "all") return null;
  if (traits.otherView !== null) return `another region: ${traits.otherView}`;
  if (traits.contrast !== null) return `with contrast agent: ${traits.contrast}`;
  if (traits.sharp !== null) return `bone or lung kernel: ${traits.sharp}`;
  return null;
}

function reasonAmong(series: Series, chosen: Series, candidates: number): string {
  if (candidates === 1) return "the plain soft-tissue axial series of the study";
  const spacings = `slices ${millimeters(series.spacing!)} apart`;
  if (series === chosen) return `plain, soft-tissue, axial; ${spacings}, nearest to the wanted`;
  return `plain, soft-tissue, axial, but "${chosen.name}" is preferred (${spacings} here, ` +
    `${millimeters(chosen.spacing!)} there)`;
}

function millimeters(spacing: number): string {
  return `${Number(spacing.toFixed(2))} mm`;
}
