import assert from "node:assert/strict";
import fc from "fast-check";
import type { SliceImage } from "hemoleak/cohort/scan/slice_image.ts";
import { SliceReader } from "hemoleak/cohort/scan/slice_reader.ts";
import type { SliceRow } from "hemoleak/cohort/slice_row.ts";
import { DICOM_NOTES } from "hemoleak/dicom/notes.ts";
import { PreprocessError, StorageError } from "hemoleak/error.ts";
import { imageOf } from "hemoleak/preprocess/chain/image.ts";
import { preprocessSlice } from "hemoleak/preprocess/chain/pipeline.ts";
import {
  preprocessCohort,
  type PreprocessCohortOptions,
} from "hemoleak/preprocess/preprocess_cohort.ts";
import { arrayNames } from "hemoleak/preprocess/store/array_names.ts";
import { openStore, type SliceStore } from "hemoleak/preprocess/store/slice_store.ts";
import type { CohortSlices } from "hemoleak/preprocess/workers/cohort_series.ts";
import { niftiBytes } from "../fixtures/nifti_writer.ts";
import { freeDisk, smallDisk } from "../fixtures/small_disk.ts";
import { withFolder } from "../fixtures/with_folder.ts";
import { dicomFile, sliceRow, syntheticHead, writeSmallCohort } from "./small_cohort.ts";
import { contents } from "./store_contents.ts";

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

Deno.test("the store holds what preprocessSlice makes of every file, in any order", () =>
  inFolder(async (folder, cohort) => {
    const store = await preprocessCohort(cohort, `${folder}/store`, OPTIONS);
    assert.deepEqual(store.rows, cohort.slices);
    assert.deepEqual(store.rejected, []);
    assert.equal(store.size, 16);
    const reader = new SliceReader(cohort.root);
    const images = new Map<string, SliceImage>();
    for (const row of cohort.slices) images.set(row.file, await reader.read(row));
    const expected = cohort.slices.map(({ file }) => {
      const { image } = images.get(file)!;
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

Deno.test("one, two and three workers write the same bytes, rejections among them", () =>
  inFolder(async (folder, cohort) => {
    const slices = [...cohort.slices, ...await longSeries(cohort.root)];
    await Deno.writeTextFile(`${cohort.root}/${slices[20]!.file}`, "not DICOM");
    const run = async (workers: number) => {
      const store = `${folder}/${workers}`;
      await preprocessCohort({ ...cohort, slices }, store, { ...OPTIONS, workers });
      return await contents(store);
    };
    const one = await run(1);
    assert.deepEqual(await run(2), one);
    assert.deepEqual(await run(3), one);
  }));

/** A series of more slices than one thread takes at a time. */
async function longSeries(root: string): Promise<SliceRow[]> {
  const { slices } = await writeSmallCohort(`${root}/long`, { studies: 1, slices: 50, size: 24 });
  return slices.map((row) => ({ ...row, study: "long", file: `long/${row.file}` }));
}

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
        const { computed } = await preprocess(cohort, store);
        const series = new Set(lost.filter((file) => file.startsWith("slices/")).map(stem));
        assert.equal(computed, 4 * series.size, "only lost series are computed again");
        assert.deepEqual(await contents(store), whole);
      }),
      { numRuns: 12 },
    );
  }));

/** Preprocesses, and counts the slices that it was told of after the start. */
async function preprocess(
  cohort: CohortSlices,
  directory: string,
  options: PreprocessCohortOptions = OPTIONS,
): Promise<{ computed: number; store: SliceStore }> {
  const calls: number[] = [];
  const count = (done: number) => void calls.push(done);
  const store = await preprocessCohort(cohort, directory, options, count);
  assert.equal(calls.at(-1), cohort.slices.length);
  return { computed: calls.at(-1)! - calls[0]!, store };
}

function stem(file: string): string {
  return file.replace(/\.[^.]*$/, "");
}

