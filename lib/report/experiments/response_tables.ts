import type { CohortSizeResponse } from "../../leakage/trials/cohort_size.ts";
import type { MeanAuc } from "../../leakage/trials/mean_auc.ts";
import type {
  DistanceResponse,
  DoseResponse,
  ResponseCurves,
  ResponsePoint,
} from "../../leakage/trials/responses.ts";
import { differenceText, intervalText, MISSING } from "../../text/numbers.ts";
import { syntheticMark } from "../../provenance.ts";
import { type Column, Table } from "../media/table.ts";
import { outcomeNotes } from "../training/outcome_notes.ts";

/** What a table of AUCs says of them besides. */
export interface ResponseTableOptions {
  /** The network's name. */
  network: string;
  /** Whether the data is generated rather than from patients. */
  synthetic: boolean;
}

/** The AUC at each dose, and what the dose has changed. */
export function doseTable(response: DoseResponse, options: ResponseTableOptions): Table {
  const title = "AUC against the share of the test subjects' other slices trained on";
  return curvesTable(response, ({ dose }) => dose, { title, factor: "dose", ...options });
}

/** The AUC at each distance, and what the distance has changed. */
export function distanceTable(response: DistanceResponse, options: ResponseTableOptions): Table {
  const title = "AUC against the distance to the subject's nearest training slice";
  return curvesTable(response, ({ gap }) => gap, { title, factor: "slices away", ...options });
}

function curvesTable<Point extends ResponsePoint>(
  { true: own, permuted, outcomes }: ResponseCurves<Point>,
  valueOf: (point: Point) => number,
  { title, factor, ...options }: ResponseTableOptions & { title: string; factor: string },
): Table {
  const rows = (labels: string, points: readonly Point[]) =>
    points.map((point, i) => [
      ...[i === 0 ? labels : "", String(valueOf(point))],
      ...pointCells(point),
    ]);
  return new Table({
    title: titleOf(title, options),
    columns: [{ title: "labels" }, right(factor), right("AUC"), right("change")],
    rows: [...rows("true", own), ...rows("permuted", permuted)],
    notes: [...notesOn([...own, ...permuted].map(({ auc }) => auc)), ...outcomeNotes(outcomes)],
  });
}

/** The AUC of either split for each number of subjects. */
export function cohortSizeTable(
  { points, outcomes }: CohortSizeResponse,
  options: ResponseTableOptions,
): Table {
  return new Table({
    title: titleOf("AUC against the number of subjects", options),
    columns: [right("subjects"), right("by slice"), right("by subject"), right("inflation")],
    rows: points.map(({ subjects, slice, subject, inflation }) => [
      ...[String(subjects), intervalText(slice.mean, slice.ci)],
      ...[
        intervalText(subject.mean, subject.ci),
        differenceText(inflation.difference, inflation.ci),
      ],
    ]),
    notes: [...notesOn(points.map(({ slice }) => slice)), ...outcomeNotes(outcomes)],
  });
}

function right(title: string): Column {
  return { title, align: "right" };
}

function titleOf(what: string, { network, synthetic }: ResponseTableOptions): string {
  return `${network}: ${what}${syntheticMark(synthetic)}`;
}

function pointCells({ auc, change }: ResponsePoint): string[] {
  return [
    intervalText(auc.mean, auc.ci),
    change === null ? MISSING : differenceText(change.difference, change.ci),
  ];
}

function notesOn([first]: readonly MeanAuc[]): string[] {
  if (first === undefined) return [];
  const seeds = first.aucs.length;
  return [
    `Mean over ${seeds} ${seeds === 1 ? "seed" : "seeds"} with the 95 % interval over ` +
    (first.unit === "subject" ? "subjects." : "seeds and subjects."),
  ];
}
