/** How `audit` ends when the split leaks. */
export const LEAKS = 3;
/** How `audit` ends when the names leave a doubt whether the split leaks. */
export const DOUBTFUL = 4;
/** How `run-cell` ends when another process is training the cell and it is not to wait for that. */
export const BUSY = 75;
/** How a training ends that was told to and has kept its state; in grids of jobs: run me again. */
export const SUSPENDED = 99;
/** By which a shell reports that a program was interrupted. */
export const INTERRUPTED = 130;
