import assert from "node:assert/strict";
import fc from "fast-check";
import { readDicom } from "hemoleak/dicom/read.ts";
import { PreprocessError, StorageError } from "hemoleak/error.ts";
import { arrayNames } from "hemoleak/preprocess/array_names.ts";
import { preprocessSlice } from "hemoleak/preprocess/pipeline.ts";
import {
  type CohortSlices,
  preprocessCohort,
  type PreprocessCohortOptions,
} from "hemoleak/preprocess/preprocess_cohort.ts";
import { openStore, type SliceStore } from "hemoleak/preprocess/slice_store.ts";
import { dicomFile, sliceRow, syntheticHead, writeSmallCohort } from "./small_cohort.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const OPTIONS: PreprocessCohortOptions = { size: 16, iterations: 2, workers: 1 };

/** Runs a test in a folder of its own with a small cohort in `dicom/`. */
async function inFolder(
  test: (folder: string, cohort: CohortSlices) => Promise<void>,
  cohort?: Parameters<typeof writeSmallCohort>[1],
): Promise<void> {
  await withFolder(async (folder) => {
    await test(folder, await writeSmallCohort(`${folder}/dicom`, cohort));
  });
}

function readAll(store: SliceStore): Uint8Array {
  using open = store;
  return open.read([...store.rows.keys()]);
}

/** Every file of a folder with its bytes. */
async function contents(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const directory of ["", "slices/"]) {
    for await (const entry of Deno.readDir(`${folder}/${directory}`)) {
      if (!entry.isFile) continue;
      const bytes = await Deno.readFile(`${folder}/${directory}${entry.name}`);
      files.set(directory + entry.name, bytes.toHex());
    }
  }
  return files;
}

Deno.test("the store holds what preprocessSlice makes of every file, in any order", () =>
  inFolder(async (folder, cohort) => {
    const store = await preprocessCohort(cohort, `${folder}/store`, OPTIONS);
    assert.deepEqual(store.rows, cohort.slices);
    assert.deepEqual(store.rejected, []);
    assert.equal(store.size, 16);
    const expected = cohort.slices.map(({ file }) => {
      const { image } = readDicom(Deno.readFileSync(`${cohort.root}/${file}`), file);
      return [...preprocessSlice(image, { size: 16, iterations: 2 }).data];
    });
    using open = store;
    fc.assert(fc.property(fc.array(fc.nat({ max: cohort.slices.length - 1 })), (indices) => {
      const images = open.read(indices);
      assert.deepEqual([...images], indices.flatMap((index) => expected[index]!));
    }));
  }));

Deno.test("an opened store is the store that was made", () =>
  inFolder(async (folder, cohort) => {
    const made = await preprocessCohort(cohort, `${folder}/store`, OPTIONS);
    const opened = await openStore(`${folder}/store`);
    assert.deepEqual(opened.rows, made.rows);
    assert.deepEqual(opened.options, made.options);
    assert.deepEqual(readAll(opened), readAll(made));
  }));

Deno.test("rows keep the cohort's order where series are mixed", () =>
  inFolder(async (folder, cohort) => {
    const slices = cohort.slices.toSorted((a, b) =>
      a.slice - b.slice || (a.study < b.study ? 1 : -1)
    );
    const store = await preprocessCohort({ ...cohort, slices }, `${folder}/store`, OPTIONS);
    assert.deepEqual(store.rows, slices);
    const plain = await preprocessCohort(cohort, `${folder}/plain`, OPTIONS);
    const places = slices.map((row) => cohort.slices.indexOf(row));
    using open = plain;
    assert.deepEqual(readAll(store), open.read(places));
  }));

Deno.test("two workers write the same bytes as none", () =>
  inFolder(async (folder, cohort) => {
    await preprocessCohort(cohort, `${folder}/one`, OPTIONS);
    await preprocessCohort(cohort, `${folder}/two`, { ...OPTIONS, workers: 2 });
    assert.deepEqual(await contents(`${folder}/one`), await contents(`${folder}/two`));
  }));

Deno.test("a second run computes nothing and changes nothing", () =>
  inFolder(async (folder, cohort) => {
    await preprocessCohort(cohort, `${folder}/store`, OPTIONS);
    const before = await contents(`${folder}/store`);
    const done: number[] = [];
    await preprocessCohort(cohort, `${folder}/store`, OPTIONS, (count) => done.push(count));
    assert.deepEqual(done, [12]);
    assert.deepEqual(await contents(`${folder}/store`), before);
  }));

