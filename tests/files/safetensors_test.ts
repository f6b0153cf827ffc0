import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { formatSafetensors, type NamedArray, SafetensorsFile } from "hemoleak/files/safetensors.ts";
import { writeAtomically } from "hemoleak/files/write_atomically.ts";
import { withFolder } from "../fixtures/with_folder.ts";

async function joined(arrays: readonly NamedArray[]): Promise<Uint8Array> {
  const pieces = await Array.fromAsync(formatSafetensors(arrays));
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** A tensor's elements, in its pieces. */
const read = (file: SafetensorsFile, name: string) => Array.fromAsync(file.read(name));

const array = (name: string, shape: number[], values: number[]): NamedArray => ({
  ...{ name, shape },
  data: () => [Float32Array.from(values)],
});

const THIRDS = array("a", [2, 3], [0, 1, 2, 3, 4, 5].map((value) => Math.fround(value / 3)));
const HALF = array("b.ü", [], [-0.5]);
const NONE = array("none", [0, 4], []);

/**
 * Python's safetensors 0.8.0: `save({"a": np.arange(6, dtype="<f4").reshape(2, 3) / 3, "none":
 * np.zeros((0, 4), "<f4"), "b.ü": np.array(-0.5, dtype="<f4")}, metadata={"of": "someone else"})`.
 */
const FROM_PYTHON = Uint8Array.from(
  atob(
    "2AAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJvZiI6InNvbWVvbmUgZWxzZSJ9LCJhIjp7ImR0eXBlIjoiRjMyIiwi" +
      "c2hhcGUiOlsyLDNdLCJkYXRhX29mZnNldHMiOlswLDI0XX0sImIuw7wiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6" +
      "W10sImRhdGFfb2Zmc2V0cyI6WzI0LDI4XX0sIm5vbmUiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzAsNF0sImRh" +
      "dGFfb2Zmc2V0cyI6WzI4LDI4XX19ICAgICAAAAAAq6qqPquqKj8AAIA/q6qqP1VV1T8AAAC/",
  ),
  (character) => character.charCodeAt(0),
);

Deno.test("what Python's safetensors wrote is read", () =>
  withFolder(async (folder) => {
    const path = join(folder, "python.safetensors");
    await Deno.writeFile(path, FROM_PYTHON);
    using file = await SafetensorsFile.open(path);
    assert.deepEqual([...file.shapes], [["a", [2, 3]], ["b.ü", []], ["none", [0, 4]]]);
    for (const { name, data } of [HALF, NONE, THIRDS]) {
      assert.deepEqual(await read(file, name), data());
    }
    await assert.rejects(read(file, "c"), {
      name: "StorageError",
      message: /python\.safetensors: expected a tensor c but found none/,
    });
  }));

Deno.test("the bytes are Python's where there is no metadata", async () => {
  const header = FROM_PYTHON.subarray(8, 8 + FROM_PYTHON[0]!);
  const text = new TextDecoder().decode(header).trim();
  const json = text.replace('"__metadata__":{"of":"someone else"},', "");
  const bytes = await joined([THIRDS, HALF, NONE]);
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  assert.equal(length % 8, 0);
  assert.equal(new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd(), json);
  assert.deepEqual(bytes.subarray(8 + length), FROM_PYTHON.slice(8 + header.length));
});

Deno.test("every float32 comes back with its bits", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    const words = fc.array(fc.uint32Array({ maxLength: 9 }), { maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(words, async (all) => {
        const arrays = all.map((bits, i) => ({
          name: `t${i}`,
          shape: [bits.length],
          data: () => [new Float32Array(bits.buffer, bits.byteOffset, bits.length)],
        }));
        await Deno.writeFile(path, await joined(arrays));
        using file = await SafetensorsFile.open(path);
        for (const [i, bits] of all.entries()) {
          const [piece] = await read(file, `t${i}`);
          assert.deepEqual([...new Uint32Array(piece!.buffer)], [...bits]);
        }
      }),
      { numRuns: 50 },
    );
  }));

Deno.test("a large tensor is read in pieces, from where it begins", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    const values = Array.from({ length: 2_500_000 }, (_, i) => i);
    await writeAtomically(path, formatSafetensors([THIRDS, array("large", [5, 500_000], values)]));
    using file = await SafetensorsFile.open(path);
    assert.equal((await read(file, "a")).length, 1);
    const pieces = await read(file, "large");
    assert.ok(pieces.length > 1 && pieces.every(({ byteLength }) => byteLength <= 2 ** 22));
    assert.deepEqual(pieces.flatMap((piece) => [...piece]), values);
    assert.deepEqual(await read(file, "a"), THIRDS.data());
  }));

Deno.test("pieces are asked for when they are written", async () => {
  const asked: string[] = [];
  const inPieces = (name: string): NamedArray => ({
    ...{ name, shape: [3] },
    *data() {
      asked.push(name);
      yield Float32Array.of(1, 2);
      asked.push(name);
      yield Float32Array.of(3);
    },
  });
  const written: [bytes: number, asked: string][] = [];
  for await (const piece of formatSafetensors([inPieces("a"), inPieces("b")])) {
    written.push([piece.length, asked.join("")]);
  }
  assert.deepEqual(written.slice(1), [[8, "a"], [4, "aa"], [8, "aab"], [4, "aabb"]]);
  assert.equal(written[0]![1], "");
});

Deno.test("an array that does not fill its shape is refused", async () => {
  await assert.rejects(joined([array("a", [3], [1, 2])]), {
    name: "RangeError",
    message: "Expected 3 elements in a but found 2",
  });
});

Deno.test("what is no such file, or cut off, is refused with its name", () =>
  withFolder(async (folder) => {
    const path = join(folder, "file");
    const bytes = await joined([THIRDS]);
    const damaged = [
      new Uint8Array(0),
      bytes.subarray(0, 20),
      new Uint8Array(100).fill(255),
      new TextEncoder().encode('\x07\0\0\0\0\0\0\0{"a":1}'),
    ];
    const error = { name: "StorageError", message: /file: expected a safetensors file/ };
    for (const content of damaged) {
      await Deno.writeFile(path, content);
      await assert.rejects(SafetensorsFile.open(path), error);
    }
    await Deno.writeFile(path, bytes.subarray(0, bytes.length - 1));
    using file = await SafetensorsFile.open(path);
    await assert.rejects(read(file, "a"), error);
  }));