Deno.test("a changed file, a changed option and a lost file are each noticed", () =>
  inFolder(async (folder, cohort) => {
    const run = async (options = OPTIONS) => {
      const { computed, store } = await preprocess(cohort, `${folder}/store`, options);
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
    assert.match(reasons[3]!, /^Nothing in the slice but air/);
    assert.match(reasons[4]!, /^Nothing in the slice but air/);
    const table = await Deno.readTextFile(`${folder}/store/rejected.csv`);
    assert.equal(table.split("\n").length, 7);
    assert.ok(!table.includes(folder), "no folder of this machine");
    assert.deepEqual((await openStore(`${folder}/store`)).rejected, store.rejected);
    assert.equal(readAll(store).length, 7 * 16 * 16);
    const again = await preprocessCohort(cohort, `${folder}/store`, OPTIONS);
    assert.deepEqual(again.rejected, store.rejected);
  }));

Deno.test("what was out of the ordinary in reading files is reported, series by series", () =>
  inFolder(async (folder, cohort) => {
    const directory = `${folder}/store`;
    assert.deepEqual((await preprocessCohort(cohort, directory, OPTIONS)).notes, []);
    const [first] = cohort.slices, head = syntheticHead(48, 3);
    const inSeries = cohort.slices.filter(({ series, study }) =>
      series === first!.series && study === first!.study
    );
    // A slope of 0 in two files of one series; one of them has another row's bytes after its pixels, too.
    for (const { file } of inSeries.slice(0, 2)) {
      await Deno.writeFile(`${cohort.root}/${file}`, dicomFile(head, 48, 48, "0"));
    }
    const longer = new Int16Array([...head, ...new Int16Array(48)]);
    await Deno.writeFile(`${cohort.root}/${first!.file}`, dicomFile(longer, 48, 48, "0"));
    for (const workers of [1, 2]) {
      const store = await preprocessCohort(cohort, directory, { ...OPTIONS, workers });
      const { study, series } = first!;
      assert.deepEqual(store.notes, [
        { study, series, note: DICOM_NOTES["slope of 0"], slices: 2 },
        { study, series, note: DICOM_NOTES["excess bytes"], slices: 1 },
      ]);
      assert.deepEqual((await openStore(directory)).notes, store.notes);
      assert.deepEqual(store.rejected, []);
    }
    await Deno.writeTextFile(`${directory}/notes.csv`, "study,series,note,slices\n");
    await assert.rejects(openStore(directory), /notes.csv: damaged/);
    // Without anything to report there is no such file.
    for (const { file } of inSeries.slice(0, 2)) {
      await Deno.writeFile(`${cohort.root}/${file}`, dicomFile(head, 48, 48));
    }
    assert.deepEqual((await preprocessCohort(cohort, directory, OPTIONS)).notes, []);
    await assert.rejects(Deno.stat(`${directory}/notes.csv`), Deno.errors.NotFound);
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
      { name: "PreprocessError", message: "The cohort has no slices to preprocess" },
    );
    await Deno.mkdir(`${folder}/empty`);
    await assert.rejects(
      preprocessCohort({ ...cohort, root: `${folder}/empty` }, `${folder}/store`, OPTIONS),
      {
        name: "PreprocessError",
        message: "None of the cohort's 12 slices can be used, for example " +
          "Study 0/CT Plain/CT000000.dcm: the file is missing; " +
          `all are listed in ${folder}/store/rejected.csv`,
      },
    );
    await assert.rejects(openStore(`${folder}/store`), PreprocessError);
  }));

