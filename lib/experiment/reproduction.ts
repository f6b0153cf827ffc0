import { join, resolve } from "node:path";
import { assertBothClasses, readCohort } from "../cohort/cohort.ts";
import { writeCohort } from "../cohort/cohort_files.ts";
import type { Cohort } from "../cohort/cohort_tables.ts";
import { dataKindOf } from "../cohort/data_kind.ts";
import type { DatasetName } from "../cohort/labels/dataset_name.ts";
import type { LabelUnit } from "../cohort/labels/label_table.ts";
import { hasLabelTable } from "../cohort/labels/label_tables.ts";
import { openLesionBoxes } from "../cohort/labels/lesion_boxes.ts";
import { openCohort } from "../cohort/open_cohort.ts";
import { CohortError, SplitError, StoppedError } from "../error.ts";
import type { ImageAuditOptions } from "../leakage/images/image_audit.ts";
import type { NetworkMaps } from "../leakage/lesions/lesion_maps.ts";
import { networkOf } from "../model/networks.ts";
import { notebookSignal } from "../notebook_signal.ts";
import { checkOptions, oneOf, type OptionRules, TEXT, wholeFrom } from "../options.ts";
import { writePhantom } from "../phantom/cohort.ts";
import { preprocessCohort } from "../preprocess/preprocess_cohort.ts";
import { openStore, type SliceStore } from "../preprocess/store/slice_store.ts";
import { type Precision, PRECISIONS } from "../precision.ts";
import { type Progress, stoppable } from "../progress.ts";
import { PROFILE_NAMES, type ProfileName, type Provenance } from "../provenance.ts";
import { runningJupyter } from "../running_jupyter.ts";
import type { PlacedSlice } from "../split/split.ts";
import { epochsKept } from "../train/checkpoints/checkpoint_folder.ts";
import { type AuditedRun, auditRun } from "./audit_run.ts";
import { type Cell, type CellLeft, checkCell } from "./cell.ts";
import { COHORT_NAMES, COHORT_TITLES, type CohortName } from "./cohort_name.ts";
import { distinctCells, experimentCells, TABLE_2_CELLS } from "./experiments.ts";
import { notebookProgress } from "./notebook_progress.ts";
import { isProfile, type Profile, PROFILES } from "./profile.ts";
import {
  choice,
  READING_RULES,
  readingFromEnvironment,
  readingOf,
  type ReadingOptions,
  readingVariables,
} from "./reading_options.ts";
import { reproductionFolders } from "./reproduction_folders.ts";
import {
  checkpointsOf,
  finishedRun,
  type Run,
  RUN_RULES,
  runCell,
  runFolder,
  type RunOptions,
} from "./run.ts";
import { runLesionMaps } from "./run_lesion_maps.ts";
import { networkIdentity, networkTrainer } from "./trainer/network_trainer.ts";

/** What to reproduce, on what, how thoroughly. */
export interface ReproductionOptions extends ReadingOptions {
  /** Default `phantom`: synthetic, made on the spot. */
  cohort?: CohortName;
  /** The folder of the unpacked data set, with its label table. */
  root?: string;
  /** What the reader sees the data called. Default: their data set's name. */
  title?: string;
  /** Its name, or one of your own. Default `quick` for the phantom, `paper` for everything else. */
  profile?: ProfileName | Profile;
  /** Seeds splits, initial weights and batches, not the phantom. Default 1. */
  seed?: number;
  /** Ends a training after this many epochs without a lower validation loss. Default: none ends so. */
  patience?: number;
  /** Steps in which the learning rate rises to its full height; 0 for none. Default: the profile's. */
  warmUp?: number;
  /** `mixed` trains in bfloat16 where the processor has it. Default: the profile's, `float32`. */
  precision?: Precision;
  /** The folder for everything that is computed. Default `data/` in the project. */
  data?: string;
}

const REPRODUCTION_RULES: OptionRules<ReproductionOptions> = {
  cohort: oneOf(COHORT_NAMES),
  root: TEXT,
  title: TEXT,
  profile: {
    expected: `one of ${PROFILE_NAMES.join(", ")}, or a profile of one's own`,
    allows: (value) => oneOf(PROFILE_NAMES).allows(value) || isProfile(value),
    choices: PROFILE_NAMES,
  },
  seed: wholeFrom(0),
  patience: wholeFrom(1),
  warmUp: wholeFrom(0),
  precision: oneOf(PRECISIONS),
  data: TEXT,
  ...READING_RULES,
};

