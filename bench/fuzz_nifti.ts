import { fuzzNifti } from "../tests/nifti/fuzz/nifti_fuzz.ts";

/** Reads damaged NIfTI files, prints what was wrong, and says whether nothing was. */
export async function fuzzNiftiFiles(
  { first, count }: { first: number; count: number },
): Promise<boolean> {
  const folder = await Deno.makeTempDir();
  let read = 0, wrong = 0, longest = 0;
  try {
    for await (const finding of fuzzNifti(folder, { first, count })) {
      const { seed, mutation, complaint, milliseconds } = finding;
      if (finding.read) read++;
      longest = Math.max(longest, milliseconds);
      if (complaint !== null) wrong++;
      if (complaint === null && count > 1) continue;
      console.log(`seed ${seed}, ${mutation}: ${complaint ?? (finding.read ? "read" : "refused")}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  console.log(
    `${count} mutations of NIfTI: ${read} read, ${count - read} refused, ${wrong} wrong; ` +
      `at most ${longest.toFixed(0)} ms of CPU time for one`,
  );
  return wrong === 0;
}
