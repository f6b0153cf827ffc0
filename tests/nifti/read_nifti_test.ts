import assert from "node:assert/strict";
import { join } from "node:path";
import { NiftiError } from "hemoleak/error.ts";
import { slicePosition } from "hemoleak/nifti/layout.ts";
import { readNiftiHeaderFile } from "hemoleak/nifti/nifti_file.ts";
import { readNifti } from "hemoleak/nifti/read_nifti.ts";
import { gzip, niftiBytes, type NiftiSpec } from "../fixtures/nifti_writer.ts";
import { withFolder } from "../fixtures/with_folder.ts";

const VALUES = [...Array(24).keys()].map((i) => i * i - 50);
const RAS = [[0.5, 0, 0, -60], [0, 0.75, 0, -70], [0, 0, 5, 10]];
const LAS = [[-0.5, 0, 0, 60], [0, 0.75, 0, -70], [0, 0, 5, 10]];

/** Reads bytes as a file. */
async function read(bytes: Uint8Array, name = "049.nii") {
  let volume: Awaited<ReturnType<typeof readNifti>> | undefined;
  await withFolder(async (folder) => {
    await Deno.writeFile(join(folder, name), bytes);
    volume = await readNifti(join(folder, name), name);
  });
  return volume!;
}

/**
 * What nibabel 5.3 gives for each volume: `d = nibabel.as_closest_canonical(image)` turned to rows from
 * front to back and columns from right to left, `d.get_fdata()[::-1, ::-1, k].T`, and the position of
 * its first pixel, `d.affine @ [X - 1, Y - 1, k, 1]` with x and y negated (DICOM counts them the other way).
 * The sagittal volume's slices are its third axis here, which canonical order makes the first.
 */
const ORACLE: Record<string, { spec: NiftiSpec; slices: number[][]; position: number[] }> = {
  "rows to the right and front": {
    spec: { size: [4, 3, 2], values: VALUES, sform: RAS },
    slices: [
      [71, 50, 31, 14, -1, -14, -25, -34, -41, -46, -49, -50],
      [479, 434, 391, 350, 311, 274, 239, 206, 175, 146, 119, 94],
    ],
    position: [58.5, 68.5, 15],
  },
  "rows to the left and front": {
    spec: { size: [4, 3, 2], values: VALUES, sform: LAS },
    slices: [
      [14, 31, 50, 71, -34, -25, -14, -1, -50, -49, -46, -41],
      [350, 391, 434, 479, 206, 239, 274, 311, 94, 119, 146, 175],
    ],
    position: [-60, 68.5, 15],
  },
  "rows to the front and columns to the left, from the head down, tilted by 20 degrees": {
    spec: {
      size: [4, 3, 2],
      values: VALUES,
      sform: [[0, -0.5, 0, 60], [0.704769, 0, -1, -70], [0.256515, 0, -4.5, 100]],
    },
    slices: [
      [-41, -1, 71, -46, -14, 50, -49, -25, 31, -50, -34, 14],
      [175, 311, 479, 146, 274, 434, 119, 239, 391, 94, 206, 350],
    ],
    position: [-60, 68.8857, 96.2695],
  },
  "a qform alone, with the third axis reversed": {
    spec: {
      size: [4, 3, 2],
      values: VALUES,
      type: "float32",
      qform: { quaternion: [0, 0, 1], offset: [60, 70, -5], pixdim: [-1, 0.5, 0.5, 4] },
    },
    slices: [
      [-50, -49, -46, -41, -34, -25, -14, -1, 14, 31, 50, 71],
      [94, 119, 146, 175, 206, 239, 274, 311, 350, 391, 434, 479],
    ],
    position: [-60, -70, -9],
  },
  "an sform goes before a qform": {
    spec: {
      size: [4, 3, 2],
      values: VALUES,
      sform: LAS,
      qform: { quaternion: [0, 0, 0], offset: [0, 0, 0], pixdim: [1, 1, 1, 1] },
    },
    slices: [
      [14, 31, 50, 71, -34, -25, -14, -1, -50, -49, -46, -41],
      [350, 391, 434, 479, 206, 239, 274, 311, 94, 119, 146, 175],
    ],
    position: [-60, 68.5, 15],
  },
  "NIfTI-2, big endian, sagittal, scaled": {
    spec: {
      size: [4, 3, 2],
      values: VALUES.map((value) => value + 50),
      type: "uint16",
      littleEndian: false,
      version: 2,
      scaling: [0.5, -1000],
      sform: [[0, 0, -5, 40], [0.5, 0, 0, -60], [0, 0.75, 0, -70]],
    },
    slices: [
      [-939.5, -950, -959.5, -968, -975.5, -982, -987.5, -992, -995.5, -998, -999.5, -1000],
      [-735.5, -758, -779.5, -800, -819.5, -838, -855.5, -872, -887.5, -902, -915.5, -928],
    ],
    position: [-35, 58.5, -68.5],
  },
};