/** Who follows the steps before training. */
export interface PrepareListener {
  /** Of writing the phantom. */
  phantom?: Progress;
  /** Of reading the cohort's headers. */
  cohort?: Progress;
  /** Of preprocessing. */
  preprocess?: Progress;
}

/** What a reproduction is made of. */
export interface Prepared {
  /** Its slices, labels and what could not be used. */
  cohort: Cohort;
  /** The slices that were preprocessed, and those that could not be. */
  store: SliceStore;
  /** Where both are kept. */
  folder: string;
}

/**
 * The experiments beyond Table 2 that a reproduction holds. `hemoleak grid` makes all of them, the dose
 * with permuted labels, too, and with as many seeds as wanted.
 */
export type ReproducedExperiment = "ladder" | "dose";

/** What a reproduction has yet to train. */
export interface Unfinished {
  /** In the order of training. */
  cells: CellLeft[];
  /** How many of them are Table 2's, which come first. */
  ofTable2: number;
  /** What they are cells of: the slices as last preprocessed, or else as the headers have them. */
  slices: readonly PlacedSlice[];
}

/** As few as show a spread. */
const SEEDS = 3;

/**
 * The paper's comparison on one cohort: data, preprocessed slices, runs. Each step is made when it
 * is first asked for and kept in files, so that a second ask, here or in another process, loads it.
 */
export class Reproduction {
  /** Where its numbers come from, for every page and table. */
  readonly provenance: Provenance;
  /** How thoroughly. */
  readonly profile: Profile;
  /** Seeds splits, initial weights and batches. */
  readonly seed: number;
  /** Whether the data is generated rather than from patients. */
  readonly synthetic: boolean;
  /** The DICOM folder. */
  readonly root: string;
  /** The folder for everything that is computed from it. */
  readonly folder: string;
  readonly #dataset: DatasetName;
  readonly #reading: ReadingOptions;

