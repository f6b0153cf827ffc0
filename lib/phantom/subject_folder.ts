import { dirname, join } from "node:path";
import type { PhantomOptions } from "./options.ts";
import { studyFiles } from "./study.ts";
import { planSubject } from "./subject.ts";

/** What a worker is asked to do. */
export interface SubjectTask {
  root: string;
  index: number;
  label: 0 | 1;
  options: PhantomOptions;
}

/** What a worker answers. */
export interface SubjectResult {
  index: number;
  error: Error | null;
  /** The operating system's name for the error, such as `ENOSPC`; null where it is not the system's. */
  code: string | null;
}

/** The folder of a subject below the cohort's root. */
export function subjectFolder(root: string, index: number): string {
  return join(root, `PHANTOM-CT-${index}`);
}

/**
 * Writes one subject's study. It is written under another name and renamed once whole, so a folder
 * with the subject's name is always complete.
 *
 * @throws The operating system's error: a full disk, no permission.
 */
export async function writeSubjectFolder(task: SubjectTask): Promise<void> {
  const { root, index, label, options } = task;
  const partial = join(root, `.PHANTOM-CT-${index}.partial`);
  await Deno.remove(partial, { recursive: true }).catch(ignoreMissing);
  const made = new Set<string>();
  for (const { path, bytes } of studyFiles(planSubject(index, label, options), options)) {
    const file = join(partial, path), folder = dirname(file);
    if (!made.has(folder)) await Deno.mkdir(folder, { recursive: true });
    made.add(folder);
    await Deno.writeFile(file, bytes);
  }
  await Deno.rename(partial, subjectFolder(root, index));
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
