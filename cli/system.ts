import type { TableText } from "hemoleak/files/table_text.ts";
import type { Pieces } from "hemoleak/files/write_atomically.ts";
import type { Embeddings } from "hemoleak/leakage/features/embeddings.ts";
import type { ImageAudit } from "hemoleak/leakage/images/image_audit.ts";
import type { People } from "hemoleak/leakage/separate/person_groups.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";

/** What commands need of the system that they run on, Deno or Node, to read and write. */
export interface FileSystem {
  /** The bytes of a table, unpacked where the file is gzip; `-` is standard input. */
  tableBytes(path: string, table: Pick<TableText, "file" | "fail">): AsyncIterable<Uint8Array>;
  readText(path: string): Promise<string>;
  /** Writes a file whole or not at all. */
  writeText(path: string, text: string): Promise<void>;
  /** The same, piece by piece. */
  writeBytes(path: string, pieces: Pieces): Promise<void>;
  /** Writes to standard output. */
  writeOutput(pieces: Iterable<Uint8Array>): Promise<void>;
  /** Whether two paths lead to one file; not where there is none yet. */
  isSameFile(first: string, second: string): Promise<boolean>;
  openEmbeddings(path: string): Embeddings & Disposable;
  /** Why a file could not be read, to follow "but". */
  whyNot(error: unknown): string;
  /** How the process ends when it has done its work. */
  endWith(status: number): void;
}

/** What commands do with the images of a folder of `preprocess`, if there is an engine for it. */
export interface ImageEngine {
  /** Compares them between the sets of a table. */
  compareImages(folder: string, table: PredictionTable): Promise<ImageAudit>;
  /** Keeps subjects together whose images are near duplicates. */
  joinImages(folder: string, people: People, names: PredictionTable): Promise<void>;
}

/** What `audit` needs. */
export type System = FileSystem & Pick<ImageEngine, "compareImages">;
