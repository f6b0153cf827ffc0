import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import { failuresBySubject } from "hemoleak/evaluate/thresholds/failures.ts";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { type InfoSheet, infoSheet } from "hemoleak/report/info_sheet/info_sheet.ts";
import type { InfoSheetItem, InfoSheetSource } from "hemoleak/report/info_sheet/item.ts";
import { infoSheetHtml, infoSheetMarkdown } from "hemoleak/report/info_sheet/text.ts";
import { anyPredictions } from "../../leakage/any_predictions.ts";
import {
  exampleAudit,
  exampleAuditedRun,
  exampleFullAudit,
  examplePredictions,
  exampleRecord,
} from "../audited_examples.ts";
import { EXAMPLE_PROVENANCE } from "../example_runs.ts";
import { assertSnapshot } from "../snapshot.ts";

const PROVENANCE = EXAMPLE_PROVENANCE;

function itemsOf(sheet: InfoSheet): InfoSheetItem[] {
  return sheet.sections.flatMap(({ items }) => items);
}

function itemOf(id: string, source: InfoSheetSource): InfoSheetItem {
  return itemsOf(infoSheet(source)).find((item) => item.id === id)!;
}

function concernsOf(source: InfoSheetSource): string[] {
  return itemsOf(infoSheet(source)).filter(({ concern }) => concern).map(({ id }) => id);
}

Deno.test("info sheet: asks for every type of leakage, by the right question", () => {
  const types = itemsOf(infoSheet({ audit: exampleAudit("slice") }))
    .flatMap(({ sources }) => sources)
    .flatMap(({ guideline, item }) => guideline === "model info sheet" ? [item] : []);
  // Kapoor and Narayanan, arXiv:2207.07048v1, appendix C, tells which question asks for which type.
  assert.deepEqual(types.toSorted(), [
    "L1.1, Q9",
    "L1.2, Q12-13",
    "L1.3, Q14-15",
    "L1.4, Q10",
    "L2, Q21",
    "L3.1, Q20",
    "L3.2, Q11",
    "L3.3, Q18-19",
  ]);
});

Deno.test("info sheet: names items that the guidelines have, and questions once", () => {
  const items = itemsOf(infoSheet({ audit: exampleAudit("slice") }));
  assert.equal(new Set(items.map(({ id }) => id)).size, items.length);
  // REFORMS, table 1: modules 1 to 8 have so many items. CLAIM 2024 has 44.
  const modules = ["", "abc", "abcde", "abcdefg", "abc", "abcdef", "abc", "abc", "ab"];
  for (const { guideline, item } of items.flatMap(({ sources }) => sources)) {
    if (guideline === "REFORMS") assert.ok(modules[Number(item[0])]!.includes(item[1]!), item);
    if (guideline === "CLAIM 2024") assert.ok(Number(item) >= 1 && Number(item) <= 44, item);
  }
});

Deno.test("info sheet: claims nothing of somebody else's network that predictions do not tell", () => {
  const source = { audit: exampleAudit("subject") };
  for (const id of ["preprocessing", "features", "inputs", "population", "time", "external"]) {
    const { answer, evidence, open } = itemOf(id, source);
    assert.deepEqual([answer, evidence], [null, null], id);
    assert.ok(open, id);
  }
  assert.match(itemOf("assignment", source).open!, /^how slices were assigned to the sets/);
  assert.match(itemOf("choice", source).open!, /^how the epoch/);
  assert.match(
    itemOf("level", source).open!,
    /whether each name of a subject stands for one person/,
  );
  assert.match(itemOf("duplicates", source).open!, /whether images repeat/);
});