for (const [name, { spec, slices, position }] of Object.entries(ORACLE)) {
  Deno.test(`slices are shown as nibabel's canonical ones, turned to DICOM's order: ${name}`, async () => {
    const volume = await read(niftiBytes(spec));
    assert.equal(volume.slices, 2);
    assert.deepEqual([0, 1].map((slice) => [...volume.image(slice).data]), slices);
    const placed = slicePosition(volume.header.layout, 1).map((value) => Number(value.toFixed(4)));
    assert.deepEqual(placed, position);
  });
}

Deno.test("a permuted volume has as many rows as its column axis has voxels", async () => {
  const sform = [[0, -0.5, 0, 60], [0.75, 0, 0, -70], [0, 0, 5, 0]];
  const { image, header } = await read(niftiBytes({ size: [4, 3, 2], values: VALUES, sform })).then(
    (volume) => ({ image: volume.image(0), header: volume.header }),
  );
  assert.deepEqual(image.shape, [4, 3]);
  assert.deepEqual([header.layout.down.spacing, header.layout.across.spacing], [0.75, 0.5]);
});

Deno.test("whole values are int16, others float32, whatever they are stored as", async () => {
  const spec = { size: [2, 1, 1], sform: RAS } as const;
  const data = async (more: Partial<NiftiSpec> & { values: number[] }) =>
    (await read(niftiBytes({ ...spec, ...more }))).image(0).data;
  const types = ["int16", "int32", "float32", "float64"] as const;
  for (const type of types) {
    assert.deepEqual(await data({ type, values: [-1000, 3000] }), Int16Array.of(3000, -1000), type);
  }
  const rounded = await data({ type: "float64", values: [0.1, 3] });
  assert.deepEqual(rounded, Float32Array.of(3, 0.1));
  assert.deepEqual(await data({ values: [1, 40000], type: "uint16" }), Float32Array.of(40000, 1));
  const scaled = await data({ values: [0, 200], type: "uint8", scaling: [10, -1024] });
  assert.deepEqual(scaled, Int16Array.of(976, -1024));
  assert.deepEqual(await data({ values: [-5, 7], type: "int8" }), Int16Array.of(7, -5));
  assert.deepEqual(await data({ values: [5, 7], type: "uint32" }), Int16Array.of(7, 5));
  // What nibabel wrote of NumPy's default integers until its version 5.
  assert.deepEqual(await data({ values: [-5, 7], type: "int64" }), Int16Array.of(7, -5));
  assert.deepEqual(await data({ values: [5, 7], type: "uint64" }), Int16Array.of(7, 5));
  const huge = await data({ values: [2 ** 60, -(2 ** 40)], type: "int64" });
  assert.deepEqual(huge, Float32Array.of(-(2 ** 40), 2 ** 60));
});

Deno.test("gzip is recognized by its bytes, whatever the name", async () => {
  const bytes = niftiBytes({ size: [4, 3, 2], values: VALUES, sform: RAS });
  const plain = await read(bytes);
  const compressed = await read(await gzip(bytes));
  assert.deepEqual(compressed.image(1).data, plain.image(1).data);
  assert.deepEqual(compressed.header, plain.header);
});

// gunzip and Python's gzip, and so nibabel, read each of them as the whole.
Deno.test("gzip of several members, or padded with zeros, is read as gunzip reads it", async () => {
  const bytes = niftiBytes({ size: [4, 3, 2], values: VALUES, sform: RAS });
  const { data } = (await read(bytes)).image(1);
  for (const cuts of [[348], [1], [352, 352], [100, 200, 300, 360], [bytes.length]]) {
    const parts = [0, ...cuts].map((from, i) => bytes.slice(from, cuts[i]));
    const members = await Promise.all(parts.map(gzip));
    const compressed = Uint8Array.from(members.flatMap((member) => [...member]));
    assert.deepEqual((await read(compressed)).image(1).data, data, cuts.join());
    const padded = Uint8Array.from([...compressed, ...new Uint8Array(512)]);
    assert.deepEqual((await read(padded)).image(1).data, data, cuts.join());
    await refuses(compressed.slice(0, -5), /gzip but it is damaged/);
  }
});

/** Asserts that bytes are refused. */
async function refuses(bytes: Uint8Array, message: RegExp) {
  await assert.rejects(read(bytes), (error: Error) => {
    assert(error instanceof NiftiError, String(error.stack));
    assert.match(error.message, /^049\.nii/);
    assert.match(error.message, message);
    return true;
  });
}

