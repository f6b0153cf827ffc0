/**
 * A process that preprocesses the cohort in the file of its first argument into the folder of its
 * second with as many workers as its third, and says after each progress how far it is.
 *
 * @module
 */
import { preprocessCohort } from "hemoleak/preprocess/preprocess_cohort.ts";

const [cohort, directory, workers] = Deno.args;
const options = { size: 64, workers: Number(workers) };
await preprocessCohort(JSON.parse(Deno.readTextFileSync(cohort!)), directory!, options, (done) => {
  console.log(done);
});
