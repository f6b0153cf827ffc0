import assert from "node:assert/strict";
import ndarray from "ndarray";
import { DicomError } from "hemoleak/error.ts";
import { type DicomSlice, readDicom } from "hemoleak/dicom/read.ts";
import { withFolder } from "../fixtures/with_folder.ts";
import { parseLayout, writeLayout } from "./fuzz/dicom_layout.ts";
import { fuzz } from "./fuzz/fuzz.ts";
import type { Finding } from "./fuzz/fuzz_process.ts";
import { complaintAbout } from "./fuzz/judge.ts";
import { mutate } from "./fuzz/mutate.ts";
import { generatedFiles, originals } from "./fuzz/originals.ts";
import { referenceImage } from "./fuzz/reference_image.ts";

// pydicom 3.0.2 with pylibjpeg-libjpeg 2.5, -openjpeg 2.6 and -rle 2.2 reads all of them alike.
Deno.test("the undamaged files are read as they were made, in every transfer syntax", async () => {
  for (const { name, bytes, shape, values } of generatedFiles()) {
    const { image } = await readDicom(bytes, name);
    assert.deepEqual(image.shape, shape, name);
    assert.deepEqual([...image.data], values, name);
  }
});

Deno.test("taking files apart and putting them together loses nothing", () => {
  for (const { name, bytes } of generatedFiles()) {
    assert.deepEqual(writeLayout(parseLayout(bytes)), bytes, name);
  }
});

Deno.test("the reference reader knows uncompressed and RLE images", () => {
  let known = 0;
  for (const { name, bytes, shape, values } of generatedFiles()) {
    const image = referenceImage(parseLayout(bytes));
    if (typeof image === "string") continue;
    known++;
    assert.deepEqual(image, { shape, values: Float64Array.from(values) }, name);
  }
  assert.equal(known, 14);
});

Deno.test("a seed is the same damage every time", async () => {
  const files = await originals({ quick: true });
  for (const seed of [3, 1415, 926535]) {
    assert.deepEqual(mutate(files, seed).bytes, mutate(files, seed).bytes);
  }
  assert.notDeepEqual(mutate(files, 3).bytes, mutate(files, 4).bytes);
});

Deno.test("what a reader must not do is found", () => {
  const image = (values: number[]) => {
    const pixels = ndarray(Int16Array.from(values), [1, values.length]);
    return { image: pixels, rows: 1, columns: values.length } as unknown as DicomSlice;
  };
  const good = image([1, 2]);
  const complaint = (outcome: DicomSlice | { thrown: unknown }, expected = "anything" as const) =>
    complaintAbout(outcome, { expected }, good) ?? "none";
  assert.match(complaint({ thrown: new TypeError("x") }), /not typed/);
  assert.match(complaint({ thrown: "text" }), /not typed: text/);
  assert.match(
    complaint({ thrown: new DicomError({ file: "a.dcm", found: "CANARY^NAME" }) }),
    /quotes the header/,
  );
  assert.match(complaint({ ...good, rows: 3 }), /shape 1,2 and 2 pixels for 3 x 2/);
  assert.equal(
    complaint({ thrown: new DicomError({ file: "a.dcm", problem: "cut off" }) }),
    "none",
  );
  const judged = (outcome: DicomSlice, expected: "same" | "refused") =>
    complaintAbout(outcome, { expected }, good);
  assert.match(judged(image([1, 3]), "same")!, /wrong pixels: 3 at index 1 that is 2/);
  assert.match(judged(image([1, 2, 3]), "same")!, /shape 1,3 that has 1,2/);
  assert.match(judged(good, "refused")!, /where there is none/);
  assert.equal(judged(image([1, 2]), "same"), null);
  const reference = { shape: [1, 2], values: Float64Array.of(1, 2.5) };
  assert.match(complaintAbout(good, { expected: reference }, good)!, /2 at index 1 that is 2.5/);
});

Deno.test("a hang and a crash are found, and the run goes on", async () => {
  await withFolder(async (folder) => {
    const reader = `${folder}/reader.ts`;
    await Deno.writeTextFile(
      reader,
      `const buffer = new Uint8Array(64);
       for (let n; (n = await Deno.stdin.read(buffer)) !== null;) {
         const seed = Number(new TextDecoder().decode(buffer.subarray(0, n)));
         console.log(JSON.stringify({ seed, started: true, file: "a.dcm", mutation: "m" }));
         if (seed === 2) for (;;);
         if (seed === 3) { console.error("out of luck"); Deno.exit(7); }
         console.log(JSON.stringify({ seed, complaint: null }));
       }`,
    );
    const found: Finding[] = [];
    const options = { first: 1, count: 4, quick: true, reader, hangMilliseconds: 500 };
    for await (const finding of fuzz(options)) found.push(finding);
    assert.deepEqual(found.map(({ seed }) => seed), [1, 2, 3, 4]);
    const complaints = found.map(({ complaint }) => complaint);
    assert.deepEqual([complaints[0], complaints[3]], [null, null]);
    assert.match(complaints[1]!, /a hang: no end after 0\.5 s/);
    assert.match(complaints[2]!, /a crash \(exit code 7\): out of luck/);
    assert.equal(found[1]!.file, "a.dcm");
  });
});

Deno.test("damaged files are read rightly or refused, in time and in memory", async () => {
  const wrong: string[] = [];
  let count = 0, read = 0;
  for await (const finding of fuzz({ first: 1, count: 600, quick: true })) {
    const { seed, file, mutation, complaint } = finding;
    count++;
    if (finding.read) read++;
    if (complaint !== null) wrong.push(`seed ${seed}, ${file}, ${mutation}: ${complaint}`);
  }
  assert.deepEqual(wrong, [], "deno task fuzz --quick --only SEED repeats one");
  assert.equal(count, 600);
  assert(read > 100, `only ${read} were read`);
});
