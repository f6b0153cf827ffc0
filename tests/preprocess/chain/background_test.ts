import assert from "node:assert/strict";
import fc from "fast-check";
import { AIR, headMask, removeBackground } from "hemoleak/preprocess/chain/background.ts";
import { type Image, imageOf } from "hemoleak/preprocess/chain/image.ts";
import { PREPROCESS_DEFAULTS } from "hemoleak/preprocess/chain/options.ts";
import { imageFrom, type Listed, readCases } from "../fixtures.ts";

/** HU where a drawing has `#` (tissue), `b` (bone) and anything else (air). */
function drawn(...lines: string[]): Image<Int16Array> {
  const hu = lines.join("").split("").map((c) => c === "#" ? 40 : c === "b" ? 800 : -1000);
  return imageOf(Int16Array.from(hu), lines.length, lines[0]!.length);
}

function drawing(mask: Image<Uint8Array>): string[] {
  const [rows, columns] = mask.shape as [number, number];
  return Array.from(
    { length: rows },
    (_, y) => [...mask.data.subarray(y * columns, (y + 1) * columns)].map((v) => ".#"[v]).join(""),
  );
}

for (
  const { image, expected } of readCases<{ image: Listed; expected: Listed }>("head_mask.jsonl")
) {
  Deno.test(`the head of ${image.shape.join(" x ")} pixels is SciPy's`, () => {
    assert.deepEqual([...headMask(imageFrom(image)).data], expected.data);
  });
}

Deno.test("the headrest goes, a closed sinus and what is in it stay", () => {
  const mask = headMask(drawn(
    "............",
    "..#######...",
    "..#bbbbb#...",
    "..#b.#.b#...",
    "..#b...b#...",
    "..#bbbbb#...",
    "..#######...",
    "............",
    "############",
  ));
  assert.deepEqual(drawing(mask), [
    "............",
    "..#######...",
    "..#######...",
    "..#######...",
    "..#######...",
    "..#######...",
    "..#######...",
    "............",
    "............",
  ]);
});

Deno.test("a small cut through the vertex wins over a headrest of more pixels", () => {
  const mask = headMask(drawn(
    "................",
    "......###.......",
    "......###.......",
    "......###.......",
    "................",
    "#..............#",
    "##############.#",
    "#..............#",
  ));
  assert.equal(mask.data.reduce((sum, value) => sum + value, 0), 9);
  assert.equal(mask.get(2, 7), 1);
});

/** HU of a disc of tissue, radius in shares of the width, and what `also` draws around it. */
function disc(size: number, radius: number, also: (x: number, y: number) => number | null) {
  const hu = Int16Array.from({ length: size * size }, (_, at) => {
    const x = (at % size) / size - 0.5;
    const y = Math.floor(at / size) / size - 0.5;
    return Math.hypot(x, y) < radius ? 40 : also(x, y) ?? -1000;
  });
  return imageOf(hu, size, size);
}

Deno.test("a headrest that touches the scalp is cut off; an ear and a nose stay", () => {
  const shell = (x: number, y: number) => {
    const radius = Math.hypot(x, y + 0.1);
    return y > -0.1 && radius > 0.45 && radius < 0.48 ? 200 : null;
  };
  const ear = (x: number, y: number) => y > -0.05 && y < -0.03 && x < 0 && x > -0.42 ? 20 : null;
  const nose = (x: number, y: number) => Math.abs(x) < 0.02 && y < 0 && y > -0.42 ? 20 : null;
  const withNose = disc(128, 0.36, (x, y) => ear(x, y) ?? nose(x, y));
  const alone = headMask(withNose);
  const resting = headMask(disc(128, 0.36, (x, y) => ear(x, y) ?? nose(x, y) ?? shell(x, y)));
  // Where shell and scalp lie on each other, the shell cannot be determined from the head.
  assert.ok(withNose.data.every((hu, at) => (hu > 0) === (alone.data[at] === 1)), "ear and nose");
  const more = resting.data.filter((value, at) => value > alone.data[at]!).length;
  const shellPixels = disc(128, 0, shell).data.filter((hu) => hu > 0).length;
  assert.ok(more < 0.3 * shellPixels, `${more} of ${shellPixels} pixels of the shell stay`);
  assert.ok(
    alone.data.every((value, at) => value <= resting.data[at]!),
    "nothing of the head goes",
  );
});

