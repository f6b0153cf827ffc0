import type { CellState, CellStatus } from "hemoleak/experiment/grid/grid.ts";
import type { GridPlan } from "hemoleak/experiment/grid/grid_file.ts";
import { Table } from "hemoleak/report/media/table.ts";
import { OUTCOME_MEANINGS, OUTCOME_TITLES } from "hemoleak/report/training/outcome_notes.ts";
import { countOf } from "hemoleak/text/numbers.ts";

const STATES: readonly CellState[] = ["finished", "running", "failed", "open"];

/** Where a grid's cells are, by experiment, and why cells failed. */
export function describeGrid(
  plan: GridPlan,
  statuses: readonly CellStatus[],
  { cells = false }: { cells?: boolean } = {},
): string {
  const byName = new Map(statuses.map((status) => [status.name, status]));
  const counts = (names: readonly string[]) =>
    STATES.map((state) => String(names.filter((name) => byName.get(name)!.state === state).length));
  const experiments = plan.experiments.map(({ name, cells }) => [
    ...[name, String(cells.length)],
    ...counts(cells),
  ]);
  const all = plan.cells.map(({ name }) => name);
  const table = new Table({
    title: `${all.length} cells; an experiment may share some with another`,
    columns: ["experiment", "cells", ...STATES].map((title, i) => ({
      title,
      align: i === 0 ? "left" : "right",
    })),
    rows: [...experiments, ["all", String(all.length), ...counts(all)]],
  });
  const running = statuses.filter(({ state }) => state === "running");
  const failed = statuses.flatMap(({ name, why }) => why === null ? [] : [{ name, why }]);
  const lines = cells ? statuses.map((status, i) => `${i} ${describeCell(plan, status)}`) : [
    ...running.map((status) => describeCell(plan, status)),
    ...describeFailures(failed),
    ...describeOutcomes(statuses),
  ];
  return [table.markdown, ...lines.length > 0 ? ["", ...lines] : []].join("\n");
}

/** Cells that failed, those of the same reason together. */
export function describeFailures(failed: readonly { name: string; why: string }[]): string[] {
  const byReason = Map.groupBy(failed, ({ why }) => why);
  return [...byReason].map(([why, cells]) => {
    const names = cells.map(({ name }) => name).join(", ");
    return `${countOf(cells.length, "cell")} failed: ${names}\n  ${why}`;
  });
}

/** The cells whose networks died, and those that have not learned, each with what that means. */
function describeOutcomes(statuses: readonly CellStatus[]): string[] {
  return (["dead", "not-learned"] as const).flatMap((outcome) => {
    const names = statuses.filter(({ learning }) => learning === outcome).map(({ name }) => name);
    if (names.length === 0) return [];
    const title = `${countOf(names.length, "cell")} finished whose network ${
      OUTCOME_TITLES[outcome]
    }`;
    return [`${title}: ${names.join(", ")}`, `  ${OUTCOME_MEANINGS[outcome]}${COLLECTED[outcome]}`];
  });
}

const COLLECTED = {
  "dead": " `collect` leaves it out.",
  "not-learned": " `collect` counts it.",
};

function describeCell(
  { profile }: GridPlan,
  { name, cell, state, epochs, learning }: CellStatus,
): string {
  const outcome = learning && OUTCOME_TITLES[learning];
  const isBegun = state !== "finished" && epochs > 0;
  return [
    `${name}: ${state}`,
    isBegun ? `${epochs} of ${profile.epochs[cell.model]} epochs` : null,
    outcome,
  ].filter((part) => part !== null).join(", ");
}
