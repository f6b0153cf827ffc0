/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
/**
 * A worker that writes one subject after the other, as it is told.
 *
 * @module
 */
import type { SubjectResult, SubjectTask } from "./subject_folder.ts";
import { writeSubjectFolder } from "./subject_folder.ts";

self.onmessage = async ({ data: task }: MessageEvent<SubjectTask>) => {
  let result: SubjectResult;
  try {
    await writeSubjectFolder(task);
    result = { index: task.index, error: null };
  } catch (error) {
    result = {
      index: task.index,
      error: error instanceof Error ? error : new Error(String(error)),
    };
  }
  self.postMessage(result);
};
