import { createHash, type Hash } from "node:crypto";
import { join } from "node:path";
import { formatSafetensors, type NamedArray, SafetensorsFile } from "../../files/safetensors.ts";
import { storageError } from "../../files/storage_error.ts";
import { PARTIAL_FILE, writeAtomically } from "../../files/write_atomically.ts";
import type { EpochSeconds, HistoryRow } from "../history.ts";
import type { EpochPart } from "./epoch_part.ts";

/** Where a training was after an epoch, or within the next one, its tensors apart. */
export interface CheckpointValues {
  /** Of the epochs that were finished. */
  rows: HistoryRow[];
  seconds: EpochSeconds[];
  /** The state of the generator that shuffles, before it shuffles for the next epoch. */
  random: number;
  /** How many steps the optimizer has made. */
  steps: number;
  /** How far the next epoch has come; absent at its begin. */
  part?: EpochPart;
}

/** A checkpoint as it is saved. */
export interface Checkpoint {
  /** How many epochs were finished. */
  epoch: number;
  /** The epoch that has the least validation loss so far; null where none was finished. */
  bestEpoch: number | null;
  values: CheckpointValues;
  /** All that training goes on from. */
  state: readonly NamedArray[];
  /** The weights of the best epoch; written in the epoch itself only. */
  best: readonly NamedArray[];
}

/** A checkpoint as it is found again. */
export interface FoundCheckpoint {
  values: CheckpointValues;
  state: SafetensorsFile;
  /** Has the best weights, by the names that they have in the state; maybe more. Null: there are none. */
  best: SafetensorsFile | null;
}

/** How far a training has come. */
export interface TrainingPlace {
  /** Epochs that were finished. */
  epoch: number;
  /** Batches of the next one that were trained. */
  batch: number;
}

/** `checkpoint-<place>.json`; of one before the end of the first epoch, all that is of the best is empty. */
interface Manifest {
  format: number;
  key: string;
  epoch: number;
  bestEpoch: number | null;
  /** SHA-256 of the files of tensors. */
  state: string;
  best: string;
  bestState: string;
  values: CheckpointValues;
}

/** SHA-256 of the files that hold the best weights, and their epoch. */
interface Best {
  epoch: number;
  weights: string;
  state: string;
}

/** Of the manifest; 1 had no `bestState`. */
const FORMAT = 2;

const MANIFEST = /^checkpoint-(\d+)(?:\+(\d+))?\.json$/;
const STATE = /^state-(\d+)(?:\+(\d+))?\.safetensors$/;
const BEST = /^best-(\d+)\.safetensors$/;
const isOurs = (name: string) => [MANIFEST, STATE, BEST].some((pattern) => pattern.test(name));
/** The last one, and that before it in case the last one gets damaged. */
const KEPT = 2;

/**
 * The folder of a training's checkpoints. After each epoch n it gets
 *
 * - `state-<n>.safetensors`: the weights `weight.<i>`, in the order of the model's `getWeights()`, and
 *   the optimizer's moments `adam.m.<i>` and `adam.v.<i>`, in that of its `trainableWeights`;
 * - `best-<n>.safetensors`, if the epoch is the best so far: its weights alone;
 * - last `checkpoint-<n>.json`: history, generator, the optimizer's steps, and the SHA-256 of these
 *   files and of itself, so that a checkpoint that is not whole is none.
 *
 * Suspended after b batches of the epoch after n, it gets `state-<n>+<b>.safetensors` and
 * `checkpoint-<n>+<b>.json`, which also holds what the epoch has come to by then.
 *
 * The checkpoint before it is kept as well, and the state of the best epoch, which has the best
 * weights once more: whichever file gets damaged, at most one epoch is trained again. Other files of
 * these names are removed.
 */
export class CheckpointFolder {
  readonly #folder: string;
  readonly #key: string;
  #best: Best | undefined;
  /** The files of each checkpoint that is to stay. */
  #kept: string[][] = [];

  /** @param key What the training's result depends on; checkpoints of another one are not used. */
  constructor(folder: string, key: string) {
    this.#folder = folder;
    this.#key = key;
  }

