import assert from "node:assert/strict";
import { auditFolds } from "hemoleak/leakage/folds/audit_folds.ts";
import { auditPage } from "hemoleak/report/audit/audit_page.ts";
import { foldsPage } from "hemoleak/report/audit/folds_page.ts";
import { foldsInfoSheet } from "hemoleak/report/info_sheet/folds.ts";
import { infoSheet } from "hemoleak/report/info_sheet/info_sheet.ts";
import { infoSheetMarkdown } from "hemoleak/report/info_sheet/text.ts";
import { escapeMarkup } from "hemoleak/report/media/markup.ts";
import {
  exampleAttributesAudit,
  exampleFoldedAudit,
  examplePredictions,
} from "../audited_examples.ts";
import { assertSnapshot } from "../snapshot.ts";

/** A page's words, without markup, styles and pictures. */
function wordsOf(html: string): string {
  return html.replaceAll(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, "").replaceAll(/<[^>]+>/g, " ");
}

Deno.test("audit page: attributes, in one figure and three tables", async () => {
  const audited = exampleAttributesAudit("slice");
  const page = await auditPage(audited, { title: "a network" });
  await assertSnapshot(page, "audit_by_attribute.html");
  for (const sentence of [...audited.sentences, ...audited.notes]) {
    assert.ok(page.includes(escapeMarkup(sentence)), sentence);
  }
  const words = wordsOf(page);
  assert.doesNotMatch(words, /undefined|NaN|null|Infinity/);
  for (const { groups } of audited.attributes!) {
    for (const { value } of groups) assert.ok(words.includes(value), value);
  }
});

Deno.test("audit page: of folds, what each shares and the mean", async () => {
  for (const split of ["slice", "subject"] as const) {
    const audited = exampleFoldedAudit(split);
    const page = await foldsPage(audited, { title: "a network" });
    await assertSnapshot(page, `audit_folds_by_${split}.html`);
    for (const sentence of [...audited.sentences, ...audited.notes]) {
      assert.ok(page.includes(escapeMarkup(sentence)), sentence);
    }
    assert.doesNotMatch(wordsOf(page), /undefined|NaN|null|Infinity/);
  }
});

Deno.test("info sheet: groups, and what the sets share of attributes", () => {
  const text = infoSheetMarkdown(infoSheet({ audit: exampleAttributesAudit("slice") }), {
    title: "a network",
  });
  assert.match(
    text,
    /Of 3 values of "site", 3 are in the training and the test set, with \d+ \(100\.0 %\)/,
  );
  assert.match(text, /AUC by "site": East \d\.\d{3} \[/);
});

Deno.test("info sheet: of folds, answers are over all folds and none of the first alone", () => {
  const leaking = exampleFoldedAudit("slice");
  const text = infoSheetMarkdown(foldsInfoSheet(leaking), { title: "a network" });
  assert.match(
    text,
    /4 folds, each tested once .*: 40 subjects trained on and 40 tested, in the mean\./,
  );
  assert.match(
    text,
    /\*\*Concern\.\*\* Not by subject: of 480 test slices in 4 folds, 480 \(100\.0 %\)/,
  );
  assert.match(
    text,
    /the mean of 4 folds; interval over 40 subjects, tested in one fold and trained on in others\./,
  );
  const first = leaking.folds[0]!.audit.sets.test;
  assert.doesNotMatch(text, new RegExp(`\\b${first.slices} slices`));
  const followed = examplePredictions("slice").map((slice, i) => ({
    ...slice,
    study: `${slice.study} ${i % 4}`,
    set: "test" as const,
    fold: String(i % 4),
  }));
  const claimed = auditFolds(followed, { target: "known-patients" });
  assert.equal(claimed.verdict, "separate");
  const known = infoSheetMarkdown(foldsInfoSheet(claimed), { title: "a" });
  assert.match(known, /\n\nNot by subject: of 480 test slices in 4 folds, 480 \(100\.0 %\)/);
  const apart = infoSheetMarkdown(foldsInfoSheet(exampleFoldedAudit("subject")), { title: "a" });
  assert.match(apart, /By subject: of 480 test slices in 4 folds, none is of a subject/);
  assert.doesNotMatch(apart, /Concern/);
});
