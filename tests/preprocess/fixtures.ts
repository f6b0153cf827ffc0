import { type Image, imageOf } from "hemoleak/preprocess/chain/image.ts";

/** An array of a fixture, as `make_fixtures.py` writes it. */
export interface Listed {
  shape: [number, number];
  data: number[];
}

const FOLDER = new URL("../fixtures/preprocess/", import.meta.url);

/** Reads the cases of a file, one a line; where each came from is told in tests/fixtures/preprocess/README.md. */
export function readCases<Case>(name: string): Case[] {
  const lines = Deno.readTextFileSync(new URL(name, FOLDER)).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** Reads a file of the fixtures. */
export function readBytes(name: string): Uint8Array {
  return Deno.readFileSync(new URL(name, FOLDER));
}

/** A fixture's array as an image of 64-bit floats. */
export function imageFrom({ shape, data }: Listed): Image<Float64Array> {
  return imageOf(Float64Array.from(data), ...shape);
}

/** The largest absolute difference between an image and expected values. */
export function largestDifference(image: Image, { data }: Listed): number {
  return data.reduce((most, value, at) => Math.max(most, Math.abs(value - image.data[at]!)), 0);
}