  /**
   * Saves a checkpoint, and then removes all but this one and that before it.
   *
   * @throws {StorageError} The disk is full or the folder may not be written to; the checkpoints
   * before are still there.
   */
  async save({ epoch, bestEpoch, values, state, best }: Checkpoint): Promise<void> {
    const place = { epoch, batch: values.part?.batches ?? 0 };
    const isBest = bestEpoch === epoch && place.batch === 0;
    const weights = isBest ? await this.#writeTensors(bestFile(epoch), best) : "";
    const sum = await this.#writeTensors(stateFile(place), state);
    if (isBest) this.#best = { epoch, weights, state: sum };
    const manifest: Manifest = {
      ...{ format: FORMAT, key: this.#key, epoch, bestEpoch },
      ...{ state: sum, best: this.#best?.weights ?? "", bestState: this.#best?.state ?? "" },
      values,
    };
    await writeAtomically(this.#path(manifestFile(place)), formatManifest(manifest));
    this.#keep(place, bestEpoch);
    await this.#prune();
  }

  /**
   * Finds the last checkpoint of this training that is whole; the caller closes its files.
   *
   * @returns It, or null, and what there is to report: what cannot be used, why, and what is done then.
   */
  async load(): Promise<{ found: FoundCheckpoint | null; notes: string[] }> {
    const notes: string[] = [];
    for (const place of await this.#savedPlaces()) {
      try {
        const found = await this.#open(place, notes);
        if (notes.length > 0) notes.push(`The training resumes after ${placeText(place)}.`);
        return { found, notes };
      } catch (error) {
        if (!(error instanceof Unusable)) throw error;
        notes.push(
          `${this.#folder}: the checkpoint after ${
            placeText(place)
          } is not used: ${error.message}.`,
        );
      }
    }
    if (notes.length > 0) notes.push("No checkpoint can be used: the training starts over.");
    return { found: null, notes };
  }

  /** The places with a manifest, and later ones that lack but that, the last first. */
  async #savedPlaces(): Promise<TrainingPlace[]> {
    const names = await this.#names();
    const complete = placesIn(names, MANIFEST);
    const last = complete.reduce((a, b) => order(a, b) < 0 ? b : a, START);
    const others = placesIn(names, STATE).filter((place) => order(place, last) > 0);
    return [...complete, ...others].sort((a, b) => order(b, a));
  }

  async #open(place: TrainingPlace, notes: string[]): Promise<FoundCheckpoint> {
    const name = manifestFile(place);
    const manifest = parseManifest(name, await this.#readText(name));
    if (manifest.key !== this.#key) {
      throw new Unusable("it is of a training with other options, data or versions");
    }
    const { bestEpoch, values, best, bestState } = manifest;
    const damage = await this.#damage(stateFile(place), manifest.state);
    if (damage !== null) throw new Unusable(damage);
    const bestName = bestEpoch === null ? null : await this.#wholeBest(bestEpoch, manifest, notes);
    if (bestEpoch !== null) this.#best = { epoch: bestEpoch, weights: best, state: bestState };
    this.#keep(place, bestEpoch);
    const state = await SafetensorsFile.open(this.#path(stateFile(place)));
    return {
      ...{ values, state },
      best: bestName === null ? null : await SafetensorsFile.open(this.#path(bestName)),
    };
  }

  /** The name of a file that the best weights can be read from. */
  async #wholeBest(
    epoch: number,
    { best, bestState }: Manifest,
    notes: string[],
  ): Promise<string> {
    const own = bestFile(epoch), state = stateFile({ epoch, batch: 0 });
    const damage = await this.#damage(own, best);
    if (damage === null) return own;
    const further = await this.#damage(state, bestState);
    if (further !== null) throw new Unusable(`${damage} and ${further}`);
    notes.push(`${this.#folder}: ${damage}; the same weights are read from ${state}.`);
    return state;
  }

  #keep(place: TrainingPlace, bestEpoch: number | null): void {
    const best = bestEpoch === null
      ? []
      : [bestFile(bestEpoch), stateFile({ epoch: bestEpoch, batch: 0 })];
    this.#kept.push([manifestFile(place), stateFile(place), ...best]);
    this.#kept = this.#kept.slice(-KEPT);
  }

  async #writeTensors(name: string, tensors: readonly NamedArray[]): Promise<string> {
    const hash = createHash("sha256");
    await writeAtomically(this.#path(name), hashed(formatSafetensors(tensors), hash));
    return hash.digest("hex");
  }

  /** What is wrong with a file, in words, or null. */
  async #damage(name: string, sum: string): Promise<string | null> {
    const hash = createHash("sha256");
    try {
      using file = await Deno.open(this.#path(name));
      for await (const piece of file.readable) hash.update(piece);
    } catch (error) {
      return unreadable(name, error);
    }
    return hash.digest("hex") === sum ? null : `${name} is damaged`;
  }

  async #readText(name: string): Promise<string> {
    try {
      return await Deno.readTextFile(this.#path(name));
    } catch (error) {
      throw new Unusable(unreadable(name, error));
    }
  }

  /** Removes what neither the last checkpoint nor that before it needs, manifests first. */
  async #prune(): Promise<void> {
    const needed = this.#kept.flat();
    const others = (await this.#names())
      .filter((name) => isOurs(name.replace(PARTIAL_FILE, "")) && !needed.includes(name));
    const isManifest = (name: string) => Number(MANIFEST.test(name));
    others.sort((a, b) => isManifest(b) - isManifest(a));
    for (const name of others) await this.#remove(this.#path(name));
  }

  async #remove(path: string): Promise<void> {
    try {
      await Deno.remove(path);
    } catch (error) {
      throw storageError(path, error);
    }
  }

  #names(): Promise<string[]> {
    return namesIn(this.#folder);
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/** The last epoch of which a folder of checkpoints keeps the state; 0 if there is none. */
export async function epochsKept(checkpoints: string): Promise<number> {
  return (await placeKept(checkpoints)).epoch;
}

/** The furthest place of which a folder of checkpoints keeps the state; the start if there is none. */
export async function placeKept(checkpoints: string): Promise<TrainingPlace> {
  const places = placesIn(await namesIn(checkpoints), MANIFEST);
  return places.reduce((a, b) => order(a, b) < 0 ? b : a, START);
}

/** Before any training. */
const START: TrainingPlace = { epoch: 0, batch: 0 };

/** Below 0 if the first comes before the second in training, above if after. */
function order(a: TrainingPlace, b: TrainingPlace): number {
  return a.epoch - b.epoch || a.batch - b.batch;
}

function placesIn(names: readonly string[], pattern: RegExp): TrainingPlace[] {
  return names.flatMap((name) => {
    const found = pattern.exec(name);
    return found === null ? [] : { epoch: Number(found[1]), batch: Number(found[2] ?? 0) };
  });
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** Why a checkpoint cannot be used. */
class Unusable extends Error {}

const placeName = ({ epoch, batch }: TrainingPlace) =>
  batch === 0 ? `${epoch}` : `${epoch}+${batch}`;
const manifestFile = (place: TrainingPlace) => `checkpoint-${placeName(place)}.json`;
const stateFile = (place: TrainingPlace) => `state-${placeName(place)}.safetensors`;
const bestFile = (epoch: number) => `best-${epoch}.safetensors`;

function placeText({ epoch, batch }: TrainingPlace): string {
  return batch === 0 ? `epoch ${epoch}` : `batch ${batch} of epoch ${epoch + 1}`;
}

/** The pieces as they are, hashed on their way. */
async function* hashed(pieces: AsyncIterable<Uint8Array>, hash: Hash) {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

function formatManifest(manifest: Manifest): string {
  const sha256 = sumOf(manifest);
  return JSON.stringify({ ...manifest, sha256 }, null, 2) + "\n";
}

function parseManifest(name: string, text: string): Manifest {
  const { sha256, ...manifest } = parseObject(text);
  if (Number(manifest["format"]) > FORMAT) {
    throw new Unusable(`${name} was written by a newer version of hemoleak`);
  }
  if (sha256 !== sumOf(manifest)) throw new Unusable(`${name} is damaged`);
  if (manifest["format"] !== FORMAT) {
    throw new Unusable(`${name} was written by an older version of hemoleak`);
  }
  return manifest as unknown as Manifest;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}

function sumOf(manifest: object): string {
  return createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
}

/** What a file's reading failed on, in words. */
function unreadable(name: string, error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return `${name} is missing`;
  return `${name} cannot be read (${(error as Error).message})`;
}
