import type { SliceLocation } from "../../cohort/scan/slice_reader.ts";
import { isHemoleakError } from "../../error.ts";
import type { SeriesArray } from "../store/series_array.ts";
import type { SliceSource } from "../store/slice_block.ts";
import {
  inThisThread,
  inWorker,
  type SeriesThread,
  type SlotFile,
  type ThreadSettings,
} from "./series_thread.ts";
import { SliceSlots } from "./slice_slots.ts";

/** A series that is to be preprocessed. */
export interface SeriesTask {
  /** For messages. */
  name: string;
  /** Which image of which file its slices are. */
  locate(slot: number): SliceLocation;
  /** Where the results are collected until all are there. */
  slots: SlotFile;
  /** Where its images go then. */
  array: string;
}

/** Who follows the work. */
export interface QueueListener {
  /** Slices of a task are done, or were by an earlier run. */
  onSlices(task: number, count: number): void;
  /** The images of a task are in its `array`, not flushed to disk yet. */
  onSeries(task: number, array: SeriesArray): Promise<void>;
}

/** Enough that messages do not count beside the work, and few enough to share a series out. */
const BLOCK = 16;
/** Images of one file stay together up to here, as each thread reads the file for itself. */
const BLOCK_OF_ONE_FILE = 64;

interface UnderWay {
  task: SeriesTask;
  index: number;
  /** Slices without a result. */
  left: number;
}

interface Block {
  series: UnderWay;
  slices: SliceSource[];
}

/**
 * Preprocesses every series, block by block, in as many threads; with one, in this thread. A series'
 * blocks are shared out, so that a single long series keeps all threads busy too, and few series
 * are under way at a time. The results do not depend on the number of threads.
 *
 * @throws {StorageError} If the disk is full.
 * @throws The first error of a thread, which names the series, or of the listener. The blocks under way
 *   are finished first.
 */
export async function preprocessQueue(
  tasks: readonly SeriesTask[],
  settings: ThreadSettings,
  workers: number,
  listener: QueueListener,
): Promise<void> {
  const blocks = blocksOf(tasks, listener);
  const most = tasks.reduce((sum, { slots }) => sum + Math.ceil(slots.layout.count / BLOCK), 0);
  const count = Math.min(workers, most);
  const start = count > 1 ? inWorker : inThisThread;
  const threads = Array.from({ length: count }, () => start(settings));
  const ends = await Promise.allSettled(threads.map(async (thread) => {
    try {
      await workOff(blocks, thread, listener);
    } finally {
      thread.close();
    }
  }));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
}

/**
 * Takes blocks until there are no more, or an error here or in another thread closed the generator. Who
 * ends a series' last block writes its images.
 */
async function workOff(
  blocks: Generator<Block, void, void>,
  thread: SeriesThread,
  listener: QueueListener,
): Promise<void> {
  let publishing = Promise.resolve();
  try {
    for (const { series, slices } of blocks) {
      const { task, index } = series;
      await naming(task, thread.preprocess(task.slots, slices));
      series.left -= slices.length;
      listener.onSlices(index, slices.length);
      if (series.left > 0) continue;
      const array = await naming(task, thread.writeArray(task.slots, task.array));
      // While the disk takes one series, the next is computed, but no more than that.
      await publishing;
      publishing = listener.onSeries(index, array);
      publishing.catch(() => {});
    }
  } finally {
    await publishing;
  }
}

/** The blocks of all tasks; a task's file of slots is made or taken up when its turn comes. */
function* blocksOf(
  tasks: readonly SeriesTask[],
  listener: QueueListener,
): Generator<Block, void, void> {
  for (const [index, task] of tasks.entries()) {
    const missing = prepareSlots(task.slots);
    const kept = task.slots.layout.count - missing.length;
    if (kept > 0) listener.onSlices(index, kept);
    const series = { task, index, left: missing.length };
    const slices = missing.map((slot) => ({ slot, ...task.locate(slot) }));
    if (slices.length === 0) yield { series, slices };
    while (slices.length > 0) yield { series, slices: slices.splice(0, blockLength(slices)) };
  }
}

function blockLength(slices: readonly SliceSource[]): number {
  let length = Math.min(BLOCK, slices.length);
  const { file } = slices[length - 1]!;
  while (length < BLOCK_OF_ONE_FILE && slices[length]?.file === file) length++;
  return length;
}

function prepareSlots({ path, layout }: SlotFile): number[] {
  using slots = new SliceSlots(path, layout);
  return slots.prepare();
}

/** Says with an error that nobody expected which series it struck. */
async function naming<T>({ name }: SeriesTask, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isHemoleakError(error)) throw error;
    throw new Error(`Preprocessing ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}
