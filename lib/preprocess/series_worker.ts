/// <reference lib="deno.worker" />
import { preprocessSeries, type SeriesResult, type SeriesTask } from "./series.ts";

/** What the worker posts: `slice` after each slice, then the series' result. */
export type SeriesMessage = { kind: "slice" } | { kind: "series"; result: SeriesResult };

self.onmessage = async ({ data }: MessageEvent<SeriesTask>) => {
  const post = (message: SeriesMessage, transfer: Transferable[] = []) =>
    self.postMessage(message, transfer);
  const result = await preprocessSeries(data, () => post({ kind: "slice" }));
  post({ kind: "series", result }, [result.images.buffer]);
};