  /**
   * Computes nothing yet.
   *
   * @param given What to reproduce; by default what the environment says, see
   *   {@linkcode optionsFromEnvironment}. In a notebook, which is told by its environment what to show,
   *   that also holds for each option that is not given.
   * @throws {OptionsError} There is no such option, or no such value.
   * @throws {CohortError} Another cohort than the phantom is asked for without its folder.
   */
  constructor(given: ReproductionOptions = optionsFromEnvironment()) {
    const options = runningJupyter() ? { ...optionsFromEnvironment(), ...given } : given;
    checkOptions("a reproduction", options, REPRODUCTION_RULES);
    notebookSignal(); // From its first cell on, a notebook's stop button keeps the kernel.
    const { cohort = "phantom", seed = 1 } = options;
    this.synthetic = cohort === "phantom";
    const { root, folder } = reproductionFolders(options);
    this.folder = folder;
    this.#dataset = cohort === "phantom" ? "cq500" : cohort;
    this.#reading = readingOf(options);
    this.root = root;
    const { patience, warmUp, precision, profile: wanted = this.synthetic ? "quick" : "paper" } =
      options;
    this.profile = {
      ...typeof wanted === "string" ? PROFILES[wanted] : wanted,
      ...patience !== undefined && { patience },
      ...warmUp !== undefined && { warmUp },
      // Said only if it is another than the usual one, so that runs from before it could be chosen are found.
      ...precision === "mixed" && { precision },
    };
    this.seed = seed;
    this.provenance = {
      cohort: options.title ?? COHORT_TITLES[cohort],
      synthetic: this.synthetic,
      profile: this.profile.name,
      seed,
      ...this.profile.precision === "mixed" && { precision: this.profile.precision },
      ...dataKindOf({ ...options, dataset: this.#dataset }),
      ...this.#labeled,
    };
  }

  /**
   * Brings data, index and preprocessed slices up to date with the DICOM files. Stopped, it goes on from
   * there when it is asked again.
   *
   * @param signal Stops it; by default the stop button of the notebook that this runs in.
   * @throws {StoppedError} The button was pressed.
   * @throws {CohortError} The folder holds no usable cohort, or studies of one label only.
   * @throws {PreprocessError} No slice can be used.
   */
  async prepare(
    listener: PrepareListener = {},
    signal: AbortSignal | undefined = notebookSignal(),
  ): Promise<Omit<Prepared, "folder">> {
    const cohort = await this.prepareCohort(listener, signal);
    const { modality } = this.#reading;
    const options = { size: this.profile.size, ...modality && { modality } };
    const progress = stoppable(listener.preprocess, signal);
    return { cohort, store: await preprocessCohort(cohort, this.slices, options, progress) };
  }

  /**
   * Brings data and index up to date, and preprocesses nothing.
   *
   * @throws {StoppedError} As {@linkcode prepare}.
   * @throws {CohortError} As {@linkcode prepare}.
   */
  async prepareCohort(
    listener: PrepareListener = {},
    signal: AbortSignal | undefined = notebookSignal(),
  ): Promise<Cohort> {
    const told = (progress?: Progress) => stoppable(progress, signal);
    if (this.synthetic) await writePhantom(this.root, {}, told(listener.phantom));
    const cohort = await this.#read(this.#reading.labelUnit ?? "study", told(listener.cohort));
    assertBothClasses(cohort.studies, this.provenance);
    await writeCohort(cohort, this.folder);
    return cohort;
  }

  /** The cohort as last prepared; prepared now if it never was. */
  async cohort(): Promise<Cohort> {
    await this.#prepareOnce();
    return await openCohort(this.folder, this.root);
  }

  /**
   * The same studies with a label for each slice, or null where no table has such labels: CQ500 has
   * them with the boxes of BHX in its folder.
   */
  async sliceLabels(): Promise<Cohort | null> {
    await this.#prepareOnce();
    if (!await hasLabelTable(this.root, this.#tableOf("slice"))) return null;
    return await this.#read("slice", stoppable(undefined, notebookSignal()));
  }

  async #read(labelUnit: LabelUnit, progress: Progress | undefined): Promise<Cohort> {
    const dataset = this.#tableOf(labelUnit);
    return await readCohort(this.root, { ...this.#reading, dataset, labelUnit }, progress);
  }

  /** Whose table has such labels: slices of CQ500 are labeled by BHX. */
  #tableOf(labelUnit: LabelUnit): DatasetName {
    return labelUnit === "slice" && this.#dataset === "cq500" ? "bhx" : this.#dataset;
  }

  /** The preprocessed slices as last prepared; prepared now if they never were. */
  async store(): Promise<SliceStore> {
    await this.#prepareOnce();
    return await openStore(this.slices);
  }

  /**
   * Trains and judges one cell with this seed and profile, or loads it. In a notebook, the stop
   * button ends the training and keeps the kernel.
   *
   * @param cell The network and the split; with the readers' labels and this seed unless set
   *   otherwise.
   * @throws {TrainingError} There is no such network; nothing has been done then.
   * @throws {SplitError} The cell is of other labels than this cohort's.
   * @throws Whatever `runCell` throws.
   */
  async run(
    cell: Pick<Cell, "model" | "split"> & Partial<Cell>,
    options: RunOptions = {},
  ): Promise<Run> {
    const complete: Cell = { labels: "true", seed: this.seed, ...this.#labeled, ...cell };
    networkOf(complete.model);
    checkCell(complete);
    if (complete.labelUnit !== this.#labeled.labelUnit) {
      const of = (unit?: "slice") => unit === undefined ? "labels of studies" : "labels of slices";
      throw new SplitError({
        expected: `a cell with ${of(this.#labeled.labelUnit)}, as the cohort was read,`,
        found: `one with ${of(complete.labelUnit)}`,
      });
    }
    checkOptions("a run", options, RUN_RULES);
    using store = await this.store();
    const stopping = { signal: notebookSignal(), ...options };
    const trainer = networkTrainer(complete.model, this.profile, store);
    return await runCell(complete, trainer, store, this.runs, stopping);
  }

  /** Whether a cell's run is there, and would be loaded. */
  async isFinished(cell: Cell): Promise<boolean> {
    using store = await this.store();
    const trainer = networkIdentity(cell.model, this.profile);
    return await finishedRun(cell, trainer, store, this.runs) !== null;
  }

  /**
   * The runs of Table 2; those that are finished are loaded.
   *
   * @throws {StoppedError} One was stopped: the others are not trained in its place.
   */
  async table2(): Promise<Run[]> {
    return await this.#finishedRuns(TABLE_2_CELLS);
  }

  /** The cells of an experiment, with three seeds from the reproduction's own one on. */
  async experimentCells(name: ReproducedExperiment): Promise<Cell[]> {
    using store = await this.store();
    return this.#experimentCells(name, store.rows);
  }

  #experimentCells(name: ReproducedExperiment, slices: readonly PlacedSlice[]): Cell[] {
    const subjects = new Set(slices.map(({ subject }) => subject)).size;
    const seeds = Array.from({ length: SEEDS }, (_, i) => this.seed + i);
    const cells = experimentCells(name, { seeds, subjects, ...this.#labeled });
    return name === "dose" ? cells.filter(({ labels }) => labels === "true") : cells;
  }

  /**
   * All that is trained, each cell once: those of Table 2 from its end, then the ladder's and the dose's. So
   * a split by subject comes first, and a cohort too small for one is refused before hours of training.
   */
  async cells(): Promise<Cell[]> {
    using store = await this.store();
    return this.#cells(store.rows);
  }

  #cells(slices: readonly PlacedSlice[]): Cell[] {
    const table2 = TABLE_2_CELLS.toReversed()
      .map((cell): Cell => ({ ...cell, labels: "true", seed: this.seed, ...this.#labeled }));
    const experiments = [
      ...this.#experimentCells("ladder", slices),
      ...this.#experimentCells("dose", slices),
    ];
    return distinctCells([...table2, ...experiments]);
  }

  /** What is not trained yet. Nothing is preprocessed for it: see {@linkcode Unfinished}. */
  async unfinished(): Promise<Unfinished> {
    if (!await this.#isPrepared()) {
      const { slices } = await openCohort(this.folder, this.root);
      const cells = this.#cells(slices).map((cell) => ({ cell, epochs: 0 }));
      return { cells, ofTable2: TABLE_2_CELLS.length, slices };
    }
    using store = await this.store();
    const cells: CellLeft[] = [];
    let ofTable2 = 0;
    for (const [i, cell] of this.#cells(store.rows).entries()) {
      const trainer = networkIdentity(cell.model, this.profile);
      const folder = runFolder(cell, trainer, store.fingerprint, this.runs);
      const isFinished = await Deno.stat(folder).then(() => true, () => false);
      if (isFinished) continue;
      cells.push({ cell, epochs: await epochsKept(checkpointsOf(folder)) });
      if (i < TABLE_2_CELLS.length) ofTable2++;
    }
    return { cells, ofTable2, slices: store.rows };
  }

  /**
   * The runs of {@linkcode experimentCells}; those that are finished are loaded.
   *
   * @throws {StoppedError} One was stopped: the others are not trained in its place.
   */
  async experiment(name: ReproducedExperiment): Promise<Run[]> {
    return await this.#finishedRuns(await this.experimentCells(name));
  }

  async #finishedRuns(cells: readonly Parameters<Reproduction["run"]>[0][]): Promise<Run[]> {
    const runs: Run[] = [];
    for (const [done, cell] of cells.entries()) {
      const run = await this.run(cell);
      if (run.stopped) {
        throw new StoppedError(
          `Stopped with ${done} of ${cells.length} runs finished; run the cell again to go on`,
        );
      }
      runs.push(run);
    }
    return runs;
  }

  /** The ladder's runs by subject with the readers' labels; the first is that of Table 2. */
  async subjectSplits(): Promise<Run[]> {
    const runs = await this.experiment("ladder");
    return runs.filter(({ cell }) => cell.split === "subject" && cell.labels === "true");
  }

  /** What of a cell, and of the provenance, says what labels are of. */
  get #labeled(): Pick<Cell, "labelUnit"> {
    return this.#reading.labelUnit === "slice" ? { labelUnit: "slice" } : {};
  }

  /** The folder of all runs' folders. */
  get runs(): string {
    return join(this.folder, "runs");
  }

  /** Audits a run's split by its predictions, the images and the network's features. */
  async audit(run: Run, options: ImageAuditOptions = {}): Promise<AuditedRun> {
    using store = await this.store();
    return await auditRun(run, store, { signal: notebookSignal(), ...options });
  }

  /**
   * What the runs' networks look at beside the lesions; null where no table has boxes around these.
   */
  async lesionMaps(runs: readonly Run[]): Promise<NetworkMaps[] | null> {
    using store = await this.store();
    const boxes = await openLesionBoxes(this.root);
    return boxes && await runLesionMaps(runs, store, boxes, notebookSignal());
  }

  /** The folder of the preprocessed slices. */
  get slices(): string {
    return join(this.folder, `slices-${this.profile.size}`);
  }

  async #isPrepared(): Promise<boolean> {
    return await Deno.stat(join(this.slices, "slices.parquet")).then(() => true, () => false);
  }

  async #prepareOnce(): Promise<void> {
    if (await this.#isPrepared()) return;
    const progress = notebookProgress();
    await this.prepare({
      phantom: progress("Writing the phantom"),
      cohort: progress("Reading headers"),
      preprocess: progress("Preprocessing slices"),
    });
  }
}

/**
 * Reads `HEMOLEAK_COHORT`, `HEMOLEAK_ROOT`, `HEMOLEAK_TITLE`, `HEMOLEAK_PROFILE`, `HEMOLEAK_SEED`,
 * `HEMOLEAK_PATIENCE`, `HEMOLEAK_WARM_UP`, `HEMOLEAK_PRECISION` and the variables of
 * {@linkcode ReadingOptions}, by which a notebook learns what to show.
 *
 * @throws {CohortError} A variable has a value that is none of its choices.
 */
export function optionsFromEnvironment(): ReproductionOptions {
  const cohort = choice("HEMOLEAK_COHORT", COHORT_NAMES);
  const profile = choice("HEMOLEAK_PROFILE", PROFILE_NAMES);
  const root = Deno.env.get("HEMOLEAK_ROOT");
  const title = Deno.env.get("HEMOLEAK_TITLE");
  const seed = wholeNumber("HEMOLEAK_SEED");
  const patience = wholeNumber("HEMOLEAK_PATIENCE");
  const warmUp = wholeNumber("HEMOLEAK_WARM_UP");
  const precision = choice("HEMOLEAK_PRECISION", PRECISIONS);
  return {
    ...cohort && { cohort },
    ...profile && { profile },
    ...root && { root },
    ...title && { title },
    ...seed !== undefined && { seed },
    ...patience !== undefined && { patience },
    ...warmUp !== undefined && { warmUp },
    ...precision && { precision },
    ...readingFromEnvironment(),
  };
}

/**
 * The variables that make {@linkcode optionsFromEnvironment} give these options; for a profile of
 * one's own there is none.
 */
export function environmentOf(options: ReproductionOptions): Record<string, string> {
  const { cohort, root, title, profile, seed, patience, warmUp, precision } = options;
  return {
    ...cohort && { HEMOLEAK_COHORT: cohort },
    ...root && { HEMOLEAK_ROOT: resolve(root) },
    ...title && { HEMOLEAK_TITLE: title },
    ...typeof profile === "string" && { HEMOLEAK_PROFILE: profile },
    ...seed !== undefined && { HEMOLEAK_SEED: String(seed) },
    ...patience !== undefined && { HEMOLEAK_PATIENCE: String(patience) },
    ...warmUp !== undefined && { HEMOLEAK_WARM_UP: String(warmUp) },
    ...precision && { HEMOLEAK_PRECISION: precision },
    ...readingVariables(options),
  };
}

function wholeNumber(name: string): number | undefined {
  const found = Deno.env.get(name);
  if (!found) return undefined;
  if (!/^\d+$/.test(found)) {
    throw new CohortError({ expected: `${name} to be a whole number`, found: `"${found}"` });
  }
  return Number(found);
}