Deno.test("the thin wall of a wide frontal sinus stays, and the sinus is filled", () => {
  const size = 128;
  const hu = disc(size, 0.36, () => null);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const [dx, dy] = [x / size - 0.5, y / size - 0.5];
      const depth = 0.36 - Math.hypot(dx, dy);
      if (Math.abs(dx) < 0.16 && dy < 0 && depth > 0.03 && depth < 0.1) hu.set(y, x, -1000);
    }
  }
  const whole = headMask(disc(size, 0.36, () => null));
  assert.deepEqual(headMask(hu).data, whole.data);
});

Deno.test("air, and a headrest alone, hold no head", () => {
  const empty = (image: Image) => !headMask(image).data.includes(1);
  assert.ok(empty(disc(64, 0, () => null)));
  assert.ok(empty(disc(64, 0, (_, y) => y > 0.4 && y < 0.43 ? 100 : null)));
  assert.ok(!empty(disc(64, 0.1, () => null)));
});

Deno.test("a head that the field of view cuts is found; tissue everywhere is all head", () => {
  const mask = headMask(drawn("####", "####", "#..#", "...."));
  assert.deepEqual(drawing(mask), ["####", "####", "#..#", "...."]);
  assert.deepEqual(drawing(headMask(drawn("##", "##"))), ["##", "##"]);
});

Deno.test("outside the mask is air, inside the density as it was; the input stays", () => {
  const densities = fc.array(fc.integer({ min: -1024, max: 3071 }), {
    minLength: 63,
    maxLength: 63,
  });
  fc.assert(fc.property(densities, (hu) => {
    const image = imageOf(Int16Array.from(hu), 7, 9);
    const { image: head, mask } = removeBackground(image);
    hu.forEach((value, at) => assert.equal(head.data[at], mask.data[at] === 1 ? value : AIR));
    assert.deepEqual([...image.data], hu);
  }));
});

Deno.test("the mask is one piece without holes, and its own mask", () => {
  const bits = fc.array(fc.boolean(), { minLength: 100, maxLength: 100 });
  fc.assert(fc.property(bits, (tissue) => {
    const options = { ...PREPROCESS_DEFAULTS, bridgeThickness: 0 };
    const image = imageOf(Int16Array.from(tissue, (one) => one ? 40 : -1000), 10, 10);
    const mask = headMask(image, options);
    const again = headMask(imageOf(mask.data.map((v) => v), 10, 10), {
      ...options,
      airThreshold: 0.5,
    });
    assert.deepEqual(again.data, mask.data);
  }));
});

Deno.test("a view of a larger image is read by its strides", () => {
  const whole = drawn("#.....", ".###..", ".#.#..", ".###..", "......");
  const view = whole.lo(1, 1).hi(3, 3);
  assert.deepEqual(drawing(headMask(view)), ["###", "###", "###"]);
});

Deno.test("an image without pixels or of another dimension is refused in words", () => {
  assert.throws(
    () => headMask(imageOf(new Int16Array(0), 0, 4)),
    {
      name: "PreprocessError",
      message:
        "Expected an image of shape [rows, columns] with at least one pixel but found shape [0, 4]",
    },
  );
  assert.throws(
    () => headMask(imageOf(new Int16Array(4), 2, 2), { ...PREPROCESS_DEFAULTS, airThreshold: NaN }),
    {
      name: "PreprocessError",
      message: "Expected airThreshold to be a number of HU but found NaN",
    },
  );
});
