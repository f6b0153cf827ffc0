import assert from "node:assert/strict";
import { withFolder } from "../fixtures/with_folder.ts";
import { fuzzNifti } from "./fuzz/nifti_fuzz.ts";

Deno.test("damaged NIfTI files are read rightly or refused, in time", async () => {
  await withFolder(async (folder) => {
    const wrong: string[] = [];
    let read = 0;
    for await (const finding of fuzzNifti(folder, { first: 1, count: 600 })) {
      const { seed, mutation, complaint } = finding;
      if (finding.read) read++;
      if (complaint !== null) wrong.push(`seed ${seed}, ${mutation}: ${complaint}`);
    }
    assert.deepEqual(wrong, [], "deno task fuzz --nifti --only SEED repeats one");
    assert(read > 150 && read < 500, `${read} were read`);
  });
});
