import assert from "node:assert/strict";
import {
  arrayScript,
  type BatchJob,
  collectScript,
} from "hemoleak/experiment/slurm/batch_script.ts";

const JOB: BatchJob = {
  name: "hemoleak-1",
  grid: "/data/it's a grid, 100 %",
  folder: "/data/it's a grid, 100 %/slurm/1",
  resources: { cpus: 4, signal: 120 },
  program: { checkout: "/home/me/hemo leak", deno: "/opt/deno", denoCache: "/c/d", cache: "/c/h" },
};

/** What bash makes of a script that is not run: its complaints. */
async function complaints(script: string): Promise<string> {
  const bash = new Deno.Command("bash", { args: ["-n", "-c", script] });
  return new TextDecoder().decode((await bash.output()).stderr);
}

/** The options of sbatch in a script, as a shell splits them. */
function options(script: string): string[] {
  return script.split("\n").flatMap((line) => /^#SBATCH (.*)$/.exec(line)?.[1] ?? []);
}

Deno.test("the script of an array asks for what is given, and for nothing else", () => {
  assert.deepEqual(options(arrayScript(JOB, 1, 99)), [
    ...["--job-name=hemoleak-1", "--ntasks=1", "--cpus-per-task=4"],
    `--output="/data/it's a grid, 100 %%/slurm/1/%A_%a.log"`,
    ...["--requeue --open-mode=append", "--signal=B:USR2@120"],
  ]);
  const resources = {
    ...{ account: "lab", partition: "long,gpu", time: "2-12:00:00", mem: "6G", gpus: 1 },
    ...{
      cpus: 8,
      signal: 300,
      sbatch: "--qos=high --constraint=avx512",
      setup: "module load cuda",
    },
  };
  const script = arrayScript({ ...JOB, resources }, 1, 99);
  for (
    const option of [
      ...["--account=lab", "--partition=long,gpu", "--time=2-12:00:00", "--mem=6G", "--gpus=1"],
      ...["--cpus-per-task=8", "--qos=high --constraint=avx512", "--signal=B:USR2@300"],
    ]
  ) assert.ok(options(script).includes(option), option);
  assert.match(script, /^module load cuda$/m);
});

Deno.test("both are scripts of bash, with quotes, commas and blanks in their paths", async () => {
  for (const script of [arrayScript(JOB, 1, 99), collectScript(JOB)]) {
    assert.equal(await complaints(script), "");
    assert.ok(script.startsWith("#!/bin/bash\n#SBATCH "));
    assert.match(script, /^cd '\/home\/me\/hemo leak' \|\| exit 1$/m);
    assert.match(script, /'\/data\/it'\\''s a grid, 100 %'/);
    assert.match(script, /^hemoleak=\('\/opt\/deno' run .*--cached-only .*cli\/main\.ts\)$/m);
  }
});

Deno.test("what collects takes neither the memory nor the GPUs of what trains", () => {
  const resources = { ...JOB.resources, mem: "600G", gpus: 4, time: "7-0", account: "lab" };
  assert.deepEqual(options(collectScript({ ...JOB, resources })), [
    ...["--job-name=hemoleak-1-collect", "--ntasks=1", "--cpus-per-task=1", "--account=lab"],
    ...["--time=60", `--output="/data/it's a grid, 100 %%/slurm/1/collect-%j.log"`],
  ]);
});

Deno.test("an option that spans lines could be anything, and is refused", () => {
  for (const injected of [{ account: "a\n#SBATCH --uid=0" }, { sbatch: "--qos=x\nrm -r ." }]) {
    assert.throws(
      () => arrayScript({ ...JOB, resources: { ...JOB.resources, ...injected } }, 1, 99),
      {
        name: "GridError",
        message: /an option of sbatch in one line but found "/,
      },
    );
  }
});
