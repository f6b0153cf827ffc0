import { basename, join } from "node:path";
import { GridError } from "../../error.ts";
import type { Cell } from "../cell.ts";
import { inKeyOrder } from "../cell.ts";
import { type AnyGridTable, fingerprintOf, readAnyGridTable } from "../table/grid_table.ts";
import { commandIdentity, commandTrainer } from "../trainer/command_trainer.ts";
import type { Trainer, TrainerIdentity } from "../trainer/trainer.ts";
import type { PlannedTrainer, TableGridPlan } from "./grid_file.ts";
import type { GridSource, OpenSource } from "./grid_source.ts";

/** A table of labeled slices, on which commands and programs are trained. */
export class TableSource implements GridSource {
  readonly runs: string;
  readonly synthetic: boolean;
  readonly origin: object;
  readonly #folder: string;
  readonly #plan: TableGridPlan;
  readonly #programs: ReadonlyMap<string, Trainer>;

  /**
   * @param folder Of the grid, where the runs lie, too.
   * @param programs The trainers that are no commands.
   * @throws {GridError} One is another than the grid was planned with.
   */
  constructor(folder: string, plan: TableGridPlan, programs: readonly Trainer[]) {
    this.#folder = folder;
    this.#plan = plan;
    this.#programs = new Map(programs.map((program) => [program.name, program]));
    for (const planned of plan.trainers) this.#expectSame(planned);
    const { title = basename(plan.table), synthetic = false } = plan;
    this.runs = join(folder, "runs");
    this.synthetic = synthetic;
    this.origin = { cohort: title, synthetic };
  }

  identityOf({ model }: Cell<string>): TrainerIdentity {
    const planned = this.#planned(model);
    if (!("command" in planned)) return planned;
    return commandIdentity({ ...planned, threads: this.#plan.threads });
  }

  async open(): Promise<OpenSource> {
    const { table, fingerprint } = this.#plan;
    if (!await Deno.stat(table).then(() => true, () => false)) {
      throw new GridError({
        file: table,
        expected: "the table that the grid was planned for",
        problem: `it is not on ${Deno.hostname()}`,
        hint: "is its folder shared by all nodes?",
      });
    }
    if (await fingerprintOf(table, this.#plan) !== fingerprint) {
      throw new GridError({
        file: table,
        expected: `the table that the grid in ${this.#folder} was planned for`,
        found: "another content",
        hint: "plan it again with `hemoleak grid plan`",
      });
    }
    const data = await readAnyGridTable(table, this.#plan);
    return { data, trainerOf: (cell) => this.#trainerOf(cell, data), [Symbol.dispose]() {} };
  }

  #trainerOf({ model }: Cell<string>, data: AnyGridTable): Trainer {
    const planned = this.#planned(model);
    if ("command" in planned) {
      const { threads, directory, timeout } = this.#plan;
      const limit = timeout === undefined ? {} : { timeout };
      return commandTrainer({ ...planned, threads, directory, ...limit }, data);
    }
    const program = this.#programs.get(model);
    if (program !== undefined) return program;
    throw new GridError({
      expected: `the program that trains ${model}, as the grid was planned with it,`,
      found: "none",
      hint: "give it as in `new Grid(folder, { trainers: [trainer] })`",
    });
  }

  #planned(name: string): PlannedTrainer {
    const planned = this.#plan.trainers.find((one) => one.name === name);
    if (planned !== undefined) return planned;
    throw new GridError({ expected: "a trainer of the grid", found: name });
  }

  #expectSame(planned: PlannedTrainer): void {
    const program = this.#programs.get(planned.name);
    if (program === undefined || "command" in planned) return;
    const [now, then] = [program, planned].map(({ title, epochs, record }) => {
      return JSON.stringify(inKeyOrder({ title, epochs, record }));
    });
    if (now === then) return;
    throw new GridError({
      expected: `${planned.name} as the grid in ${this.#folder} was planned with it: ${then}`,
      found: now!,
      hint: "plan it again",
    });
  }
}