Deno.test("damaged and unsuitable files are refused with what is wrong", async () => {
  const good: NiftiSpec = { size: [4, 3, 2], values: VALUES, sform: RAS };
  const changed = (change: (view: DataView) => void, spec: Partial<NiftiSpec> = {}) => {
    const bytes = niftiBytes({ ...good, ...spec });
    change(new DataView(bytes.buffer));
    return bytes;
  };
  await refuses(new Uint8Array(0), /expected a NIfTI file/);
  await refuses(new Uint8Array(1000), /expected a NIfTI file/);
  await refuses(niftiBytes(good).subarray(0, 380), /expected 400 bytes.* found 380/);
  await refuses(niftiBytes({ ...good, sform: undefined! }), /expected an orientation/);
  await refuses(niftiBytes({ ...good, sform: [[1, 2, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]] }), /axes/);
  await refuses(niftiBytes({ ...good, sform: [[NaN, 0, 0, 0], RAS[1]!, RAS[2]!] }), /axes/);
  await refuses(changed((view) => view.setInt16(70, 128, true)), /found datatype 128/);
  await refuses(changed((view) => view.setInt16(40, 2, true)), /one volume of three dimensions/);
  const twoVolumes = changed((view) =>
    [4, 4, 3, 1, 2].forEach((n, i) => view.setInt16(40 + 2 * i, n, true))
  );
  await refuses(twoVolumes, /one volume .* 4,3,1,2/);
  await refuses(changed((view) => view.setInt16(42, -4, true)), /axes of 1 to 8192 voxels/);
  // nibabel refuses the second as well; the first it reads as if the header were voxels.
  await refuses(changed((view) => view.setFloat32(108, 0, true)), /voxels after the header/);
  await refuses(changed((view) => view.setFloat32(108, 348, true)), /voxels after the header/);
  await refuses(
    changed((view) => view.setFloat32(116, NaN, true), { scaling: [1, 0] }),
    /scl_inter/,
  );
  const volume = await read(niftiBytes({ ...good, type: "float32", values: VALUES.with(3, NaN) }));
  assert.throws(() => volume.image(0), NiftiError);
  assert.equal(volume.image(1).get(0, 0), 479);
  assert.throws(() => volume.image(2), /expected a slice from 0 to 1 but found 2/);
  assert.throws(() => volume.image(-1), NiftiError);
});

Deno.test("an extension that points at itself does not hang", async () => {
  const bytes = niftiBytes({ size: [4, 3, 2], values: VALUES, sform: RAS });
  const longer = new Uint8Array(bytes.length + 32);
  longer.set(bytes.subarray(0, 352));
  longer.set(bytes.subarray(352), 384);
  const view = new DataView(longer.buffer);
  view.setFloat32(108, 384, true);
  view.setUint8(348, 1);
  view.setInt32(352, -16, true);
  view.setInt32(336, 16, true);
  assert.equal((await read(longer)).image(0).get(0, 0), 71);
});

Deno.test("a gzip bomb is refused by its header, before it is unpacked", async () => {
  const bomb = (size: [number, number, number]) => {
    const bytes = niftiBytes({ size: [1, 1, 1], values: [0], sform: RAS });
    const view = new DataView(bytes.buffer);
    size.forEach((length, i) => view.setInt16(42 + 2 * i, length, true));
    const padded = new Uint8Array(1_000_000);
    padded.set(bytes);
    return gzip(padded);
  };
  await refuses(await bomb([8000, 8000, 8000]), /up to 384 MiB but its header promises 97/);
  await refuses(await bomb([2000, 2000, 40]), /cut off or damaged/);
  // More in the file than its header says: 2 MB of zeros after two voxels.
  const swollen = new Uint8Array(2_000_000);
  swollen.set(niftiBytes({ size: [2, 1, 1], values: [1, 2], sform: RAS }));
  await refuses(await gzip(swollen), /found over \d+ more/);
});

Deno.test("damaged gzip is refused; its checksum counts", async () => {
  const compressed = await gzip(niftiBytes({ size: [4, 3, 2], values: VALUES, sform: RAS }));
  await refuses(compressed.subarray(0, compressed.length - 20), /gzip but it is damaged|cut off/);
  const flipped = compressed.with(compressed.length - 6, compressed.at(-6)! ^ 1);
  await refuses(flipped, /gzip but it is damaged/);
});

Deno.test("a header is read without the voxels", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "a.nii.gz");
    const noise = Array.from({ length: 200 * 200 * 5 }, (_, i) => Math.imul(i, 0x9e3779b1) >> 17);
    const bytes = await gzip(niftiBytes({ size: [200, 200, 5], values: noise, sform: RAS }));
    // The damage lies behind the header.
    await Deno.writeFile(path, bytes.subarray(0, bytes.length - 6));
    assert.deepEqual((await readNiftiHeaderFile(path, "a.nii.gz")).size, [200, 200, 5]);
    await assert.rejects(readNifti(path), NiftiError);
    await assert.rejects(
      readNiftiHeaderFile(join(folder, "none.nii"), "none.nii"),
      Deno.errors.NotFound,
    );
  });
});
