import assert from "node:assert/strict";
import process from "node:process";
import { Random } from "hemoleak/random.ts";
import { RasterError, readRaster } from "hemoleak/raster";
import expected from "../fixtures/raster/expected.json" with { type: "json" };

const FOLDER = new URL("../fixtures/raster/", import.meta.url);
const NAMES = Object.keys(expected);

type Damage = "cut off" | "changed" | "zeroed" | "longer";
const DAMAGES: Damage[] = ["cut off", "changed", "zeroed", "longer"];

function damaged(bytes: Uint8Array, damage: Damage, random: Random): Uint8Array {
  const at = random.integer(bytes.length);
  if (damage === "cut off") return bytes.slice(0, at);
  if (damage === "longer") return new Uint8Array([...bytes, 0, 0, 1, 2]);
  const copy = bytes.slice();
  if (damage === "zeroed") return copy.fill(0, at, at + 16);
  for (let i = 0; i < 3; i++) copy[random.integer(copy.length)] = random.integer(256);
  return copy;
}

/** The pixels, or the error's message where it is the expected one. */
async function outcome(bytes: Uint8Array, file: string): Promise<string> {
  try {
    const { gray, rows, columns } = await readRaster(bytes, file);
    assert.equal(gray.length, rows * columns);
    return gray.join();
  } catch (error) {
    assert(error instanceof RasterError, `${file}: ${error}`);
    assert.match(error.message, /^\S+: \S/);
    return `refused: ${error.message}`;
  }
}

Deno.test("damaged images are read rightly or refused, in time", async () => {
  const random = new Random(1, "raster fuzz");
  const before = process.cpuUsage();
  let refused = 0;
  for (let i = 0; i < 1500; i++) {
    const name = NAMES[random.integer(NAMES.length)]!, damage = DAMAGES[i % DAMAGES.length]!;
    const bytes = await Deno.readFile(new URL(name, FOLDER));
    const after = await outcome(damaged(bytes, damage, random), name);
    if (after.startsWith("refused")) refused++;
    const isSame = after === await outcome(bytes, name);
    // Nothing in a JPEG or a TIFF without compression tells damage within its data.
    const mustShow = damage === "cut off" || name.endsWith(".png");
    if (damage === "longer") assert(isSame, `${name}, ${damage}`);
    else if (mustShow) assert(isSame || after.startsWith("refused"), `${i}: ${name}, ${damage}`);
  }
  assert(refused > 700, `${refused} were refused`);
  const { user, system } = process.cpuUsage(before);
  assert((user + system) / 1000 < 30_000);
});
