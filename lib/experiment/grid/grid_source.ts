import type { Cell } from "../cell.ts";
import type { AnyCellData } from "../run.ts";
import type { Trainer, TrainerIdentity } from "../trainer/trainer.ts";

/** What a grid's cells are run on, and by what: a cohort's slices by networks, or a table by anything. */
export interface GridSource {
  /** The folder of the runs' folders. */
  readonly runs: string;
  /** Whether the data are generated rather than from patients. */
  readonly synthetic: boolean;
  /** Where the numbers come from, for the head of files of results. */
  readonly origin: object;
  /** Who trains a cell. */
  identityOf(cell: Cell<string>): TrainerIdentity;
  /**
   * Opens the data, which no cell makes: many at once would.
   *
   * @throws {GridError} They are not those that the grid was planned for, or not there.
   */
  open(): Promise<OpenSource>;
}

/** The data, and what trains on them; closed when it is disposed of. */
export interface OpenSource extends Disposable {
  /** What cells are run on. */
  readonly data: AnyCellData;
  /** What trains a cell. */
  trainerOf(cell: Cell<string>): Trainer;
}
