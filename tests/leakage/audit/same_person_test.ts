import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { isUniqueName } from "hemoleak/predictions/people/unique_name.ts";
import type { Prediction } from "hemoleak/predictions/prediction.ts";
import { parsePredictions } from "hemoleak/predictions/predictions_csv.ts";
import { anyPredictions } from "../any_predictions.ts";

const BASE = join(import.meta.dirname!, "..", "..", "fixtures", "predictions", "base.csv");
const ROWS = parsePredictions(Deno.readTextFileSync(BASE), "base.csv");

/** All subjects in both sets: slices 0 and 1 are trained on, 2 and 3 tested. */
const LEAKING = ROWS.map((row): Prediction => (
  { ...row, study: "", set: Number(row.slice) < 2 ? "train" : "test" }
));

/** The same rows with the test set's names written in another way. */
function respelled(
  rows: readonly Prediction[],
  spell: (name: string) => string,
  inTraining = (name: string) => name,
): Prediction[] {
  return rows.map((row) => ({
    ...row,
    subject: (row.set === "test" ? spell : inTraining)(row.subject),
  }));
}

Deno.test("one person in two spellings is a leak: 80 of 80, as if the names were the same", () => {
  const spellings: Record<string, [train: (n: string) => string, test: (n: string) => string]> = {
    "leading zeros (001, 1)": [(n) => n, (n) => String(Number(n))],
    "pandas' floats (1, 1.0)": [(n) => String(Number(n)), (n) => `${Number(n)}.0`],
    "case": [(n) => `ID_00${n}`, (n) => `id_00${n}`],
    "CQ500's names": [(n) => `CQ500-CT-${Number(n)}`, (n) => `CQ500CT${Number(n)}`],
    "composed and not": [(n) => `Bär${n}`, (n) => `Bär${n}`.normalize("NFD")],
    "blanks": [(n) => `p ${n}`, (n) => ` P\u00a0 ${n}\t`],
    "Excel's text": [(n) => n, (n) => `="${n}"`],
  };
  const expected = audit(LEAKING);
  for (const [name, [train, test]] of Object.entries(spellings)) {
    const audited = audit(respelled(LEAKING, test, train));
    assert.equal(audited.verdict, "leaks", name);
    assert.deepEqual(audited.leaks, [{ by: "subject", from: "train", slices: 80, share: 1 }], name);
    assert.deepEqual(
      [audited.overlaps, audited.sets, audited.test.auc!.delong.auc, audited.seen.subjects],
      [expected.overlaps, expected.sets, expected.test.auc!.delong.auc, 40],
      name,
    );
    assert.match(audited.sentences[0]!, /^The split leaks: 80 of 80 test slices \(100\.0 %\)/);
  }
  // By scikit-learn.
  assert.equal(expected.test.auc!.delong.auc.toFixed(3), "0.792");
  const { respelled: found, sentences } = audit(respelled(LEAKING, (n) => String(Number(n))));
  assert.deepEqual(found, {
    subjects: 40,
    slices: 80,
    examples: [["001", "1"], ["010", "10"], ["011", "11"]],
  });
  assert.match(sentences[1]!, /80 test slices of 40 subjects .* \("001" there is "1" in the test/);
});

Deno.test("a number in R's notation is the number", () => {
  const rows = LEAKING.filter(({ subject }) => subject === "001" || subject === "002");
  const name = (n: string) => `${Number(n)}00000`;
  const { verdict, respelled: { subjects } } = audit(
    respelled(rows, (n) => `${Number(n)}e+05`, name),
  );
  assert.deepEqual([verdict, subjects], ["leaks", 2]);
});

Deno.test("what may be one person's name, or anybody's, is never called apart", () => {
  const doubtful: [string, (n: string) => string, (n: string) => string, RegExp][] = [
    ["spelling", (n) => `sub-${n}`, (n) => n, /"sub-001" and "001"/],
    ["spelling", (n) => `P${n}`, (n) => `sub-${n}`, /"P001" and "sub-001"/],
    ["spelling", (n) => `CQ500-CT-${n}`, (n) => n, /"CQ500-CT-001" and "001"/],
    ["spelling", (n) => `1,${n}`, (n) => `1${n}`, /"1,001" and "1001"/],
    ["spelling", (n) => `Ö${n}`, (n) => `O${n}`, /"Ö001" and "O001"/],
    ["nobody", (n) => `1234567${n}12`, () => "1.23457E+11", /"1\.23457E\+11": a rounded number/],
    ["nobody", (n) => `1-${n}`, (n) => `${Number(n)}-Jan`, /"1-Jan": a spreadsheet's date/],
    ["nobody", (n) => `P${n}`, () => "nan", /"nan": no name/],
    ["nobody", (n) => `P${n}`, () => "#N/A", /"#N\/A": a spreadsheet's error/],
    ["nobody", (n) => `Bä${n}`, (n) => `B\ufffd${n}`, /letters were lost/],
    ["nobody", (n) => n === "001" ? "unknown" : `A${n}`, (n) => `B${n}`, /"unknown": no name/],
  ];
  for (const [about, train, test, said] of doubtful) {
    const { verdict, doubts, sentences } = audit(respelled(LEAKING, test, train));
    assert.equal(verdict, "unknown", String(said));
    assert.ok(doubts.some((doubt) => doubt.about === about && doubt.slices > 0), String(said));
    assert.match(sentences[0]!, /^Whether the split leaks cannot be determined: /);
    assert.match(sentences.join(" "), said);
  }
});

Deno.test("names of two schemes that cannot be one are apart", () => {
  const apart: [(n: string) => string, (n: string) => string][] = [
    [(n) => `C${n}`, (n) => `P${n}`],
    // Names of the RSNA challenge, hexadecimal.
    [(n) => `ID_00000${n}`, (n) => `ID_a0000${n}`],
    [(n) => `1-${n}`, (n) => `2-${n}`],
    [(n) => `Bär${n}`, (n) => `Bör${n}`],
    // Two hospitals' people in both sets, who happen to have the same numbers.
    [
      (n) => Number(n) % 2 === 0 ? n : `CQ500-CT-${n}`,
      (n) => Number(n) % 2 === 1 ? n : `CQ500-CT-${n}`,
    ],
  ];
  for (const [train, test] of apart) {
    const { verdict, doubts } = audit(respelled(LEAKING, test, train));
    assert.deepEqual([verdict, doubts], ["separate", []]);
  }
});

Deno.test("a study or slice of its own kind under two subjects makes them one", () => {
  const uid = (n: string) => `1.2.840.113619.2.${Number(n)}`;
  const byStudy = LEAKING.map((row) => ({
    ...row,
    subject: (row.set === "test" ? "T" : "A") + row.subject,
    study: uid(row.subject),
  }));
  const bySlice = byStudy.map((row) => ({
    ...row,
    study: "",
    slice: `${uid(row.subject.slice(1))}.${Number(row.slice) % 2}`,
  }));
  for (const rows of [byStudy, bySlice]) {
    const { verdict, leaks, respelled: { examples } } = audit(rows);
    assert.deepEqual([verdict, leaks[0]], [
      "leaks",
      { by: "subject", from: "train", slices: 80, share: 1 },
    ]);
    assert.deepEqual(examples[0], ["A001", "T001"]);
  }
  // The very slices besides: of one subject, study and name.
  assert.equal(audit(bySlice).overlaps.trainTest.repeated.slices, 80);
});

Deno.test("a study's name under two subjects leaves a doubt, unless studies are numbered", () => {
  const named = (study: (n: string) => string) =>
    audit(LEAKING.map((row) => ({
      ...row,
      subject: (row.set === "test" ? "T" : "A") + row.subject,
      study: study(row.subject),
    })));
  const { verdict, doubts } = named((n) => `CT-${n}`);
  assert.deepEqual([verdict, doubts[0]!.about, doubts[0]!.slices], ["unknown", "study", 80]);
  assert.deepEqual(doubts[0]!.examples[0], ["A001", "T001"]);
  for (const numbered of [() => "1", (n: string) => `visit ${Number(n) % 4}`, () => ""]) {
    assert.equal(named(numbered).verdict, "separate");
  }
  assert.equal(named((n) => `2024-05-${10 + Number(n) % 20}`).verdict, "separate");
});

Deno.test("studies and slices are compared in their normal form as well", () => {
  const rows = LEAKING.flatMap((row): Prediction[] => [
    { ...row, study: "CT_01", slice: `IM00${row.slice}.dcm`, set: "train" },
    { ...row, study: "ct-1", slice: `im00${row.slice}.DCM`, set: "test" },
  ]);
  const { studies, repeated } = audit(rows).overlaps.trainTest;
  assert.deepEqual([studies, repeated.slices], [40, 160]);
});

Deno.test("a subject for each slice: is it the patient?", () => {
  const images = ROWS.map((row, i) => ({ ...row, subject: `K${i}`, study: "", slice: "0" }));
  const { verdict, doubts, sentences } = audit(images);
  assert.deepEqual([verdict, doubts.map(({ about }) => about)], ["unknown", ["image"]]);
  assert.match(sentences[0]!, /Is `subject` the patient\? Nearly every subject has a single slice/);
  // Fewer than twenty, if they are called as images are.
  const names = [
    (i: number) => `IM000${i}`,
    (i: number) => `s/0${i}.png`,
    (i: number) => `ID_00000000${i}`,
  ]
    .concat((i) => `1.2.840.113619.2.1.${i}`);
  for (const name of names) {
    const few = ROWS.slice(76, 84).map((row, i) => ({ ...row, subject: name(i), study: "x" }));
    assert.equal(audit(few).verdict, "unknown", name(0));
  }
  // Patients who do have one slice each, of a study each.
  const single = ROWS.filter(({ slice }) => slice === "0");
  assert.equal(audit(single).verdict, "separate");
});

Deno.test("a name that stands for anybody is nobody known in another set: a doubt, no leak", () => {
  // All of the test set is of new people, but for rows that have lost their names in both sets.
  const rows = LEAKING.map((row) => ({
    ...row,
    subject: row.set === "test" ? `T${row.subject}` : `A${row.subject}`,
  }));
  for (const name of ["nan", "ANONYMOUS", "1.23457E+17", "2-Jan", "#N/A", "B\ufffdr"]) {
    const lost = rows.map((row) => row.subject.endsWith("7") ? { ...row, subject: name } : row);
    const { verdict, leaks, doubts, overlaps } = audit(lost);
    assert.deepEqual([verdict, leaks, overlaps.trainTest.subjects], ["unknown", [], 0], name);
    assert.deepEqual(doubts.map(({ about, slices }) => [about, slices]), [["nobody", 8]], name);
    assert.equal(doubts[0]!.examples.length, 1, name);
    // A study that is one of a kind says that they are one all the same.
    const joined = lost.map((row) =>
      row.subject === name ? { ...row, study: "1.2.840.10008.7" } : row
    );
    assert.equal(audit(joined).verdict, "leaks", name);
  }
});

Deno.test("a slice's own name is known in another folder and with another ending", () => {
  const named = (slice: (row: Prediction) => string) =>
    audit(LEAKING.map((row) => ({
      ...row,
      subject: (row.set === "test" ? "T" : "A") + row.subject,
      slice: slice({ ...row, slice: String(Number(row.slice) % 2) }),
    })));
  const uid = ({ subject, slice }: Prediction) => `1.2.840.113619.2.${Number(subject)}.${slice}`;
  const hash = ({ subject, slice }: Prediction) => `ID_0${subject}ab9${slice}f`;
  for (
    const name of [
      (row: Prediction) => `${row.set}/${uid(row)}.dcm`,
      (row: Prediction) => row.set === "test" ? `${uid(row)}.dcm` : uid(row),
      (row: Prediction) => `${hash(row)}${row.set === "test" ? ".png" : ".dcm"}`,
      (row: Prediction) => row.set === "test" ? hash(row).toUpperCase() : hash(row),
    ]
  ) {
    const { verdict, leaks } = named(name);
    assert.deepEqual([verdict, leaks[0]!.by, leaks[0]!.slices], ["leaks", "subject", 80]);
  }
  // Numbers are counted in each folder.
  assert.equal(named(({ set, slice }) => `${set}/100000000${slice}.png`).verdict, "separate");
});

Deno.test("a folder or a file of two subjects leaves a doubt, unless it is of many", () => {
  const named = (slice: (row: Prediction) => string) =>
    audit(LEAKING.map((row) => ({
      ...row,
      subject: (row.set === "test" ? "T" : "A") + row.subject,
      slice: slice(row),
    })));
  const doubtful: ["folder" | "file", (row: Prediction) => string][] = [
    ["folder", ({ subject, slice }) => `data/patient_${subject}/${slice}.png`],
    ["folder", ({ subject, set, slice }) => `${set}\\p${subject}\\${slice}.png`],
    ["file", ({ subject, slice }) => `img_${subject}${Number(slice) % 2}.png`],
  ];
  for (const [about, slice] of doubtful) {
    const { verdict, doubts, sentences } = named(slice);
    assert.deepEqual(
      [verdict, doubts.map((doubt) => [doubt.about, doubt.slices, doubt.examples[0]])],
      ["unknown", [[about, 80, ["A001", "T001"]]]],
    );
    assert.match(
      sentences.join(" "),
      /80 slices of the test set are .* \(subjects "A001" and "T001"/,
    );
  }
  const apart: ((row: Prediction) => string)[] = [
    ({ label, subject, slice }) => `data/${label === 1 ? "yes" : "no"}/${subject}_${slice}.png`,
    ({ subject, set, slice }) => `data/${set === "test" ? "T" : "A"}${subject}/${slice}.png`,
    ({ slice }) => `slice_${Number(slice) % 2}.png`,
    ({ subject, slice }) => `${Number(subject) * 2 + Number(slice) % 2}`,
  ];
  for (const slice of apart) assert.equal(named(slice).verdict, "separate");
});

Deno.test("a study's name in another form, or of one kind and of some subjects, leaves a doubt", () => {
  const named = (study: (row: Prediction) => string) =>
    audit(LEAKING.map((row) => ({
      ...row,
      subject: (row.set === "test" ? "T" : "A") + row.subject,
      study: study(row),
    })));
  for (
    const study of [
      ({ subject, set }: Prediction) => set === "test" ? subject : `study-${subject}`,
      ({ subject, set }: Prediction) => `${set}/ST${subject}`,
      // Of ten subjects, who are hardly one person.
      ({ subject }: Prediction) =>
        Number(subject) <= 5 ? "1.2.840.10008.7" : `1.2.840.${subject}.9`,
    ]
  ) {
    const { verdict, doubts } = named(study);
    assert.deepEqual([verdict, doubts[0]!.about], ["unknown", "study"]);
  }
});

Deno.test("isUniqueName: UIDs and random names, not dates, counters and words", () => {
  for (
    const name of [
      "1.2.840.113619.1",
      "ID_000012eaf",
      "a3f09b12c4",
      "2.25.329800735698586629295641978511506172918",
      "9876543210",
    ]
  ) {
    assert.ok(isUniqueName(name), name);
  }
  for (
    const name of [
      "",
      "1",
      "CT-1",
      "2024-05-17",
      "20240517",
      "20240517103000",
      "IM00000001",
      "0000000012",
      "deadbeef",
      "1.2.3",
      "2024.01.02.10.30.00",
    ]
  ) {
    assert.ok(!isUniqueName(name), name);
  }
});

Deno.test("any table: another spelling of the names changes no count", () => {
  const spell = fc.constantFrom(
    (name: string) => name.toLowerCase(),
    (name: string) => ` ${name} `,
    (name: string) => `\u200b${name}\ufeff`,
  );
  fc.assert(fc.property(anyPredictions, spell, (rows, spell) => {
    const [plain, other] = [audit(rows), audit(respelled(rows, spell))];
    assert.deepEqual([other.verdict, other.leaks, other.sets, other.overlaps], [
      plain.verdict,
      plain.leaks,
      plain.sets,
      plain.overlaps,
    ]);
  }));
});
