import { createHash, type Hash } from "node:crypto";
import { join } from "node:path";
import { formatSafetensors, type NamedArray, SafetensorsFile } from "../files/safetensors.ts";
import { storageError } from "../files/storage_error.ts";
import { PARTIAL_FILE, writeAtomically } from "../files/write_atomically.ts";
import type { HistoryRow } from "./history.ts";
import type { EpochSeconds } from "./train.ts";

/** Where a training was after an epoch, its tensors apart. */
export interface CheckpointValues {
  /** Of the epochs that were finished. */
  rows: HistoryRow[];
  seconds: EpochSeconds[];
  /** The state of the generator that shuffles. */
  random: number;
  /** How many steps the optimizer has made. */
  steps: number;
}

/** A checkpoint as it is saved. */
export interface Checkpoint {
  epoch: number;
  /** The epoch that has the least validation loss so far. */
  bestEpoch: number;
  values: CheckpointValues;
  /** All that the next epoch starts from. */
  state: readonly NamedArray[];
  /** The weights of the best epoch; written in the epoch itself only. */
  best: readonly NamedArray[];
}

/** A checkpoint as it is found again. */
export interface FoundCheckpoint {
  values: CheckpointValues;
  state: SafetensorsFile;
  best: SafetensorsFile;
}

/** `checkpoint-<epoch>.json`. */
interface Manifest {
  key: string;
  epoch: number;
  bestEpoch: number;
  /** SHA-256 of the two files of tensors. */
  state: string;
  best: string;
  values: CheckpointValues;
}

const MANIFEST = /^checkpoint-(\d+)\.json$/;
/** Sorted by name, manifests come before the tensors that they need. */
const OURS = /^(checkpoint-\d+\.json|(state|best)-\d+\.safetensors)$/;
/** The last one, and that before it in case the last one gets damaged. */
const KEPT = 2;

/**
 * The folder of a training's checkpoints. After each epoch n it gets
 *
 * - `state-<n>.safetensors`: the weights `weight.<i>`, in the order of the model's `getWeights()`, and
 *   the optimizer's moments `adam.m.<i>` and `adam.v.<i>`, in that of its `trainableWeights`;
 * - `best-<n>.safetensors`, if the epoch is the best so far: its weights alone;
 * - last `checkpoint-<n>.json`: history, generator, the optimizer's steps, and the SHA-256 of the two
 *   files and of itself, so that a checkpoint that is not whole is none.
 *
 * The checkpoint before it is kept as well; others are removed.
 */
export class CheckpointFolder {
  readonly #folder: string;
  readonly #key: string;
  /** SHA-256 of the best weights' file, by its epoch. */
  readonly #bestSums = new Map<number, string>();
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
    if (bestEpoch === epoch) {
      this.#bestSums.set(epoch, await this.#writeTensors(bestFile(epoch), best));
    }
    const manifest: Manifest = {
      ...{ key: this.#key, epoch, bestEpoch },
      state: await this.#writeTensors(stateFile(epoch), state),
      best: this.#bestSums.get(bestEpoch)!,
      values,
    };
    await writeAtomically(this.#path(manifestFile(epoch)), formatManifest(manifest));
    this.#keep(epoch, bestEpoch);
    await this.#prune();
  }

  /**
   * Finds the last checkpoint of this training that is whole; the caller closes its files.
   *
   * @returns It, or null, and what there is to tell about those that cannot be used.
   */
  async load(): Promise<{ found: FoundCheckpoint | null; notes: string[] }> {
    const notes: string[] = [];
    const epochs = (await this.#names()).flatMap((name) => MANIFEST.exec(name)?.[1] ?? []);
    for (const epoch of epochs.map(Number).sort((a, b) => b - a)) {
      const path = this.#path(manifestFile(epoch));
      try {
        return { found: await this.#open(epoch), notes };
      } catch (error) {
        if (!(error instanceof Unusable)) throw error;
        notes.push(`${path} is not used: ${error.message}`);
      }
    }
    return { found: null, notes };
  }

  async #open(epoch: number): Promise<FoundCheckpoint> {
    const manifest = parseManifest(await this.#readText(manifestFile(epoch)));
    if (manifest.key !== this.#key) {
      throw new Unusable("it is of a training with other options, data or versions");
    }
    const { bestEpoch, values } = manifest;
    const files = [[stateFile(epoch), manifest.state], [bestFile(bestEpoch), manifest.best]];
    for (const [name, sum] of files) await this.#requireSum(name!, sum!);
    this.#bestSums.set(bestEpoch, manifest.best);
    this.#keep(epoch, bestEpoch);
    const state = SafetensorsFile.open(this.#path(stateFile(epoch)));
    return { values, state, best: SafetensorsFile.open(this.#path(bestFile(bestEpoch))) };
  }

  #keep(epoch: number, bestEpoch: number): void {
    this.#kept.push([manifestFile(epoch), stateFile(epoch), bestFile(bestEpoch)]);
    this.#kept = this.#kept.slice(-KEPT);
  }

  async #writeTensors(name: string, tensors: readonly NamedArray[]): Promise<string> {
    const hash = createHash("sha256");
    await writeAtomically(this.#path(name), hashed(formatSafetensors(tensors), hash));
    return hash.digest("hex");
  }

  async #requireSum(name: string, sum: string): Promise<void> {
    const hash = createHash("sha256");
    using file = await this.#read(name, (path) => Deno.open(path));
    for await (const piece of file.readable) hash.update(piece);
    if (hash.digest("hex") !== sum) throw new Unusable(`${name} is damaged`);
  }

  #readText(name: string): Promise<string> {
    return this.#read(name, (path) => Deno.readTextFile(path));
  }

  async #read<Content>(name: string, read: (path: string) => Promise<Content>): Promise<Content> {
    try {
      return await read(this.#path(name));
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new Unusable(`${name} is missing`);
    }
  }

  /** Removes what neither the last checkpoint nor that before it needs, manifests first. */
  async #prune(): Promise<void> {
    const needed = this.#kept.flat();
    const others = (await this.#names())
      .filter((name) => OURS.test(name.replace(PARTIAL_FILE, "")) && !needed.includes(name));
    for (const name of others.sort()) await this.#remove(this.#path(name));
  }

  async #remove(path: string): Promise<void> {
    try {
      await Deno.remove(path);
    } catch (error) {
      throw storageError(path, error);
    }
  }

  async #names(): Promise<string[]> {
    try {
      return await Array.fromAsync(Deno.readDir(this.#folder), ({ name }) => name);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}

/** Why a checkpoint cannot be used. */
class Unusable extends Error {}

const manifestFile = (epoch: number) => `checkpoint-${epoch}.json`;
const stateFile = (epoch: number) => `state-${epoch}.safetensors`;
const bestFile = (epoch: number) => `best-${epoch}.safetensors`;

/** The pieces as they are, hashed on their way. */
function* hashed(pieces: Iterable<Uint8Array>, hash: Hash): Generator<Uint8Array> {
  for (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

function formatManifest(manifest: Manifest): string {
  const sha256 = sumOf(manifest);
  return JSON.stringify({ ...manifest, sha256 }, null, 2) + "\n";
}

function parseManifest(text: string): Manifest {
  try {
    const { sha256, ...manifest } = JSON.parse(text);
    if (sha256 === sumOf(manifest)) return manifest;
  } catch {
    // What is no JSON is damaged as well.
  }
  throw new Unusable("it is damaged");
}

function sumOf(manifest: Manifest): string {
  return createHash("sha256").update(JSON.stringify(manifest)).digest("hex");
}
