/** How an attempt at a cell ended; `busy` if another process is at work on it. */
export type CellOutcome = "finished" | "failed" | "busy";

/** How cells are worked on. */
export interface PoolOptions<Cell> {
  /** How many cells at a time. */
  workers: number;
  /** Works on a cell. If it need not wait for another process, it may give `busy` instead. */
  work: (cell: Cell, mayWait: boolean) => Promise<CellOutcome>;
  /** Called after each cell that is no longer busy. */
  ended?: (cell: Cell, outcome: "finished" | "failed") => void;
  /** Aborted, no further cell is begun. */
  signal?: AbortSignal;
}

/**
 * Works on all cells, some at a time, in their order. What another process is at work on comes last,
 * so that two pools on the same cells share them; for what is left then, it waits.
 */
export async function runPool<Cell>(
  cells: readonly Cell[],
  { workers, work, ended, signal }: PoolOptions<Cell>,
): Promise<void> {
  const queue = [...cells], busy: Cell[] = [];
  const lane = async () => {
    while (!signal?.aborted && queue.length + busy.length > 0) {
      const mayWait = queue.length === 0;
      const cell = (mayWait ? busy : queue).shift()!;
      const outcome = await work(cell, mayWait);
      if (outcome === "busy") busy.push(cell);
      else if (!signal?.aborted || outcome === "finished") ended?.(cell, outcome);
    }
  };
  await Promise.all(Array.from({ length: workers }, lane));
}
