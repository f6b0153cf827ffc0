/**
 * Makes one small run from the store in a folder, or goes on with it; `bench/kill.ts` kills it, or has it
 * suspended by SIGTERM.
 *
 *     deno run -A bench/kill_once.ts STORE RUNS
 *
 * @module
 */
import { PROFILES } from "hemoleak/experiment/profile.ts";
import { runCell } from "hemoleak/experiment/run.ts";
import { networkTrainer } from "hemoleak/experiment/trainer/network_trainer.ts";
import { SUSPENDED } from "../cli/exit_status.ts";
import { openStore } from "hemoleak/preprocess/store/slice_store.ts";

/** Images of 32 x 32 pixels and enough epochs for a few seconds. */
const PROFILE = { ...PROFILES.quick, size: 32, epochs: { cnn4: 25, vgg16: 1 } };

const [folder, runs] = Deno.args as [string, string];
using store = await openStore(folder);
const stop = new AbortController(), { signal: suspend } = stop;
Deno.addSignalListener("SIGTERM", () => stop.abort());
const cell = { model: "cnn4", split: "slice", labels: "true", seed: 1 } as const;
const trainer = networkTrainer(cell.model, PROFILE, store);
await runCell(cell, trainer, store, runs, { suspend }).catch((error) => {
  if (error !== suspend.reason) throw error;
  Deno.exit(SUSPENDED);
});
Deno.exit(); // A signal's listener would keep the process.
