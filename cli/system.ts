import type { Embeddings } from "hemoleak/leakage/features/embeddings.ts";
import type { TableText } from "hemoleak/files/table_text.ts";
import type { ImageAudit } from "hemoleak/leakage/images/image_audit.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";

/** What commands need of the system that they run on: Deno, or Node. */
export interface System {
  /** The bytes of a table, unpacked where the file is gzip; `-` is standard input. */
  tableBytes(path: string, table: Pick<TableText, "file" | "fail">): AsyncIterable<Uint8Array>;
  readText(path: string): Promise<string>;
  /** Writes a file whole or not at all. */
  writeText(path: string, text: string): Promise<void>;
  openEmbeddings(path: string): Embeddings & Disposable;
  /** Compares the images of a store, if there is an engine for it. */
  compareImages(folder: string, table: PredictionTable): Promise<ImageAudit>;
  /** Why a file could not be read, to follow "but". */
  whyNot(error: unknown): string;
  /** How the process ends when it has done its work. */
  endWith(status: number): void;
}