Deno.test("a run goes on where another was killed, whatever it left", () =>
  inFolder(async (folder, cohort) => {
    const store = `${folder}/store`;
    await preprocessCohort(cohort, store, OPTIONS);
    const whole = await contents(store);
    await fc.assert(
      fc.asyncProperty(fc.subarray([...whole.keys()]), async (lost) => {
        for (const file of lost) await Deno.remove(`${store}/${file}`);
        const calls: number[] = [];
        await preprocessCohort(cohort, store, OPTIONS, (done) => calls.push(done));
        const series = new Set(lost.filter((file) => file.startsWith("slices/")).map(stem));
        assert.equal(calls.length, 1 + 4 * series.size, "only lost series are computed again");
        assert.deepEqual(await contents(store), whole);
      }),
      { numRuns: 12 },
    );
  }));

function stem(file: string): string {
  return file.replace(/\.[^.]*$/, "");
}

Deno.test("a changed file, a changed option and a lost file are each noticed", () =>
  inFolder(async (folder, cohort) => {
    const run = async (options = OPTIONS) => {
      let computed = -1;
      const count = () => void computed++;
      const store = await preprocessCohort(cohort, `${folder}/store`, options, count);
      return { computed, images: readAll(store), rows: store.rows.length };
    };
    const { images: first } = await run();
    const changed = `${cohort.root}/${cohort.slices[5]!.file}`;
    await Deno.writeFile(changed, dicomFile(syntheticHead(48, 999), 48, 48));
    const { computed, images: second } = await run();
    assert.equal(computed, 4, "the changed file's series");
    const pixels = 16 * 16;
    for (let index = 0; index < 12; index++) {
      const range = [index * pixels, (index + 1) * pixels] as const;
      const same = first.subarray(...range).toHex() === second.subarray(...range).toHex();
      assert.equal(same, index !== 5, `image ${index}`);
    }
    assert.equal((await run({ ...OPTIONS, kappa: 0.03 })).computed, 12);
    await Deno.remove(changed);
    assert.equal((await run({ ...OPTIONS, kappa: 0.03 })).rows, 11);
  }));

Deno.test("the fingerprint tells other images and rows, and nothing of time and place", () =>
  inFolder(async (folder, cohort) => {
    const run = async (name: string, slices = cohort.slices, options = OPTIONS) =>
      (await preprocessCohort({ ...cohort, slices }, `${folder}/${name}`, options)).fingerprint;
    const first = await run("a");
    assert.equal(await run("a"), first);
    assert.equal(await run("b"), first);
    assert.equal((await openStore(`${folder}/a`)).fingerprint, first);
    assert.notEqual(await run("c", cohort.slices, { ...OPTIONS, kappa: 0.05 }), first);
    assert.notEqual(await run("d", cohort.slices.toReversed()), first);
    const relabeled = cohort.slices.map((row, at) =>
      at === 0 ? { ...row, label: 0 as const } : row
    );
    assert.notEqual(await run("e", relabeled), first);
  }));

Deno.test("what cannot be used is listed with its reason, and the rest goes on", () =>
  inFolder(async (folder, cohort) => {
    const [notDicom, cutOff, missing, air, headrest] = cohort.slices.map(({ file }) => file);
    const whole = await Deno.readFile(`${cohort.root}/${cutOff}`);
    const rest = new Int16Array(48 * 48).fill(-1000);
    rest.fill(60, 40 * 48, 42 * 48);
    await Deno.writeTextFile(`${cohort.root}/${notDicom}`, "not DICOM");
    await Deno.writeFile(`${cohort.root}/${cutOff}`, whole.subarray(0, 2000));
    await Deno.remove(`${cohort.root}/${missing}`);
    await Deno.writeFile(
      `${cohort.root}/${air}`,
      dicomFile(new Int16Array(48 * 48).fill(-1000), 48, 48),
    );
    await Deno.writeFile(`${cohort.root}/${headrest}`, dicomFile(rest, 48, 48));
    const store = await preprocessCohort(cohort, `${folder}/store`, OPTIONS);
    assert.deepEqual(store.rows, cohort.slices.slice(5));
    assert.deepEqual(
      store.rejected.map(({ file }) => file),
      [notDicom, cutOff, missing, air, headrest],
    );
    const reasons = store.rejected.map(({ reason }) => reason);
    assert.equal(reasons[2], "the file is missing");
    assert.match(reasons[3]!, /^No head in the slice/);
    assert.match(reasons[4]!, /^No head in the slice/);
    const table = await Deno.readTextFile(`${folder}/store/rejected.csv`);
    assert.equal(table.split("\n").length, 7);
    assert.ok(!table.includes(folder), "no folder of this machine");
    assert.deepEqual((await openStore(`${folder}/store`)).rejected, store.rejected);
    assert.equal(readAll(store).length, 7 * 16 * 16);
    const again = await preprocessCohort(cohort, `${folder}/store`, OPTIONS);
    assert.deepEqual(again.rejected, store.rejected);
  }));

