/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />
/**
 * A worker that writes one subject after the other, as asked.
 *
 * @module
 */
import { systemErrorCode } from "../files/system_error.ts";
import type { SubjectResult, SubjectTask } from "./subject_folder.ts";
import { writeSubjectFolder } from "./subject_folder.ts";

self.onmessage = async ({ data: task }: MessageEvent<SubjectTask>) => {
  let result: SubjectResult;
  try {
    await writeSubjectFolder(task);
    result = { index: task.index, error: null, code: null };
  } catch (error) {
    result = {
      index: task.index,
      error: error instanceof Error ? error : new Error(String(error)),
      code: systemErrorCode(error),
    };
  }
  self.postMessage(result);
};
