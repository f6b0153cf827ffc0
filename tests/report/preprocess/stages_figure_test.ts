import assert from "node:assert/strict";
import { imageOf } from "hemoleak/preprocess/chain/image.ts";
import { Random } from "hemoleak/random.ts";
import { stagesFigure } from "hemoleak/report/preprocess/stages_figure.ts";

Deno.test("stages figure: the stages in the paper's order, at the cohort's size", () => {
  const random = new Random(1, "noise");
  const side = 96;
  const head = Float32Array.from({ length: side * side }, (_, at) => {
    const radius = Math.hypot(at % side - 48, Math.floor(at / side) - 48);
    if (radius > 40) return -1000;
    return radius > 34 ? 900 : random.normal(38, 5);
  });
  const figure = stagesFigure(imageOf(head, side, side), { synthetic: true }, { size: 32 });
  const order = [
    "As scanned",
    "1 Background removed",
    "2 Window",
    "3 Anisotropic filter",
    "4 Normalized",
    "5 Resized",
  ].map((heading) => figure.svg.indexOf(`>${heading}</text>`));
  assert.ok(order.every((place) => place > 0));
  assert.deepEqual(order.toSorted((a, b) => a - b), order);
  assert.match(figure.text, /5 Resized, 32 × 32 pixels/);
});

Deno.test("stages figure: images that are no CT have no head to cut out, no window and no HU", () => {
  const random = new Random(1, "noise");
  const image = imageOf(Float32Array.from({ length: 48 * 48 }, () => random.float()), 48, 48);
  const textOf = (options: object) =>
    stagesFigure(image, { synthetic: false }, { size: 16, modality: "other", ...options }).text;
  assert.match(
    textOf({}),
    /As given, .*48 × 48 pixels\. 2 Its own range, .*a twentieth of the range/,
  );
  assert.doesNotMatch(textOf({}), /HU|head|[Bb]ackground|scanned|synthetic/);
  const window = { normalize: "window", windowCenter: 0.4, windowWidth: 0.5 };
  assert.match(textOf(window), /2 Window, 0\.15 black, 0\.65 white/);
});
