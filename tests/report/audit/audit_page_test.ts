import assert from "node:assert/strict";
import fc from "fast-check";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { auditPage } from "hemoleak/report/audit/audit_page.ts";
import { escapeMarkup } from "hemoleak/report/media/markup.ts";
import { anyPredictions } from "../../leakage/any_predictions.ts";
import { exampleAudit, exampleFullAudit, examplePredictions } from "../audited_examples.ts";
import { EXAMPLE_PROVENANCE } from "../example_runs.ts";
import { assertSnapshot } from "../snapshot.ts";

const TITLE = "CNN4, split by slice";

/** A page's words, without markup, styles and pictures. */
function wordsOf(html: string): string {
  return html.replaceAll(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, "").replaceAll(/<[^>]+>/g, " ");
}

Deno.test("audit page: by names alone, one self-contained page", async () => {
  const page = await auditPage(exampleAudit("slice"), {
    title: TITLE,
    provenance: EXAMPLE_PROVENANCE,
  });
  await assertSnapshot(page, "audit_by_slice.html");
  assert.doesNotMatch(page, /<script|<link|src=|@import|href="(?!#)/);
});

Deno.test("audit page: the verdict and the advice come before all numbers", async () => {
  for (
    const [split, verdict] of [["slice", "The split leaks"], [
      "subject",
      "keeps subjects apart",
    ]] as const
  ) {
    const page = await auditPage(exampleAudit(split));
    const places = [verdict, ">What to do</h2>", ">What was asked</h2>", "<table", "<svg"];
    const found = places.map((text) => page.indexOf(text));
    assert.deepEqual(found, found.toSorted((a, b) => a - b));
    assert.ok(found[0]! > 0);
  }
});

Deno.test("audit page: where the validation rows are audited, a test set is asked for", async () => {
  const rows = Array.from({ length: 24 }, (_, i) => ({
    subject: `S${i >> 1}`,
    study: "1",
    slice: `${i}`,
    set: i < 12 ? "train" as const : "validation" as const,
    label: (i >> 1) % 2 as 0 | 1,
    score: i * 7 % 24 / 24,
  }));
  const page = wordsOf(await auditPage(audit(rows)));
  assert.match(page, /There are no test rows: the validation rows are audited as the test set/);
  assert.match(page, /Judge the network on a test set, which nothing was chosen on/);
  assert.doesNotMatch(page, /Add the validation rows/);
});

Deno.test("audit page: with images and features, everything that the audit says, twice the same", async () => {
  for (const split of ["slice", "subject"] as const) {
    const audited = await exampleFullAudit(split);
    const page = await auditPage(audited, { title: TITLE });
    for (const sentence of [...audited.sentences, ...audited.notes]) {
      assert.ok(page.includes(escapeMarkup(sentence)), sentence);
    }
    assert.match(page, /Are the images apart\?.*Does the network know whose slice it sees\?/s);
    assert.equal(page.match(/<svg/g)?.length, 3);
    assert.doesNotMatch(wordsOf(page), /undefined|NaN|null|Infinity/);
    assert.equal(await auditPage(audited, { title: TITLE }), page);
  }
});

Deno.test("audit page: an equal image of another subject is told with what to do about it", async () => {
  const page = wordsOf(await auditPage(await exampleFullAudit("subject")));
  assert.match(page, /The split leaks: 1 of .* have the very pixels of a training slice/);
  assert.match(page, /Look at the equal images: one person may be listed under two names/);
  assert.doesNotMatch(page, /Split by subject: put all slices/);
});

Deno.test("audit page: synthetic where the data is, and only there", async () => {
  const audited = exampleAudit("subject");
  assert.match(await auditPage(audited, { provenance: EXAMPLE_PROVENANCE }), /SYNTHETIC DATA/);
  assert.doesNotMatch(await auditPage(audited), /synthetic/i);
  const phantom = examplePredictions("subject").map((each) => ({
    ...each,
    subject: each.subject.replace("subject", "PHANTOM-CT"),
  }));
  const named = await auditPage(audit(phantom));
  assert.match(named, /SYNTHETIC DATA/);
  assert.match(named, /whose slices they are \(synthetic data\)/);
  const real = { ...EXAMPLE_PROVENANCE, cohort: "CQ500", synthetic: false };
  const page = await auditPage(audited, { provenance: real });
  assert.doesNotMatch(page, /synthetic/i);
  assert.match(page, /CQ500/);
});

Deno.test("audit page: a few names at most, and none as markup", async () => {
  const named = await auditPage(await exampleFullAudit("slice"));
  const subjects = new Set(examplePredictions("slice").map(({ subject }) => subject));
  const studies = new Set(examplePredictions("slice").map(({ study }) => study));
  const shown = [...subjects, ...studies].filter((name) => new RegExp(`${name}\\b`).test(named));
  assert.ok(shown.length > 0 && shown.length <= 6, shown.join());

  const hostile = examplePredictions("slice").map((each) => ({
    ...each,
    subject: `<b>${each.subject}`,
    study: "<script>alert(1)</script>",
  }));
  const page = await auditPage(audit(hostile), { title: "<img>" });
  assert.doesNotMatch(page, /<script|<b>|<img/);
  assert.match(page, /&lt;script&gt;/);
});

Deno.test("audit page: any table of predictions gives one without holes", async () => {
  await fc.assert(
    fc.asyncProperty(anyPredictions, async (predictions) => {
      const words = wordsOf(await auditPage(audit(predictions)));
      assert.doesNotMatch(words, /undefined|NaN|null|Infinity/);
    }),
    { numRuns: 40 },
  );
});
