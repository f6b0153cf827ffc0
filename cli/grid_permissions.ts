import { readGridPlan } from "hemoleak/experiment/grid/grid_file.ts";
import { readingOf } from "hemoleak/experiment/reading_options.ts";
import { reproductionFolders } from "hemoleak/experiment/reproduction_folders.ts";
import {
  installedPrograms,
  type SlurmProgram,
} from "hemoleak/experiment/slurm/installed_programs.ts";
import type { Permissions } from "./permissions.ts";

export const ENVIRONMENT = ["--allow-env"];

/** What trains cells: TensorFlow comes by FFI. */
export function cellPermissions(folder: string): Permissions {
  return {
    read: true,
    write: foldersOf(folder),
    more: [...ENVIRONMENT, "--allow-ffi", "--allow-sys=cpus,hostname,osRelease,uid"],
  };
}

/** The grid's folder, and that of its data and runs. */
export function foldersOf(folder: string): string[] {
  const { cohort, root, data, ...plan } = readGridPlan(folder);
  const reproduction = reproductionFolders({
    cohort,
    ...readingOf(plan),
    ...root !== null && { root },
    ...data !== null && { data },
  });
  return [folder, reproduction.folder];
}

/** Those of Slurm's programs that are here, and no other program. */
export function runsPrograms(...names: SlurmProgram[]): string[] {
  const found = installedPrograms(names);
  return found.length === 0 ? [] : [`--allow-run=${found.join(",")}`];
}
