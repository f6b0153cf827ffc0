import { type GridPlan, isTablePlan } from "hemoleak/experiment/grid/grid_file.ts";
import type { CellTask, GridCellStatus } from "hemoleak/experiment/slurm/cell_tasks.ts";
import { Table } from "hemoleak/report/media/table.ts";
import { OUTCOME_MEANINGS, OUTCOME_TITLES } from "hemoleak/report/training/outcome_notes.ts";
import { countOf } from "hemoleak/text/numbers.ts";
import { printable } from "hemoleak/text/printable.ts";

const STATES = ["finished", "running", "pending", "failed", "open"] as const;
/** Without Slurm, nothing waits. */
const OWN_STATES = STATES.filter((state) => state !== "pending");

/** What is told of a cell: its task, if it was given to Slurm. */
type Status = Omit<GridCellStatus, "task"> & { task?: CellTask | null };

/** Where a grid's cells are, by experiment, and why cells failed. */
export function describeGrid(
  plan: GridPlan,
  statuses: readonly Status[],
  { cells = false }: { cells?: boolean } = {},
): string {
  const states = statuses.some(({ task }) => task) ? STATES : OWN_STATES;
  const byName = new Map(statuses.map((status) => [status.name, status]));
  const counts = (names: readonly string[]) =>
    states.map((state) => String(names.filter((name) => byName.get(name)!.state === state).length));
  const experiments = plan.experiments.map(({ name, cells }) => [
    ...[name, String(cells.length)],
    ...counts(cells),
  ]);
  const all = plan.cells.map(({ name }) => name);
  const table = new Table({
    title: `${all.length} cells; an experiment may share some with another`,
    columns: ["experiment", "cells", ...states].map((title, i) => ({
      title,
      align: i === 0 ? "left" : "right",
    })),
    rows: [...experiments, ["all", String(all.length), ...counts(all)]],
  });
  const running = statuses.filter(({ state }) => state === "running");
  const failed = statuses.flatMap(({ name, why, task }) =>
    why === null ? [] : [{ name, why, log: task?.log ?? null }]
  );
  const lines = cells ? statuses.map((status, i) => `${i} ${describeCell(status)}`) : [
    ...running.map((status) => describeCell(status)),
    ...describeFailures(failed),
    ...describeOutcomes(statuses),
  ];
  return [table.markdown, ...lines.length > 0 ? ["", ...lines] : []].join("\n");
}

/** Where a grid's cells are, for programs. */
export function gridJson(statuses: readonly GridCellStatus[]): string {
  const counts = STATES.map((state) => [
    state,
    statuses.filter((status) => status.state === state).length,
  ]);
  const cells = statuses.map(({ cell: _cell, ...status }, number) => {
    return { number, ...status };
  });
  const totals = { total: statuses.length, ...Object.fromEntries(counts) };
  return JSON.stringify({ totals, cells }, null, 2);
}

/** The commands that train on a table, and that they may do what the user may; nothing of other grids. */
export function describeCommands(plan: GridPlan): string[] {
  if (!isTablePlan(plan)) return [];
  const commands = plan.trainers.flatMap((one) => {
    return "command" in one ? [`  ${one.name}: ${printable(one.command)}`] : [];
  });
  if (commands.length === 0) return [];
  const limit = plan.timeout === undefined ? "" : `, ${countOf(plan.timeout, "second")} at most`;
  return [
    `For each cell, with your rights, in ${printable(plan.directory)}${limit}:`,
    ...commands,
  ];
}

/** Cells that failed, those of the same reason together, with the log of the first. */
export function describeFailures(
  failed: readonly { name: string; why: string; log?: string | null }[],
): string[] {
  const byReason = Map.groupBy(failed, ({ why }) => why);
  return [...byReason].map(([why, cells]) => {
    const names = cells.map(({ name }) => name).join(", ");
    const log = cells.find((cell) => cell.log)?.log;
    return `${countOf(cells.length, "cell")} failed: ${names}\n  ${why}${
      log ? `\n  log: ${log}` : ""
    }`;
  });
}

/** The cells whose networks died, and those that have not learned, each with what that means. */
function describeOutcomes(statuses: readonly Status[]): string[] {
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

function describeCell({ name, state, epochs, of, learning, task }: Status): string {
  const outcome = learning && OUTCOME_TITLES[learning];
  const isBegun = state !== "finished" && epochs > 0;
  return [
    `${name}: ${state}`,
    isBegun ? `${epochs} of ${of} epochs` : null,
    outcome,
    state === "finished" || !task ? null : describeTask(task),
  ].filter((part) => part !== null).join(", ");
}

function describeTask({ id, state, phase, reason, elapsed, node, log }: CellTask): string {
  return [
    `job ${id} ${state}`,
    reason === null || reason === "None" ? null : `(${reason})`,
    phase === "pending" || elapsed === null ? null : `for ${elapsed}`,
    node === null ? null : `on ${node}`,
    phase === "ended" ? `log: ${log}` : null,
  ].filter((part) => part !== null).join(" ");
}
