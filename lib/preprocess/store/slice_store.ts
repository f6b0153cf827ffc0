import { createHash } from "node:crypto";
import type { Rejection } from "../../cohort/rejection.ts";
import type { SliceRow } from "../../cohort/slice_row.ts";
import { PreprocessError, reasonOf } from "../../error.ts";
import { CHECKSUMS_FILE, sha256 } from "../../files/checksums.ts";
import { parseCsv } from "../../files/csv.ts";
import { parseNpyHeader } from "../../files/npy.ts";
import type { PreprocessOptions } from "../chain/options.ts";
import {
  INDEX_FILE,
  NOTE_COLUMNS,
  NOTES_FILE,
  parseIndex,
  REJECTED_FILE,
  type SeriesNote,
  type StoredPlace,
  type StoredSlice,
} from "./store_index.ts";
import { readChecksums } from "./verify_store.ts";

/** Enough for a training batch from many series, and far below the usual limit of 1,024. */
const MOST_OPEN_FILES = 128;

interface OpenArray {
  file: Deno.FsFile;
  dataOffset: number;
}

/**
 * Preprocessed slices on disk: `.npy` files, one per series, and their index `slices.parquet`, which
 * NumPy, polars and DuckDB read as well. Images are read when they are asked for, so memory does not
 * depend on the cohort.
 */
export class SliceStore {
  /** Side of the square images in pixels. */
  readonly size: number;
  /** One row per image, in the order of the cohort. */
  readonly rows: readonly SliceRow[];
  /** Slices of the cohort that have no image, with reasons. */
  readonly rejected: readonly Rejection[];
  /** What was out of the ordinary in reading the files of the others, series by series. */
  readonly notes: readonly SeriesNote[];
  /** How the images were preprocessed. */
  readonly options: Readonly<PreprocessOptions>;
  /** SHA-256 over the rows and the images: the same content has the same, wherever it lies. */
  readonly fingerprint: string;
  readonly #directory: string;
  readonly #places: readonly Pick<StoredPlace, "npy" | "npy_row">[];
  /** Last used last. */
  readonly #open = new Map<string, OpenArray>();

  /** Use {@link openStore}. */
  constructor(
    directory: string,
    slices: readonly StoredSlice[],
    { rejected, notes }: { rejected: readonly Rejection[]; notes: readonly SeriesNote[] },
    options: PreprocessOptions,
  ) {
    this.size = options.size;
    this.rows = slices.map(({ npy: _npy, npy_row: _row, npy_sha256: _sum, ...slice }) => slice);
    this.rejected = rejected;
    this.notes = notes;
    this.options = options;
    this.fingerprint = fingerprintOf(slices);
    this.#directory = directory;
    this.#places = slices.map(({ npy, npy_row }) => ({ npy, npy_row }));
  }

  /**
   * Reads images.
   *
   * @param indices Of {@link rows}, in any order.
   * @param out Filled and returned where given; it must hold exactly the images.
   * @returns `[indices.length, size, size]`, gray levels 0 to 255, in the order asked.
   * @throws {PreprocessError} For an index that is no row, an `out` of another length, or a file that
   *   is missing or damaged.
   */
  read(indices: ArrayLike<number>, out?: Uint8Array): Uint8Array {
    const pixels = this.size * this.size;
    const images = out ?? new Uint8Array(indices.length * pixels);
    if (images.length !== indices.length * pixels) {
      throw new PreprocessError({
        expected: `out to hold ${indices.length} images of ${pixels} pixels`,
        found: `${images.length} elements`,
      });
    }
    for (let i = 0; i < indices.length; i++) {
      this.#readImage(indices[i]!, images.subarray(i * pixels, (i + 1) * pixels));
    }
    return images;
  }

