import assert from "node:assert/strict";
import { PreprocessError } from "hemoleak/error.ts";
import { preprocessCohort } from "hemoleak/preprocess/preprocess_cohort.ts";
import { openStore } from "hemoleak/preprocess/store/slice_store.ts";
import { verifyStore } from "hemoleak/preprocess/store/verify_store.ts";
import { withFolder } from "../../fixtures/with_folder.ts";
import { writeSmallCohort } from "../small_cohort.ts";
import { contents } from "../store_contents.ts";

const OPTIONS = { size: 16, iterations: 2, workers: 1 };
const NPY = "slices/S-1_CT-Plain.npy";

/** Runs a test with a store, its cohort, and what makes it whole again. */
async function withStore(
  test: (store: string, again: (verify: boolean) => Promise<number>) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const cohort = await writeSmallCohort(`${folder}/dicom`);
    const store = `${folder}/store`;
    await preprocessCohort(cohort, store, OPTIONS);
    await test(store, async (verify) => {
      const calls: number[] = [];
      await preprocessCohort(cohort, store, { ...OPTIONS, verify }, (done, _total, detail) => {
        if (!detail?.startsWith("checking")) calls.push(done);
      });
      return calls.at(-1)! - calls[0]!;
    });
  });
}

/** Flips a bit of a file, counted from its end. */
async function damage(path: string, fromEnd: number): Promise<void> {
  const bytes = await Deno.readFile(path);
  bytes[bytes.length - fromEnd]! ^= 1;
  await Deno.writeFile(path, bytes);
}

Deno.test("a whole store has nothing damaged, and sha256sum agrees", () =>
  withStore(async (store) => {
    const seen: number[] = [];
    assert.deepEqual(await verifyStore(store, (done, total) => seen.push(done, total)), []);
    assert.deepEqual(seen, [1, 5, 2, 5, 3, 5, 4, 5, 5, 5]);
    const sha256sum = new Deno.Command("sha256sum", { args: ["-c", "SHA256SUMS"], cwd: store });
    const { success, stdout } = await sha256sum.output();
    assert.ok(success);
    assert.match(new TextDecoder().decode(stdout), /slices\/S-2_CT-Plain\.npy: OK/);
  }));

Deno.test("a flipped bit of an image is found, and mended by a run that verifies", () =>
  withStore(async (store, again) => {
    const whole = await contents(store);
    await damage(`${store}/${NPY}`, 100);
    const reason = "its bytes are not those that were written";
    assert.deepEqual(await verifyStore(store), [{ file: NPY, reason }]);
    assert.equal(await again(false), 0);
    assert.equal(await again(true), 4);
    assert.deepEqual(await contents(store), whole);
  }));

Deno.test("images that are cut off or lost are found, and mended by any run", () =>
  withStore(async (store, again) => {
    const whole = await contents(store);
    await Deno.truncate(`${store}/${NPY}`, 700);
    assert.equal((await verifyStore(store))[0]!.file, NPY);
    assert.equal(await again(false), 4);
    assert.deepEqual(await contents(store), whole);
    await Deno.remove(`${store}/${NPY}`);
    assert.deepEqual(await verifyStore(store), [{ file: NPY, reason: "it is missing" }]);
    assert.equal(await again(false), 4);
    assert.deepEqual(await contents(store), whole);
  }));

Deno.test("a damaged record is not believed", () =>
  withStore(async (store, again) => {
    const whole = await contents(store);
    const record = `${store}/${NPY.replace(".npy", ".json")}`;
    const text = await Deno.readTextFile(record);
    const otherSum = text.replace(/("sha256":")(.)/, (_, start, digit) =>
      start + (digit === "0" ? "1" : "0"));
    for (const damaged of ["", text.slice(0, -5), otherSum]) {
      assert.notEqual(damaged, text);
      await Deno.writeTextFile(record, damaged);
      assert.equal(await again(false), 4);
      assert.deepEqual(await contents(store), whole);
    }
  }));

for (const table of ["slices.parquet", "rejected.csv"]) {
  Deno.test(`a damaged ${table} is found, not opened, and mended by any run`, () =>
    withStore(async (store, again) => {
      const whole = await contents(store);
      await damage(`${store}/${table}`, 3);
      assert.equal((await verifyStore(store))[0]!.file, table);
      await assert.rejects(openStore(store), new RegExp(`${table}: damaged, as its SHA-256`));
      assert.equal(await again(false), 0);
      assert.deepEqual(await contents(store), whole);
    }));
}

Deno.test("a damaged list of checksums is found, and mended by any run", () =>
  withStore(async (store, again) => {
    const whole = await contents(store);
    await Deno.writeTextFile(`${store}/SHA256SUMS`, "nonsense\n");
    await assert.rejects(verifyStore(store), PreprocessError);
    await again(false);
    assert.deepEqual(await contents(store), whole);
  }));

Deno.test("what is no store cannot be verified", () =>
  withFolder(async (folder) => {
    await assert.rejects(verifyStore(folder), /SHA256SUMS: not found; preprocess the cohort/);
  }));
