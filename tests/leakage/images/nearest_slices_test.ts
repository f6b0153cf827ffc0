import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import {
  type ComparedSlices,
  grayDistance,
  type Nearest,
  NearestSlices,
} from "hemoleak/leakage/images/nearest_slices.ts";
import { isBlank, reducedImages } from "hemoleak/leakage/images/reduced_images.ts";
import { Random } from "hemoleak/random.ts";

const PIXELS = 32 * 32;

/** Random images; of few different ones, so that many are as near as others. */
function slices(count: number, seed: number, different: number, subjects = 4): ComparedSlices {
  const random = new Random(seed, "slices");
  const images = new Uint8Array(count * PIXELS);
  for (let i = 0; i < count; i++) {
    const image = new Random(random.integer(different), "image");
    for (let at = 0; at < PIXELS; at++) images[i * PIXELS + at] = image.integer(256);
  }
  return { images, subjects: Array.from({ length: count }, () => random.integer(subjects)) };
}

/** The same by plain loops. */
function byLoops(asked: ComparedSlices, searched: ComparedSlices, others: boolean): Nearest {
  const places = new Int32Array(asked.subjects.length).fill(-1);
  const squares = new Float64Array(asked.subjects.length).fill(Infinity);
  for (let i = 0; i < places.length; i++) {
    for (let j = 0; j < searched.subjects.length; j++) {
      if (others && searched.subjects[j] === asked.subjects[i]) continue;
      let sum = 0;
      for (let at = 0; at < PIXELS; at++) {
        sum += (asked.images[i * PIXELS + at]! - searched.images[j * PIXELS + at]!) ** 2;
      }
      if (sum < squares[i]!) {
        squares[i] = sum;
        places[i] = j;
      }
    }
  }
  return { places, squares };
}

/** Searches in blocks that end at the given places. */
async function search(asked: ComparedSlices, searched: ComparedSlices, ends: readonly number[]) {
  using search = await NearestSlices.of(asked);
  let start = 0;
  for (const end of [...ends, searched.subjects.length]) {
    await search.search({
      images: searched.images.subarray(start * PIXELS, end * PIXELS),
      subjects: Array.from(searched.subjects).slice(start, end),
    });
    start = end;
  }
  return { any: search.any, ofOthers: search.ofOthers };
}

Deno.test("what is found is exactly what plain loops find, in whatever blocks it comes", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.nat(20), { maxLength: 4 }),
      fc.constantFrom(3, 1000),
      async (seed, count, ends, different) => {
        const asked = slices(count, seed, different), searched = slices(20, seed + 1, different);
        assert.deepEqual(await search(asked, searched, ends.toSorted((a, b) => a - b)), {
          any: byLoops(asked, searched, false),
          ofOthers: byLoops(asked, searched, true),
        });
      },
    ),
    { numRuns: 30 },
  );
});

Deno.test("so it is with more slices than are multiplied at a time", async () => {
  const asked = slices(1030, 1, 2000), searched = slices(30, 2, 2000);
  assert.deepEqual(await search(asked, searched, [7]), {
    any: byLoops(asked, searched, false),
    ofOthers: byLoops(asked, searched, true),
  });
});

Deno.test("the greatest sums are exact: black, white and all but one pixel", async () => {
  const [black, white] = [0, 255].map((level) => new Uint8Array(PIXELS).fill(level)) as [
    Uint8Array,
    Uint8Array,
  ];
  const nearlyBlack = black.with(5, 1), nearlyWhite = white.with(1000, 254);
  const asked = { images: Uint8Array.from([...black, ...white]), subjects: [0, 0] };
  const searched = { images: Uint8Array.from([...nearlyWhite, ...nearlyBlack]), subjects: [0, 1] };
  const { any, ofOthers } = await search(asked, searched, []);
  assert.deepEqual([...any.places], [1, 0]);
  assert.deepEqual([...any.squares], [1, 1]);
  assert.deepEqual([...ofOthers.squares], [1, 1023 * 255 ** 2 + 254 ** 2]);
  assert.equal(grayDistance(1024 * 255 ** 2), 255);
});

Deno.test("among no slices, or none of others, there is no nearest", async () => {
  const asked = slices(3, 1, 10, 1);
  const { any, ofOthers } = await search(asked, slices(2, 2, 10, 1), []);
  assert.ok(any.places.every((place) => place >= 0));
  assert.deepEqual([...ofOthers.places], [-1, -1, -1]);
  assert.deepEqual([...(await search(asked, slices(0, 2, 10), [])).any.squares], [
    Infinity,
    Infinity,
    Infinity,
  ]);
});

Deno.test("a search leaves no tensor behind", async () => {
  await search(slices(3, 1, 10), slices(5, 2, 10), [2]);
  const { numTensors } = tf.memory();
  await search(slices(4, 1, 10), slices(6, 2, 10), [2]);
  assert.equal(tf.memory().numTensors, numTensors);
});

Deno.test("images are reduced by averaging to whole gray levels", () => {
  const image = new Uint8Array(64 * 64);
  image.set([10, 11], 0); // The first four pixels average to (10 + 11 + 12 + 14) / 4 = 11.75.
  image.set([12, 14], 64);
  image.set([1, 0], 62); // The last ones of the first rows to 0.25.
  const reduced = reducedImages(Uint8Array.from([...image, ...image.fill(200)]), 64);
  assert.equal(reduced.length, 2 * PIXELS);
  assert.deepEqual([reduced[0], reduced[31]], [12, 0]);
  assert.equal(isBlank(reduced.subarray(0, PIXELS)), false);
  assert.equal(isBlank(reduced.subarray(PIXELS)), true);
});