Deno.test("info sheet: fills in what the record, the metrics and the provenance tell", () => {
  const { audit, record, metrics } = exampleAuditedRun("subject");
  const source = { audit, record, metrics, provenance: PROVENANCE };
  const answer = (id: string) => itemOf(id, source).answer!;
  assert.match(
    answer("assignment"),
    /test 72 slices of 6 subjects\. Whole subjects were drawn at random/,
  );
  assert.match(itemOf("assignment", source).evidence!, /SHA-256 0123456789abcdef/);
  assert.equal(
    answer("level"),
    "By subject: of 6 test subjects none is in the training or validation set.",
  );
  assert.match(answer("preprocessing"), /^No\. Each slice is preprocessed by itself/);
  assert.match(answer("choice"), /least loss on the validation set, of 12 epochs\./);
  assert.match(answer("population"), /^No patients: the images are generated/);
  assert.match(answer("metrics"), /At the threshold 0\.5: sensitivity 0\.\d{3} \[/);
  assert.match(answer("uncertainty"), /^AUC 0\.\d{3} \[.*\], interval over 6 subjects/);
  assert.deepEqual(concernsOf(source), []);
});

/** A command's record, as `record.json` has it. */
const COMMANDED = {
  cell: { model: "forest", split: "subject", labels: "true", seed: 3 },
  splitSha256: "0123456789abcdef".repeat(4),
  trainer: { command: "python  forest.py\n{split} {predictions}" },
  software: { trainer: "1", permutation: "2" },
  runtime: { hemoleak: "0.2.0", deno: "2.9.6" },
} as const;

Deno.test("info sheet: of a command it says what it was given, and leaves what it did to its author", () => {
  const source = { audit: exampleAudit("subject"), record: COMMANDED };
  const answer = (id: string) => itemOf(id, source).answer;
  assert.equal(
    answer("training"),
    "forest, a command: `python forest.py {split} {predictions}`, given no seed.",
  );
  assert.equal(
    answer("software"),
    "Split, run and judged by hemoleak 0.2.0 (deno 2.9.6). What the command itself is made of is not recorded.",
  );
  assert.match(answer("assignment")!, /Whole subjects were drawn at random.* \(seed 3\)\.$/);
  assert.match(
    answer("choice")!,
    /was given their labels.* not recorded\. The validation set shares/,
  );
  for (const id of ["features", "inputs", "preparation"]) assert.equal(answer(id), null, id);
  for (
    const id of ["preprocessing", "features", "inputs", "choice", "software", "training"]
  ) {
    assert.match(itemOf(id, source).open!, /^by who wrote the command, /, id);
  }
  assert.match(itemOf("level", source).open!, /whether each name of a subject in the table/);
  const { trainer: _, ...program } = COMMANDED;
  const ofProgram = itemOf("training", { audit: source.audit, record: program });
  assert.equal(ofProgram.answer, "forest, a program, given seed 3.");
  assert.match(ofProgram.open!, /^by who wrote the program, /);
  const shell = { ...COMMANDED, trainer: { command: "`which python` {seed}", threads: 2 } };
  assert.equal(
    itemOf("training", { audit: source.audit, record: shell }).answer,
    "forest, a command: `` `which python` {seed} ``, given seed 3 and 2 threads.",
  );
});

Deno.test("info sheet: tells the special cells of an experiment", () => {
  const audit = exampleAudit("slice");
  const drawn = (cell: Parameters<typeof exampleRecord>[0]) =>
    itemOf("assignment", { audit, record: exampleRecord(cell) }).answer!;
  assert.match(drawn({ dose: 0.5 }), /Then 50\.0 % of the slices that are kept back/);
  assert.match(
    drawn({ split: "slice", gap: 4 }),
    /every twentieth slice .* nearer than 4 positions/,
  );
  assert.match(drawn({ subjects: 20 }), /Only 20 subjects of the cohort were used/);
  const permuted = exampleRecord({ labels: "permuted" });
  assert.match(
    itemOf("population", { audit, record: permuted }).answer!,
    /no score here is of a dis/,
  );
});

Deno.test("info sheet: raises concern where the split leaks", async () => {
  const source = { audit: exampleAudit("slice") };
  assert.deepEqual(concernsOf(source), ["level", "choice", "baseline", "limits"]);
  const level = itemOf("level", source);
  assert.match(
    level.answer!,
    /^By slice only: of 72 test slices, 72 \(100\.0 %\) are of subjects in/,
  );
  assert.match(level.open!, /why the sets are not disjoint by person/);

  const images = { audit: await exampleFullAudit("subject") };
  assert.deepEqual(concernsOf(images), ["duplicates"]);
  assert.match(
    itemOf("duplicates", images).answer!,
    /1 test slice with the very pixels of a train/,
  );
});

Deno.test("info sheet: leaves open what a table without training rows cannot tell", () => {
  const tested = examplePredictions("subject").filter(({ set }) => set === "test");
  const source = { audit: audit(tested) };
  assert.equal(itemOf("level", source).answer, null);
  assert.match(itemOf("level", source).open!, /the level at which the sets are disjoint/);
  assert.equal(itemOf("duplicates", source).answer, null);
  assert.deepEqual(concernsOf(source), ["assignment"]);
});

Deno.test("info sheet: as Markdown and as a page, beside the leaking run's", async () => {
  const [honest, leaking] = (["subject", "slice"] as const).map((split) => ({
    ...exampleAuditedRun(split),
    provenance: PROVENANCE,
  }));
  const options = {
    title: "CNN4, split by subject",
    contrast: { title: "CNN4, split by slice", sheet: infoSheet(leaking!) },
  };
  const sheet = infoSheet(honest!);
  const markdown = infoSheetMarkdown(sheet, options);
  const page = infoSheetHtml(sheet, options);
  await assertSnapshot(markdown, "info_sheet.md");
  await assertSnapshot(page, "info_sheet.html");
  assert.doesNotMatch(page, /<script|<link|src=|@import|href="(?!#)/);
  assert.match(page, /SYNTHETIC DATA/);
  for (const { question, open } of itemsOf(sheet)) {
    for (const text of [question, open ?? ""]) {
      assert.ok(markdown.includes(text) && page.includes(text));
    }
  }
  const [before, after] = markdown.split("## What the sheet of “CNN4, split by slice” would say");
  assert.doesNotMatch(before!, /Concern\./);
  assert.equal(after!.match(/\*\*Concern\.\*\*/g)?.length, 4);
});

Deno.test("info sheet: real data is not called synthetic", () => {
  const sheet = infoSheet({
    audit: exampleAudit("subject"),
    provenance: { ...PROVENANCE, cohort: "CQ500", synthetic: false },
  });
  const page = infoSheetHtml(sheet, { title: "a <network>" });
  assert.doesNotMatch(page, /synthetic|generated|<network>/i);
  assert.match(page, /The data are CQ500\./);
});

Deno.test("info sheet: subjects of the phantom are no patients, whoever asks", () => {
  const predictions = examplePredictions("subject").map((each) => ({
    ...each,
    subject: each.subject.replace("subject", "PHANTOM-CT"),
  }));
  const source = { audit: audit(predictions) };
  assert.match(itemOf("population", source).answer!, /^No patients: the images are generated/);
  assert.match(infoSheetMarkdown(infoSheet(source), { title: "x" }), /SYNTHETIC DATA/);
});

Deno.test("info sheet: any table of predictions gives one without holes", () => {
  fc.assert(fc.property(anyPredictions, (predictions) => {
    const sheet = infoSheet({ audit: audit(predictions) });
    assert.doesNotMatch(infoSheetMarkdown(sheet, { title: "x" }), /undefined|NaN|null|Infinity/);
    for (const { answer, evidence, open } of itemsOf(sheet)) {
      assert.equal(answer === null, evidence === null);
      assert.ok(answer !== null || open !== null);
    }
  }));
});

Deno.test("info sheet: metrics of studies are called so", () => {
  const predictions = examplePredictions("subject");
  const source = { audit: audit(predictions), metrics: evaluate(predictions, { unit: "study" }) };
  assert.match(itemOf("metrics", source).answer!, /^Area under the ROC curve, of studies\./);
});

Deno.test("info sheet: one sentence for the manuscript, by what the audit found", () => {
  const sentence = (source: InfoSheetSource) => infoSheet(source).sentence!;
  assert.match(
    sentence({ audit: exampleAudit("subject") }),
    /^The area under the ROC curve was 0\.\d{3} \(95 % interval over subjects .* on 72 slices of 6 subjects, of whom none was in the training or validation set\.$/,
  );
  assert.match(
    sentence({ audit: exampleAudit("slice") }),
    /100\.0 % of which are of subjects who were also trained on, so that this is no estimate for new subjects, none of whom was tested\.$/,
  );
  const tested = examplePredictions("subject").filter(({ set }) => set === "test");
  assert.match(sentence({ audit: audit(tested) }), /was also trained on was not determined\.$/);
  const known = [
    ...examplePredictions("subject"),
    ...tested.slice(0, 12).map((row) => ({
      ...row,
      set: "train" as const,
      slice: `other ${row.slice}`,
    })),
  ];
  assert.match(
    sentence({ audit: audit(known) }),
    /16\.7 % of which .*, for whom it was 0\.\d{3} \[/,
  );
  const earlier = tested.map((row) => ({ ...row, set: "train" as const, study: "earlier" }));
  const claimed = audit([...examplePredictions("subject"), ...earlier], {
    target: "known-patients",
  });
  assert.equal(claimed.verdict, "separate");
  assert.match(
    sentence({ audit: claimed }),
    /on 72 slices of 6 subjects, all of subjects who were also trained on, by other studies, so that this is no estimate for new subjects\.$/,
  );
  const drawn = {
    ...COMMANDED,
    cell: { ...COMMANDED.cell, labels: "permuted", dose: 0.25 },
  } as const;
  assert.match(
    sentence({ audit: exampleAudit("subject"), record: drawn }),
    /^With labels that were exchanged at random between subjects, the area .* of 6 subjects \(split at random by subject, dose 25\.0 %, seed 3\), of whom none/,
  );
  const synthetic = { audit: exampleAudit("subject"), provenance: PROVENANCE };
  assert.match(sentence(synthetic), /^In generated images, the area/);
  const oneLabel = tested.map((row) => ({ ...row, label: 1 as const }));
  assert.equal(infoSheet({ audit: audit(oneLabel) }).sentence, null);
});

Deno.test("info sheet: counts, software, settings and failures, where they are known", () => {
  const { audit: audited, record } = exampleAuditedRun("subject");
  const predictions = examplePredictions("subject");
  const answer = (id: string, source: InfoSheetSource) => itemOf(id, source).answer;
  assert.match(
    answer("flow", { audit: audited })!,
    /test 6 individuals, 72 rows, \d+ positive and \d+ neg/,
  );
  const full = {
    ...record,
    software: { tensorflow: "2.21.0" },
    runtime: { deno: "2.9.6" },
    profile: { ...record.profile, batchSize: 32, learningRate: 3e-4, warmUp: 100 },
  };
  assert.equal(
    answer("software", { audit: audited, record: full }),
    "deno 2.9.6, tensorflow 2.21.0.",
  );
  assert.match(
    answer("training", { audit: audited, record: full })!,
    /^CNN4 on .* batches of 32; Adam with a rate of 0\.0003, reached in 100 steps; up to 12 epochs;/,
  );
  assert.equal(answer("training", { audit: audited }), null);
  const wrong = failuresBySubject(predictions, 0.5);
  assert.match(
    answer("failures", { audit: audited, failures: wrong })!,
    /^At the threshold 0\.5: positive slices missed in \d subjects, most in "subject-\d+" \(\d+ of 12\)/,
  );
  assert.match(
    answer("internal", { audit: audited })!,
    /never met in training: AUC .* On the training/,
  );
});

Deno.test("info sheet: names every item that editors ask for", () => {
  const items = itemsOf(infoSheet({ audit: exampleAudit("subject") })).flatMap(({ sources }) =>
    sources
  );
  const named = (guideline: string) =>
    new Set(items.filter((item) => item.guideline === guideline).map(({ item }) => item));
  const holds = (guideline: string, wanted: readonly string[]) =>
    assert.deepEqual(wanted.filter((item) => !named(guideline).has(item)), [], guideline);
  holds(
    "CLAIM 2024",
    [19, 20, 21, 23, 24, 25, 26, 28, 29, 30, 31, 32, 33, 35, 36, 37, 38, 39].map(String),
  );
  holds("REFORMS", ["2b", "2c", "2e", "3e", "4b", "4c", "5a", "5c"]);
  holds("PROBAST+AI", ["4.5", "4.7"]);
  holds("TRIPOD+AI", ["12a", "12b", "12c", "12d", "12e", "23a"]);
  holds("STARD-AI", ["15b"]);
  holds("METRICS", ["18", "19", "20", "21", "22"]);
});
