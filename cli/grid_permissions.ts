import { isTablePlan, readGridPlan } from "hemoleak/experiment/grid/grid_file.ts";
import { readingOf } from "hemoleak/experiment/reading_options.ts";
import { reproductionFolders } from "hemoleak/experiment/reproduction_folders.ts";
import {
  installedPrograms,
  type SlurmProgram,
} from "hemoleak/experiment/slurm/installed_programs.ts";
import { SHELL } from "hemoleak/text/shell.ts";
import { HOST, type Permissions } from "./permissions.ts";

export const ENVIRONMENT = ["--allow-env"];

/**
 * What trains cells: TensorFlow, which comes by FFI, or the user's own commands, which the shell runs. Besides
 * these commands, which may do what the user may, nothing of it touches more than the grid and its table.
 */
export function cellPermissions(folder: string): Permissions {
  const plan = readGridPlan(folder);
  if (isTablePlan(plan)) {
    const more = [...ENVIRONMENT, HOST, `--allow-run=${SHELL}`];
    return { read: [plan.table], write: [folder], more };
  }
  return {
    read: true,
    write: foldersOf(folder),
    more: [...ENVIRONMENT, "--allow-ffi", "--allow-sys=cpus,hostname,osRelease,uid"],
  };
}

/** The same with programs of Slurm's. */
export function withPrograms(
  { more = [], ...rest }: Permissions,
  ...names: SlurmProgram[]
): Permissions {
  const run = "--allow-run=";
  const own = more.filter((option) => option.startsWith(run)).map((one) => one.slice(run.length));
  const programs = [...own, ...installedPrograms(names)];
  return {
    ...rest,
    more: [
      ...more.filter((option) => !option.startsWith(run)),
      ...programs.length === 0 ? [] : [run + programs.join(",")],
    ],
  };
}

/** The grid's folder, and that of its data and runs. */
export function foldersOf(folder: string): string[] {
  const plan = readGridPlan(folder);
  if (isTablePlan(plan)) return [folder];
  const { cohort, root, data } = plan;
  const reproduction = reproductionFolders({
    cohort,
    ...readingOf(plan),
    ...root !== null && { root },
    ...data !== null && { data },
  });
  return [folder, reproduction.folder];
}
