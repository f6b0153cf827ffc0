import assert from "node:assert/strict";
import { readRaster } from "hemoleak/raster";
import expected from "../fixtures/raster/expected.json" with { type: "json" };

const FOLDER = new URL("../fixtures/raster/", import.meta.url);

/** What Pillow reads of each file, as `make.py` beside them wrote it. */
interface Expected {
  rows: number;
  columns: number;
  white: number;
  gray: string;
  notes: string[];
}

for (const [name, pillow] of Object.entries(expected as Record<string, Expected>)) {
  Deno.test(`readRaster: ${name} to the pixel as Pillow`, async () => {
    const { gray, rows, columns, white, notes } = await readRaster(
      await Deno.readFile(new URL(name, FOLDER)),
      name,
    );
    assert.deepEqual([rows, columns, white], [pillow.rows, pillow.columns, pillow.white]);
    const bytes = Uint8Array.fromBase64(pillow.gray);
    const pixels = white === 255 ? bytes : new Uint16Array(bytes.buffer);
    assert.deepEqual([...gray], [...pixels]);
    assert.deepEqual(notes, pillow.notes);
  });
}
