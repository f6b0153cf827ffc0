import type { PixelReading } from "../../cohort/pixel_reading.ts";
import { StorageError } from "../../error.ts";
import type { Fault } from "../../fault.ts";
import type { PreprocessOptions } from "../chain/options.ts";
import { BlockReader } from "../store/block_reader.ts";
import { type SeriesArray, writeSeriesArray } from "../store/series_array.ts";
import { preprocessBlock, type SliceSource } from "../store/slice_block.ts";
import { SliceSlots, type SlotLayout } from "./slice_slots.ts";

/** What all work has in common. */
export interface ThreadSettings {
  /** The folder that the slices' files are relative to. */
  root: string;
  /** What their pixels mean, where the files do not say. */
  reading: PixelReading;
  options: PreprocessOptions;
}

/** The file of slots of a series. */
export interface SlotFile {
  path: string;
  layout: SlotLayout;
}

/** Something that does one piece of work at a time, here or in a thread of its own. */
export interface SeriesThread {
  /** Preprocesses slices of a series into its slots. */
  preprocess(slots: SlotFile, slices: readonly SliceSource[]): Promise<void>;
  /** Writes the images of a series whose slots are all filled as `.npy`. */
  writeArray(slots: SlotFile, path: string): Promise<SeriesArray>;
  close(): void;
}

/** What is posted to a worker. */
export type ThreadRequest =
  | { kind: "settings"; settings: ThreadSettings }
  | { kind: "preprocess"; slots: SlotFile; slices: readonly SliceSource[] }
  | { kind: "writeArray"; slots: SlotFile; path: string };

/** What a worker posts after each request but the settings. */
export type ThreadReply =
  | { kind: "done"; result: SeriesArray | void }
  | { kind: "failed"; message: string; fault: Fault | null };

/** Does the work in the thread that calls. */
export function inThisThread({ root, reading, options }: ThreadSettings): SeriesThread {
  const reader = new BlockReader(root, reading);
  return {
    async preprocess({ path, layout }, slices) {
      using slots = new SliceSlots(path, layout);
      await preprocessBlock(slices, slots, reader, options);
    },
    // deno-lint-ignore require-await -- an error is to be a rejection, as from a worker
    async writeArray({ path, layout }, array) {
      using slots = new SliceSlots(path, layout);
      return writeSeriesArray(array, slots, layout);
    },
    close: () => {},
  };
}

/** Has the work done by a worker. Images do not pass from thread to thread: they go to files. */
export function inWorker(settings: ThreadSettings): SeriesThread {
  const worker = new Worker(new URL("./series_worker.ts", import.meta.url), { type: "module" });
  const post = (request: ThreadRequest) => worker.postMessage(request);
  const ask = (request: ThreadRequest) =>
    new Promise<SeriesArray | void>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<ThreadReply>) =>
        data.kind === "done" ? resolve(data.result) : reject(failure(data));
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      post(request);
    });
  post({ kind: "settings", settings });
  return {
    preprocess: (slots, slices) => ask({ kind: "preprocess", slots, slices }) as Promise<void>,
    writeArray: (slots, path) => ask({ kind: "writeArray", slots, path }) as Promise<SeriesArray>,
    close: () => worker.terminate(),
  };
}

function failure({ message, fault }: ThreadReply & { kind: "failed" }): Error {
  return fault === null ? new Error(message) : new StorageError(fault);
}

/** An error in the form in which it leaves a worker. */
export function failedReply(error: unknown): ThreadReply {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const fault = error instanceof StorageError ? error.fault : null;
  return { kind: "failed", message: stack ?? message, fault };
}
