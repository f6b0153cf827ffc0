import { join } from "node:path";
import { GridError } from "../../error.ts";
import type { ModelName } from "../../model/networks.ts";
import type { SliceStore } from "../../preprocess/store/slice_store.ts";
import { useVariant } from "../../tensorflow/library/library.ts";
import { useThreads } from "../../tensorflow/library/threads.ts";
import type { Cell } from "../cell.ts";
import { readingOf } from "../reading_options.ts";
import { Reproduction } from "../reproduction.ts";
import { networkIdentity, networkTrainer } from "../trainer/network_trainer.ts";
import type { TrainerIdentity } from "../trainer/trainer.ts";
import type { CohortGridPlan } from "./grid_file.ts";
import type { GridSource, OpenSource } from "./grid_source.ts";

/** A cohort's slices, on which the project's networks are trained. */
export class CohortSource implements GridSource {
  readonly #plan: CohortGridPlan;
  readonly #reproduction: Reproduction;

  /**
   * Sets how many threads this process computes with, and by which build of TensorFlow.
   *
   * @throws {SetupError} TensorFlow has started with another number of threads or another build.
   */
  constructor(plan: CohortGridPlan) {
    this.#plan = plan;
    const { cohort, root, title, data, profile, threads, device } = plan;
    useThreads(threads);
    if (device !== undefined) useVariant(device);
    this.#reproduction = new Reproduction({
      ...{ cohort, profile },
      ...root !== null && { root },
      ...title !== undefined && { title },
      ...data !== null && { data },
      ...readingOf(plan),
    });
  }

  get runs(): string {
    return this.#reproduction.runs;
  }

  get synthetic(): boolean {
    return this.#reproduction.synthetic;
  }

  get origin(): object {
    const { seed: _seed, ...origin } = this.#reproduction.provenance;
    return origin;
  }

  identityOf({ model }: Cell<string>): TrainerIdentity {
    return networkIdentity(model as ModelName, this.#plan.profile);
  }

  async open(): Promise<OpenSource & { readonly data: SliceStore }> {
    const store = await this.#store(), { profile } = this.#plan;
    return {
      data: store,
      trainerOf: ({ model }) => networkTrainer(model as ModelName, profile, store),
      [Symbol.dispose]: () => store.close(),
    };
  }

  async #store(): Promise<SliceStore> {
    const { slices, folder } = this.#reproduction;
    const index = join(slices, "slices.parquet");
    if (!await Deno.stat(index).then(() => true, () => false)) {
      throw new GridError({
        file: slices,
        expected: "the slices that the grid was planned for",
        problem: `they are not on ${Deno.hostname()}`,
        hint: "is that folder shared by all nodes? On the machine that planned the grid, " +
          "`hemoleak grid plan` makes them again",
      });
    }
    const store = await this.#reproduction.store();
    if (store.fingerprint === this.#plan.fingerprint) return store;
    store.close();
    throw new GridError({
      file: folder,
      expected: "the slices that the grid was planned for",
      found: "others",
      hint: "plan it again with `hemoleak grid plan`",
    });
  }
}
