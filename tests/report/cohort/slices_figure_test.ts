import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { decode } from "fast-png";
import { imageOf } from "hemoleak/preprocess/chain/image.ts";
import { slicesFigure } from "hemoleak/report/cohort/slices_figure.ts";
import { assertSnapshot } from "../snapshot.ts";

/** A disk of 60 HU in air with a bright spot, `side` pixels wide. */
function disk(side: number) {
  return imageOf(
    Float32Array.from({ length: side * side }, (_, at) => {
      const [x, y] = [at % side / side - 0.5, Math.floor(at / side) / side - 0.5];
      if (Math.hypot(x - 0.15, y) < 0.06) return 85;
      return Math.hypot(x, y) < 0.4 ? 40 : -1000;
    }),
    side,
    side,
  );
}

Deno.test("slices figure: rows of pictures with wrapped captions", async () => {
  const tiles = [64, 16, 100, 256, 32].map((side) => ({
    image: disk(side),
    range: [10, 90] as const,
    heading: `${side} × ${side} pixels`,
    caption: "level 50 HU and width 80 HU, so that the spot is brighter than the disk",
  }));
  const figure = slicesFigure(tiles, { title: "Disks (synthetic data)", columns: 3, side: 100 });
  await assertSnapshot(figure.svg, "slices_figure.svg");
});

Deno.test("slices figure: pixels arrive as they were, cut off at the range", () => {
  const image = imageOf(Int16Array.of(-1000, 10, 50, 90, 3000, 30), 2, 3);
  const { svg } = slicesFigure([{ image, range: [10, 90], heading: "" }], { title: "T" });
  const base64 = /href="data:image\/png;base64,([^"]+)"/.exec(svg)![1]!;
  const png = decode(Buffer.from(base64, "base64"));
  assert.deepEqual([png.width, png.height, png.channels], [3, 2, 1]);
  assert.deepEqual([...png.data], [0, 0, 128, 255, 255, 64]);
});

Deno.test("slices figure: a large image is embedded no larger than it is shown", () => {
  const { svg } = slicesFigure([{ image: disk(256), range: [10, 90], heading: "" }], {
    title: "T",
    side: 50,
  });
  const base64 = /href="data:image\/png;base64,([^"]+)"/.exec(svg)![1]!;
  assert.equal(decode(Buffer.from(base64, "base64")).width, 50);
});

Deno.test("slices figure: heat and boxes lie over the picture", () => {
  const { svg } = slicesFigure([{
    image: disk(64),
    range: [10, 90],
    heading: "",
    heat: imageOf(Float32Array.of(0, 0.5, 1, 0), 2, 2),
    boxes: [{ x: 0.25, y: 0.5, width: 0.5, height: 0.125 }],
  }], { title: "T", side: 100 });
  const [, heat] = [...svg.matchAll(/href="data:image\/png;base64,([^"]+)"/g)];
  const png = decode(Buffer.from(heat![1]!, "base64"));
  assert.deepEqual([png.width, png.height, png.channels], [2, 2, 4]);
  // One color; 0 is transparent, 1 nine tenths opaque.
  assert.deepEqual([...png.data].filter((_, at) => at % 4 === 3), [0, 115, 230, 0]);
  // The picture begins at (8, 36).
  assert.match(svg, /<rect x="33" y="86" width="50" height="12.5" fill="none"/);
});
