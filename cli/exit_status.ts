export { BUSY, STALLED, SUSPENDED } from "hemoleak/experiment/slurm/task_outcome.ts";
/** How `audit` ends when the split leaks. */
export const LEAKS = 3;
/** How `audit` ends when the names leave a doubt whether the split leaks. */
export const DOUBTFUL = 4;
/** By which a shell reports that a program was interrupted. */
export const INTERRUPTED = 130;
/** By which a shell reports that a program was ended by SIGTERM. */
export const TERMINATED = 143;
