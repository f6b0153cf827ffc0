import assert from "node:assert/strict";
import { closest } from "hemoleak/text/closest.ts";

Deno.test("closest: the name that was meant, unless none is near", () => {
  const names = ["cnn4", "vgg16"];
  const found = ["vgg16", "VGG16", "vgg19", "vgg-16", "vgg", "cnn", "ccn4", "densenet", "", "vg"]
    .map((name) => closest(name, names));
  assert.deepEqual(found, [
    ...["vgg16", "vgg16", "vgg16", "vgg16", "vgg16", "cnn4", "cnn4"],
    ...[null, null, null],
  ]);
  assert.equal(closest("sede", ["cohort", "root", "seed"]), "seed");
  assert.equal(closest("does", ["dose", "gap"]), "dose");
});