  /** Closes the files that reading opened; another read opens them again. */
  close(): void {
    for (const { file } of this.#open.values()) file.close();
    this.#open.clear();
  }

  /** Closes the files at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }

  #readImage(index: number, image: Uint8Array): void {
    const place = this.#places[index];
    if (place === undefined) {
      throw new PreprocessError({
        expected: `an index from 0 to ${this.#places.length - 1}`,
        found: index,
      });
    }
    const { file, dataOffset } = this.#array(place.npy);
    file.seekSync(dataOffset + place.npy_row * image.length, Deno.SeekMode.Start);
    for (let at = 0; at < image.length;) {
      const count = file.readSync(image.subarray(at));
      if (count === null) throw this.#damaged(place.npy, "it is cut off");
      at += count;
    }
  }

  #array(npy: string): OpenArray {
    const open = this.#open.get(npy) ?? this.#openArray(npy);
    this.#open.delete(npy);
    this.#open.set(npy, open);
    if (this.#open.size > MOST_OPEN_FILES) {
      const [oldest, { file }] = this.#open.entries().next().value!;
      file.close();
      this.#open.delete(oldest);
    }
    return open;
  }

  #openArray(npy: string): OpenArray {
    let file: Deno.FsFile;
    try {
      file = Deno.openSync(`${this.#directory}/${npy}`);
    } catch (error) {
      throw this.#damaged(npy, (error as Error).message);
    }
    try {
      const start = new Uint8Array(4096);
      const count = file.readSync(start) ?? 0;
      const path = `${this.#directory}/${npy}`;
      const { descr, fortranOrder, shape, dataOffset } = parseNpyHeader(
        start.subarray(0, count),
        path,
      );
      if (descr !== "|u1" || fortranOrder || shape[1] !== this.size || shape[2] !== this.size) {
        throw this.#damaged(npy, `it holds ${descr} of shape [${shape.join(", ")}]`);
      }
      return { file, dataOffset };
    } catch (error) {
      file.close();
      throw error;
    }
  }

  #damaged(npy: string, why: string): PreprocessError {
    return new PreprocessError({
      file: `${this.#directory}/${npy}`,
      expected: `images of ${this.size} x ${this.size} pixels`,
      problem: why,
      hint: "delete the file and preprocess the cohort again",
    });
  }
}

/** SHA-256 of the slices' JSON, of which a slice at a time is in memory. */
function fingerprintOf(slices: readonly StoredSlice[]): string {
  const hash = createHash("sha256").update("[");
  for (const [index, slice] of slices.entries()) {
    hash.update((index === 0 ? "" : ",") + JSON.stringify(slice));
  }
  return hash.update("]").digest("hex");
}

/**
 * Opens the store that {@link preprocessCohort} made.
 *
 * @throws {PreprocessError} If there is none, or its tables cannot be read or are not those that were
 *   written. Images are looked at when they are read, or by {@link verifyStore}.
 */
export async function openStore(directory: string): Promise<SliceStore> {
  const path = `${directory}/${INDEX_FILE}`;
  const bytes = await Deno.readFile(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new PreprocessError({
      file: path,
      problem: "not found",
      hint: "preprocess the cohort into this folder first",
    });
  });
  const table = `${directory}/${REJECTED_FILE}`;
  const text = await Deno.readTextFile(table).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new PreprocessError({
      file: table,
      problem: "missing",
      hint: "preprocess the cohort into this folder again",
    });
  });
  const sums = await readChecksums(directory);
  requireSum(path, bytes, sums?.get(INDEX_FILE));
  requireSum(table, text, sums?.get(REJECTED_FILE));
  const rejected = parseCsv(text, table, ["file", "reason"], PreprocessError)
    .map(({ values }) => ({ file: values.file!, reason: values.reason! }));
  const notes = sums?.has(NOTES_FILE) ? await readNotes(`${directory}/${NOTES_FILE}`, sums) : [];
  try {
    const { slices, options } = await parseIndex(bytes);
    return new SliceStore(directory, slices, { rejected, notes }, options);
  } catch (error) {
    throw new PreprocessError({
      file: path,
      problem: `not an index of slices: ${reasonOf(error)}`,
    });
  }
}

async function readNotes(path: string, sums: Map<string, string>): Promise<SeriesNote[]> {
  const text = await Deno.readTextFile(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new PreprocessError({
      file: path,
      problem: "missing",
      hint: "preprocess the cohort into this folder again",
    });
  });
  requireSum(path, text, sums.get(NOTES_FILE));
  return parseCsv(text, path, NOTE_COLUMNS, PreprocessError).map(({ values }) => {
    const { study, series, note, slices } = values;
    return { study: study!, series: series!, note: note!, slices: Number(slices) };
  });
}

function requireSum(path: string, content: Uint8Array | string, sum: string | undefined): void {
  if (sum === undefined || sha256(content) === sum) return;
  throw new PreprocessError({
    file: path,
    problem: `damaged, as its SHA-256 is not that in ${CHECKSUMS_FILE}`,
    hint: "preprocess the cohort into this folder again",
  });
}