Deno.test("options are checked before anything is read", () =>
  inFolder(async (folder, cohort) => {
    await assert.rejects(
      preprocessCohort(cohort, `${folder}/store`, { windowWidth: -1 }),
      {
        name: "PreprocessError",
        message: "Expected windowWidth to be a number greater than 0 but found -1",
      },
    );
    await assert.rejects(
      preprocessCohort(cohort, `${folder}/store`, { workers: 0 }),
      {
        name: "PreprocessError",
        message: "Expected workers to be a whole number of at least 1 but found 0",
      },
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

for (const workers of [1, 2]) {
  Deno.test(`a run that a full disk ended goes on with more space, ${workers} worker(s)`, async (t) => {
    const disk = await smallDisk("192k");
    await t.step({
      name: "and comes to the same bytes",
      ignore: disk === null,
      fn: () =>
        inFolder(async (folder, cohort) => {
          const options = { ...OPTIONS, size: 64, workers };
          await preprocessCohort(cohort, `${folder}/store`, options);
          await Deno.writeFile(`${disk}/filler`, new Uint8Array(120 << 10));
          await assert.rejects(preprocessCohort(cohort, `${disk}/store`, options), StorageError);
          await Deno.remove(`${disk}/filler`);
          await preprocessCohort(cohort, `${disk}/store`, options);
          assert.deepEqual(await contents(`${disk}/store`), await contents(`${folder}/store`));
        }),
    });
    await freeDisk(disk);
  });
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

Deno.test("a cohort whose folder is gone leaves the store as it is", () =>
  inFolder(async (folder, cohort) => {
    await preprocessCohort(cohort, `${folder}/store`, OPTIONS);
    const whole = await contents(`${folder}/store`);
    await assert.rejects(
      preprocessCohort({ ...cohort, root: `${folder}/gone` }, `${folder}/store`, OPTIONS),
      {
        name: "PreprocessError",
        message: `${folder}/gone: expected the cohort's files but there is no such folder`,
      },
    );
    assert.deepEqual(await contents(`${folder}/store`), whole);
  }));

Deno.test("a cohort that changed gives the store that a new run would", () =>
  inFolder(async (folder, cohort) => {
    const more = await longSeries(cohort.root);
    const other = { ...cohort, slices: [...cohort.slices.slice(0, 8), ...more] };
    const fewer = { ...cohort, slices: cohort.slices.toSpliced(2, 3) };
    for (const [name, changed] of Object.entries({ other, fewer })) {
      await preprocessCohort(changed, `${folder}/${name}`, OPTIONS);
      await preprocessCohort(cohort, `${folder}/store`, OPTIONS);
      await preprocessCohort(changed, `${folder}/store`, OPTIONS);
      assert.deepEqual(await contents(`${folder}/store`), await contents(`${folder}/${name}`));
    }
  }));

Deno.test("outdated images are gone before new ones come", () =>
  inFolder(async (folder, cohort) => {
    const store = `${folder}/store`;
    await preprocessCohort(cohort, store, OPTIONS);
    const stop = (done: number) => {
      if (done > 0) throw new Error("stopped");
    };
    await assert.rejects(preprocessCohort(cohort, store, { ...OPTIONS, kappa: 0.03 }, stop));
    assert.deepEqual([...(await contents(store)).keys()].toSorted(), [
      "rejected.csv",
      "slices/S-0_CT-Plain.slots",
    ]);
    await preprocessCohort(cohort, store, OPTIONS);
    await preprocessCohort(cohort, `${folder}/new`, OPTIONS);
    assert.deepEqual(await contents(store), await contents(`${folder}/new`));
  }));

Deno.test("leftovers of killed runs go, and files of others stay", () =>
  inFolder(async (folder, cohort) => {
    const store = `${folder}/store`;
    await preprocessCohort(cohort, store, OPTIONS);
    const whole = await contents(store);
    const stay = ["notes.json", "slices/mine.npy", "slices/mine.json", "x.0123abcd.partial"];
    const go = [
      "slices.parquet.0123abcd.partial",
      "slices/gone.slots",
      "slices/gone.npy.partial",
      "slices/gone.json.0123abcd.partial",
    ];
    for (const name of [...stay, ...go]) await Deno.writeTextFile(`${store}/${name}`, "{}");
    await preprocessCohort(cohort, store, OPTIONS);
    const left = await contents(store);
    for (const name of stay) assert.ok(left.delete(name), name);
    assert.deepEqual(left, whole);
  }));

Deno.test("slices whose files could not be opened are tried again", () =>
  inFolder(async (folder, cohort) => {
    const blocked = cohort.slices[5]!.file;
    await Deno.remove(`${cohort.root}/${blocked}`);
    await Deno.mkdir(`${cohort.root}/${blocked}`);
    const { store } = await preprocess(cohort, `${folder}/store`);
    const reason = "cannot be read: illegal operation on a directory";
    assert.deepEqual(store.rejected, [{ file: blocked, reason }]);
    const whole = await contents(`${folder}/store`);
    assert.equal((await preprocess(cohort, `${folder}/store`)).computed, 4);
    assert.deepEqual(await contents(`${folder}/store`), whole);
  }));

Deno.test("two runs in one folder do not disturb each other", () =>
  inFolder(async (folder, cohort) => {
    await preprocessCohort(cohort, `${folder}/alone`, OPTIONS);
    const said = new Set<string | undefined>();
    const run = () =>
      preprocessCohort(
        cohort,
        `${folder}/store`,
        OPTIONS,
        (_done, _total, detail) => void said.add(detail),
      );
    await Promise.all([run(), run()]);
    assert.ok(said.has("waiting for another run in this folder"));
    assert.deepEqual(await contents(`${folder}/store`), await contents(`${folder}/alone`));
  }));

Deno.test("images of one file are told apart by their frames", () =>
  withFolder(async (folder) => {
    const [size, count] = [24, 70] as const;
    const heads = Array.from({ length: count }, (_, seed) => syntheticHead(size, seed));
    heads[3]!.fill(-1000);
    const values = heads.flatMap((head) => [...head]);
    const sform = [[-1, 0, 0, 0], [0, -1, 0, 0], [0, 0, 5, 0]];
    await Deno.writeFile(
      `${folder}/a.nii`,
      niftiBytes({ size: [size, size, count], values, sform }),
    );
    const slices = heads.map((_, frame) => ({
      ...sliceRow({ study: "volume", slice: frame, file: "a.nii" }),
      frame,
    }));
    const store = await preprocessCohort({ root: folder, slices }, `${folder}/store`, {
      ...OPTIONS,
      workers: 2,
    });
    assert.deepEqual(store.rows, slices.toSpliced(3, 1));
    assert.equal(store.rejected.length, 1);
    assert.match(store.rejected[0]!.reason, /^image 3 of the file: Nothing in the slice but air/);
    using open = store;
    const alone = preprocessSlice(imageOf(heads[69]!, size, size), { size: 16, iterations: 2 });
    assert.deepEqual(open.read([68]), alone.data);
  }));

Deno.test("types of hemorrhage that the labels do not tell stay unknown", () =>
  inFolder(async (folder, cohort) => {
    const unknown = { IPH: null, IVH: null, SDH: null, EDH: null, SAH: null };
    const slices = cohort.slices.map((row) => ({ ...row, ...unknown }));
    await preprocessCohort({ ...cohort, slices }, `${folder}/store`, OPTIONS);
    assert.deepEqual((await openStore(`${folder}/store`)).rows, slices);
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
