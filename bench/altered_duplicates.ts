/**
 * Which altered copies of training slices the audit finds under another name, and how often it takes
 * another subject's slice for one.
 *
 *     deno task bench:duplicates STORE [splits]
 *
 * STORE is a folder that `hemoleak preprocess` wrote. For each split by subject (default 3) the test set
 * is audited as it is: whatever is found there is a false alarm, unless the data hold one person twice.
 * Then every 20th training slice, altered, is tested in place of it under a name of its own.
 *
 * @module
 */
import { auditImages } from "hemoleak/leakage/images/image_audit.ts";
import type { NeighborSource } from "hemoleak/leakage/images/nearest_neighbor.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { openStore } from "hemoleak/preprocess/store/slice_store.ts";
import { Random } from "hemoleak/random.ts";
import { splitBy } from "hemoleak/split/split_by.ts";

/** Makes a square image another one. */
type Alter = (image: Uint8Array, size: number) => Uint8Array;

/** Looks each pixel up elsewhere, between four pixels; coordinates are from the center, in sides. */
function moved(from: (x: number, y: number) => [x: number, y: number]): Alter {
  return (image, size) =>
    Uint8Array.from(image, (_, at) => {
      const center = (size - 1) / 2;
      const [x, y] = from((at % size - center) / size, (Math.floor(at / size) - center) / size);
      const u = x * size + center, v = y * size + center;
      const left = Math.floor(u), top = Math.floor(v), a = u - left, b = v - top;
      const level = (column: number, row: number) =>
        column < 0 || row < 0 || column >= size || row >= size ? 0 : image[row * size + column]!;
      return Math.round(
        (1 - b) * ((1 - a) * level(left, top) + a * level(left + 1, top)) +
          b * ((1 - a) * level(left, top + 1) + a * level(left + 1, top + 1)),
      );
    });
}

function turned(degrees: number): Alter {
  const cos = Math.cos(degrees * Math.PI / 180), sin = Math.sin(degrees * Math.PI / 180);
  return moved((x, y) => [cos * x - sin * y, sin * x + cos * y]);
}

const brighter = (gain: number): Alter => (image) =>
  image.map((level) => Math.min(255, Math.round(gain * level)));
const mirrored = moved((x, y) => [-x, y]);

const ALTERATIONS: Readonly<Record<string, Alter>> = {
  "mirrored left to right": mirrored,
  "mirrored top to bottom": moved((x, y) => [x, -y]),
  "turned by 2 degrees": turned(2),
  "turned by 5 degrees": turned(5),
  "turned by 10 degrees": turned(10),
  "mirrored and turned by 5 degrees": (image, size) => turned(5)(mirrored(image, size), size),
  "10 % brighter": brighter(1.1),
  "10 % darker": brighter(0.9),
  "shifted by half a pixel along both axes": (image, size) =>
    moved((x, y) => [x + 0.5 / size, y + 0.5 / size])(image, size),
  "shifted by a pixel along both axes": (image, size) =>
    moved((x, y) => [x + 1 / size, y + 1 / size])(image, size),
  "5 % larger": moved((x, y) => [x / 1.05, y / 1.05]),
  "turned by 90 degrees": turned(90),
};

const [path, splits = "3"] = Deno.args;
if (path === undefined) throw new Error("name a folder that preprocess wrote");
using store = await openStore(path);

function predictionOf(index: number, set: "train" | "test", name: string): Prediction {
  const { study, slice } = store.rows[index]!;
  return { subject: name, study, slice: String(slice), set, label: index % 2 as 0 | 1, score: 0.5 };
}

for (let seed = 1; seed <= Number(splits); seed++) {
  const sets = splitBy("subject", store.rows, { random: new Random(seed, "split") });
  const train = [...sets.keys()].filter((index) => sets[index] === "train");
  const test = [...sets.keys()].filter((index) => sets[index] === "test");
  const subjectOf = (index: number) => store.rows[index]!.subject;
  const training = train.map((index) => predictionOf(index, "train", subjectOf(index)));
  const { near, altered } = await auditImages(store, [
    ...training,
    ...test.map((index) => predictionOf(index, "test", subjectOf(index))),
  ]);
  console.log(
    `split ${seed}: of ${test.length} test slices of other subjects ${near?.otherSubjectSlices} near ` +
      `as they stand, ${altered?.slices} altered`,
  );
  const chosen = train.filter((_, i) => i % 20 === 0);
  for (const [name, alter] of seed > 1 ? [] : Object.entries(ALTERATIONS)) {
    const images = chosen.map((index) => alter(store.read([index]), store.size));
    const copies = chosen.map((index) => ({ ...store.rows[index]!, subject: `copy of ${index}` }));
    const source: NeighborSource = {
      size: store.size,
      rows: [...store.rows, ...copies],
      read: (indices) => {
        const read = new Uint8Array(indices.length * store.size ** 2);
        indices.forEach((index, i) =>
          read.set(
            index < store.rows.length ? store.read([index]) : images[index - store.rows.length]!,
            i * store.size ** 2,
          )
        );
        return read;
      },
    };
    const audit = await auditImages(source, [
      ...training,
      ...chosen.map((index) => predictionOf(index, "test", `copy of ${index}`)),
    ]);
    const [asItStands, onlyAltered] = [
      audit.near?.otherSubjectSlices ?? 0,
      audit.altered?.slices ?? 0,
    ];
    const share = (count: number) => `${(100 * count / chosen.length).toFixed(0)} %`;
    console.log(`  ${name}: ${share(asItStands)} near as it stands, ${share(onlyAltered)} altered`);
  }
}
