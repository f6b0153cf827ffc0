import { join } from "node:path";

/** Slurm's programs that are used. */
export const SLURM_PROGRAMS = ["sbatch", "scontrol", "squeue", "sacct"] as const;
/** One of {@linkcode SLURM_PROGRAMS}. */
export type SlurmProgram = typeof SLURM_PROGRAMS[number];

/** Those of Slurm's programs that the environment's `PATH` leads to. */
export function installedPrograms(
  names: readonly SlurmProgram[] = SLURM_PROGRAMS,
): SlurmProgram[] {
  const folders = (Deno.env.get("PATH") ?? "").split(":").filter((folder) => folder !== "");
  return names.filter((name) => folders.some((folder) => isFile(join(folder, name))));
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false; // Not there, or in a folder that may not be looked into: no program to run.
  }
}
