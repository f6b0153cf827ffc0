/// <reference lib="deno.worker" />
/**
 * A worker that preprocesses slices, as asked.
 *
 * @module
 */
import {
  failedReply,
  inThisThread,
  type SeriesThread,
  type ThreadReply,
  type ThreadRequest,
} from "./series_thread.ts";

let thread: SeriesThread;

self.onmessage = async ({ data }: MessageEvent<ThreadRequest>) => {
  if (data.kind === "settings") thread = inThisThread(data.settings);
  else self.postMessage(await replyTo(data));
};

async function replyTo(
  request: Exclude<ThreadRequest, { kind: "settings" }>,
): Promise<ThreadReply> {
  try {
    const result = request.kind === "preprocess"
      ? await thread.preprocess(request.slots, request.slices)
      : await thread.writeArray(request.slots, request.path);
    return { kind: "done", result };
  } catch (error) {
    return failedReply(error);
  }
}
