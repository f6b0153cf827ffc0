import { createHash } from "node:crypto";
import { evenlySpaced } from "../../cohort/evenly_spaced.ts";
import { PredictionsError } from "../../error.ts";
import { predictionAt, type PredictionTable } from "../../predictions/prediction_table.ts";
import { rowsOf } from "../../predictions/set_rows.ts";
import { SET_NAMES, type SetName } from "../../split/split.ts";
import { readBatches } from "../../train/read_batches.ts";
import type { NeighborSource } from "./nearest_neighbor.ts";
import { isBlank, REDUCED_PIXELS, reducedImages } from "./reduced_images.ts";

/** Rows of predictions, and what their images are known by. */
export interface RowImages {
  rows: number[];
  /** Of each image's bytes; equal for equal images. */
  hashes: string[];
  /** `[rows, 32, 32]`; see {@linkcode reducedImages}. */
  reduced: Uint8Array;
}

/** Images that are read at a time. */
const BATCH = 512;

/** The rows of predictions that are of a source's images. */
export class MatchedImages {
  /** Rows that have an image, of each set. */
  readonly matched: Record<SetName, number>;
  /** Rows that have none. */
  readonly withoutImage: number;
  /** Images that no row is of. */
  readonly withoutRow: number;
  readonly #source: NeighborSource;
  readonly #rows: Record<SetName, Uint32Array>;
  /** The place of each row's image in the source. */
  readonly #places: Int32Array;

  /** @throws {PredictionsError} No row is of an image. */
  constructor(source: NeighborSource, table: PredictionTable) {
    const places = placesOf(source, table);
    const rows = (set: SetName) => rowsOf(table, set).filter((row) => places[row]! >= 0);
    this.#source = source;
    this.#places = places;
    this.#rows = { train: rows("train"), validation: rows("validation"), test: rows("test") };
    this.matched = {
      train: this.#rows.train.length,
      validation: this.#rows.validation.length,
      test: this.#rows.test.length,
    };
    const found = this.total;
    if (found === 0) throw noneMatches(source, table);
    this.withoutImage = table.length - found;
    this.withoutRow = source.rows.length - new Set(places.filter((place) => place >= 0)).size;
  }

  /** Rows that have an image. */
  get total(): number {
    return SET_NAMES.reduce((sum, set) => sum + this.matched[set], 0);
  }

  /** Reads the images of a set, batch by batch, in the order of the rows; blank ones are left out. */
  read(set: SetName): AsyncGenerator<{ images: RowImages; blank: number }> {
    return this.#read(this.#rows[set]);
  }

  /** Reads some of them, evenly spaced, so many at most. */
  async *sample(set: SetName, count: number): AsyncGenerator<RowImages> {
    yield* this.readRows(Uint32Array.from(evenlySpaced([...this.#rows[set]], count)));
  }

  /** Reads the images of some rows that have one; blank ones are left out. */
  async *readRows(rows: Uint32Array): AsyncGenerator<RowImages> {
    for await (const { images } of this.#read(rows)) yield images;
  }

  async *#read(rows: Uint32Array): AsyncGenerator<{ images: RowImages; blank: number }> {
    const places = Array.from(rows, (row) => this.#places[row]!);
    const { size } = this.#source;
    let done = 0;
    for await (const batch of readBatches(this.#source, places, { batchSize: BATCH })) {
      const ofBatch = rows.subarray(done, done += batch.indices.length);
      yield withoutBlank(ofBatch, batch.images, size);
    }
  }
}

function withoutBlank(rows: Uint32Array, images: Uint8Array, size: number) {
  const reduced = reducedImages(images, size);
  const kept = [...rows.keys()].filter((i) => !isBlank(imageAt(reduced, i, REDUCED_PIXELS)));
  const packed = new Uint8Array(kept.length * REDUCED_PIXELS);
  kept.forEach((i, at) => packed.set(imageAt(reduced, i, REDUCED_PIXELS), at * REDUCED_PIXELS));
  return {
    images: {
      rows: kept.map((i) => rows[i]!),
      hashes: kept.map((i) => hashOf(imageAt(images, i, size ** 2))),
      reduced: packed,
    },
    blank: rows.length - kept.length,
  };
}

function imageAt(images: Uint8Array, index: number, pixels: number): Uint8Array {
  return images.subarray(index * pixels, (index + 1) * pixels);
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

/** The place of each row's image in the source; -1 where there is none. */
function placesOf({ rows }: NeighborSource, table: PredictionTable): Int32Array {
  const placeOf = new Map(rows.map((row, place) => [nameOf(row), place]));
  return Int32Array.from(
    { length: table.length },
    (_, row) => placeOf.get(nameOf(predictionAt(table, row))) ?? -1,
  );
}

/** Of a slice of predictions or of a store. */
interface Named {
  subject: string;
  study: string;
  slice: string | number;
}

function nameOf({ subject, study, slice }: Named): string {
  return JSON.stringify([subject, study, String(slice)]);
}

function noneMatches({ rows }: NeighborSource, table: PredictionTable): PredictionsError {
  const found = (named: Named | undefined) =>
    named ? `subject "${named.subject}", study "${named.study}", slice "${named.slice}"` : "none";
  const first = table.length > 0 ? predictionAt(table, 0) : undefined;
  return new PredictionsError({
    expected: "images of the predictions' slices",
    problem: `no name of theirs is one of the images': the first prediction is ${found(first)}, ` +
      `the first image ${found(rows[0])}`,
  });
}