Deno.test("padding counts as air, though its number may look like bone", () =>
  inFolder(async (folder) => {
    const hu = syntheticHead(48, 1);
    const padded = hu.map((value, at) => at % 48 < 3 || at % 48 > 44 ? 3000 : value);
    const write = async (name: string, pixels: Int16Array) => {
      await Deno.writeFile(`${folder}/${name}`, dicomFile(pixels, 48, 48));
      const rows = [sliceRow({ study: name, slice: 0, file: name })];
      return readAll(
        await preprocessCohort({ root: folder, slices: rows }, `${folder}/${name}-store`, OPTIONS),
      );
    };
    assert.deepEqual(await write("padded", padded), await write("plain", hu));
  }));

Deno.test("a cohort of which nothing can be used is an error that says why", () =>
  inFolder(async (folder, cohort) => {
    await assert.rejects(
      preprocessCohort({ ...cohort, slices: [] }, `${folder}/store`, OPTIONS),
      new PreprocessError("The cohort has no slices to preprocess"),
    );
    await assert.rejects(
      preprocessCohort({ ...cohort, root: `${folder}/moved` }, `${folder}/store`, OPTIONS),
      new PreprocessError(
        "None of the cohort's 12 slices can be used, for example " +
          "Study 0/CT Plain/CT000000.dcm: the file is missing; " +
          `all are listed in ${folder}/store/rejected.csv`,
      ),
    );
    await assert.rejects(openStore(`${folder}/store`), PreprocessError);
  }));

Deno.test("options are checked before anything is read", () =>
  inFolder(async (folder, cohort) => {
    await assert.rejects(
      preprocessCohort(cohort, `${folder}/store`, { windowWidth: -1 }),
      new PreprocessError("Expected windowWidth to be a number greater than 0 but found -1"),
    );
    await assert.rejects(
      preprocessCohort(cohort, `${folder}/store`, { workers: 0 }),
      new PreprocessError("Expected workers to be a whole number of at least 1 but found 0"),
    );
  }));

for (const workers of [1, 2]) {
  Deno.test(`a folder that cannot be made is one clear error with ${workers} worker(s)`, () =>
    inFolder(async (folder, cohort) => {
      await Deno.writeTextFile(`${folder}/file`, "");
      await assert.rejects(
        preprocessCohort(cohort, `${folder}/file/store`, { ...OPTIONS, workers }),
        StorageError,
      );
    }));
}

Deno.test("opening what is no store says what to do", () =>
  inFolder(async (folder, cohort) => {
    await assert.rejects(openStore(folder), /preprocess the cohort into this folder first/);
    await Deno.writeTextFile(`${folder}/slices.parquet`, "no parquet");
    await assert.rejects(openStore(folder), PreprocessError);
    const store = await preprocessCohort(cohort, `${folder}/store`, OPTIONS);
    const npy = `${folder}/store/slices/S-0_CT-Plain.npy`;
    await Deno.truncate(npy, 700);
    using open = store;
    assert.throws(() => open.read([3]), /cut off; delete the file and preprocess/);
    assert.throws(() => open.read([12]), /Expected an index from 0 to 11 but found 12/);
    assert.throws(() => open.read([4], new Uint8Array(3)), /Expected out to hold 1 images/);
    open.close();
    await Deno.remove(npy);
    assert.throws(() => open.read([0]), PreprocessError);
  }));

Deno.test("reading from more series than files may be open at once", () =>
  inFolder(async (folder, cohort) => {
    const store = await preprocessCohort(cohort, `${folder}/store`, { ...OPTIONS, size: 4 });
    using open = store;
    const indices = [...store.rows.keys()];
    const images = open.read(indices);
    for (const index of indices) {
      assert.deepEqual(open.read([index]), images.subarray(index * 16, (index + 1) * 16));
    }
  }, { studies: 140, slices: 1, size: 24 }));

Deno.test("every series gets a file name of its own that every file system takes", () => {
  const names = arrayNames([
    { study: "CQ500-CT-0", series: "CT PLAIN THIN" },
    { study: "a", series: "B" },
    { study: "A", series: "b" },
    { study: "x/..", series: "../y" },
    { study: "x/..", series: ".. y" },
    { study: "ü", series: "é".repeat(300) },
  ]);
  assert.equal(names[0], "CQ500-CT-0_CT-PLAIN-THIN");
  assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
  for (const name of names) assert.match(name, /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,140}$/);
});
