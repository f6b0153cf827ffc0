import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type SliceResult,
  SliceSlots,
  type SlotLayout,
} from "hemoleak/preprocess/workers/slice_slots.ts";
import { withFolder } from "../../fixtures/with_folder.ts";

const LAYOUT: SlotLayout = { key: "5e".repeat(32), count: 5, size: 40 };

const RESULTS: readonly SliceResult[] = [
  {
    kind: "image",
    pixels: new Uint8Array(1600).map((_, at) => at),
    notes: ["no rescale", "wrapped air"],
  },
  { kind: "rejected", reason: "no head", passing: false },
  { kind: "image", pixels: new Uint8Array(1600), notes: [] },
  { kind: "rejected", reason: "Zugriff verweigert: für heute", passing: true },
  { kind: "image", pixels: new Uint8Array(1600).fill(255), notes: [] },
];

/** A header, an image and room for notes. */
const SLOT = 16 + 1600 + 512;

/** Fills all slots, the last first. */
function fill(path: string, layout = LAYOUT): void {
  using slots = new SliceSlots(path, layout);
  assert.deepEqual(slots.prepare(), [0, 1, 2, 3, 4]);
  for (const [slot, result] of [...RESULTS.entries()].reverse()) slots.write(slot, result);
}

function readAll(slots: SliceSlots): (SliceResult | null)[] {
  return RESULTS.map((_, slot) => structuredClone(slots.read(slot)));
}

Deno.test("slots hold what was written into them, when opened again too", () =>
  withFolder(async (folder) => {
    await Promise.resolve(fill(`${folder}/a.slots`));
    using slots = new SliceSlots(`${folder}/a.slots`, LAYOUT);
    assert.deepEqual(slots.prepare(), []);
    assert.deepEqual(readAll(slots), RESULTS);
    assert.deepEqual([0, 1, 2, 3, 4].filter((slot) => slots.claimsImage(slot)), [0, 2, 4]);
  }));

Deno.test("a damaged byte, wherever it is, costs its slot and no other", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.slots`;
    fill(path);
    const whole = await Deno.readFile(path);
    // Bytes of a slot after its content belong to nothing; those of the header are another test's.
    const places = fc.nat({ max: whole.length - 65 }).map((at) => at + 64)
      .filter((at) => {
        const result = RESULTS[Math.floor((at - 64) / SLOT)]!;
        const text = result.kind === "image" ? result.notes.join("\n") : result.reason;
        const pixels = result.kind === "image" ? result.pixels.length : 0;
        return (at - 64) % SLOT < 16 + pixels + new TextEncoder().encode(text).length;
      });
    await fc.assert(fc.asyncProperty(places, fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      await Deno.writeFile(path, whole.map((byte, i) => i === at ? byte ^ flip : byte));
      using slots = new SliceSlots(path, LAYOUT);
      const hit = Math.floor((at - 64) / SLOT);
      assert.deepEqual(slots.prepare(), [hit]);
      assert.deepEqual(readAll(slots), RESULTS.with(hit, null as unknown as SliceResult));
    }));
  }));

Deno.test("what is cut off is to be filled again", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.slots`;
    fill(path);
    await Deno.truncate(path, 64 + 2 * SLOT + 1000);
    using slots = new SliceSlots(path, LAYOUT);
    assert.deepEqual(slots.prepare(), [2, 3, 4]);
    assert.equal(slots.read(2), null);
  }));

Deno.test("slots of another series, of other options, or of no slots at all are dropped", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.slots`;
    for (const other of [{ key: "5f".repeat(32) }, { count: 6 }, { size: 41 }]) {
      fill(path);
      using slots = new SliceSlots(path, { ...LAYOUT, ...other });
      assert.equal(slots.prepare().length, other.count ?? 5);
      assert.equal(slots.read(0), null);
    }
    await Deno.writeTextFile(path, "something else");
    fill(path);
  }));

Deno.test("a slot of one slice is not taken for another's", () =>
  withFolder(async (folder) => {
    const path = `${folder}/a.slots`;
    fill(path);
    const bytes = await Deno.readFile(path);
    bytes.copyWithin(64, 64 + 4 * SLOT);
    await Deno.writeFile(path, bytes);
    using slots = new SliceSlots(path, LAYOUT);
    assert.deepEqual(slots.prepare(), [0]);
  }));

Deno.test("a long reason is cut between characters", () =>
  withFolder(async (folder) => {
    await Promise.resolve();
    using slots = new SliceSlots(`${folder}/a.slots`, { ...LAYOUT, size: 1 });
    slots.prepare();
    slots.write(1, { kind: "rejected", reason: `x${"é".repeat(2000)}`, passing: false });
    const expected = `x${"é".repeat(511)}`;
    assert.deepEqual(slots.read(1), { kind: "rejected", reason: expected, passing: false });
  }));
