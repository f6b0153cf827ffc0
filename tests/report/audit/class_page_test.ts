import assert from "node:assert/strict";
import fc from "fast-check";
import { auditClasses } from "hemoleak/leakage/classes/audit_classes.ts";
import type { ClassPrediction } from "hemoleak/predictions/classes/class_prediction.ts";
import { Random } from "hemoleak/random.ts";
import { classPage } from "hemoleak/report/audit/class_page.ts";
import { escapeMarkup } from "hemoleak/report/media/markup.ts";
import { anyClassPredictions } from "../../evaluate/classes/any_classes.ts";
import { assertSnapshot } from "../snapshot.ts";

/** Thirty subjects of three classes, of whom half are in both sets. */
function example(): ClassPrediction[] {
  const random = new Random(17, "classes");
  const classes = ["EDH", "SDH", "no <hemorrhage>"];
  return Array.from({ length: 30 }, (_, subject) => subject).flatMap((subject) =>
    Array.from({ length: 6 }, (_, slice): ClassPrediction => {
      const label = classes[subject % 3]!;
      const isTrained = subject % 2 === 0 ? slice < 4 : subject < 10;
      return {
        subject: `S${subject}`,
        study: `E${subject}`,
        slice: String(slice),
        set: isTrained ? "train" : "test",
        label,
        scores: Object.fromEntries(classes.map((name) => [
          name,
          Math.round(100 * random.uniform(0, name === label ? 1 : 0.8)) / 100,
        ])),
        attributes: { site: `H${subject % 4}` },
      };
    })
  );
}

function wordsOf(html: string): string {
  return html.replaceAll(/<style>.*?<\/style>|<svg.*?<\/svg>/gs, "").replaceAll(/<[^>]+>/g, " ");
}

Deno.test("class page: one self-contained page, with all that the audit says", async () => {
  const audited = auditClasses(example(), { attributes: ["site"] });
  const page = await classPage(audited, { title: "example.csv" });
  await assertSnapshot(page, "audit_of_classes.html");
  assert.doesNotMatch(page, /<script|<link|src=|@import|href="(?!#)/);
  for (const sentence of [...audited.sentences, ...audited.notes]) {
    assert.ok(page.includes(escapeMarkup(sentence)), sentence);
  }
  assert.equal(await classPage(audited, { title: "example.csv" }), page);
});

Deno.test("class page: whatever the predictions are, there is a page, and nothing undefined in it", async () => {
  await fc.assert(
    fc.asyncProperty(anyClassPredictions, fc.boolean(), async (rows, isScored) => {
      const given = isScored ? rows : rows.map((row) => ({
        ...row,
        scores: Object.fromEntries(Object.keys(row.scores).map((name) => [name, NaN])),
      }));
      const words = wordsOf(await classPage(auditClasses(given)));
      assert.doesNotMatch(words, /undefined|NaN|null|Infinity/);
      assert.match(words, /What to do/);
    }),
    { numRuns: 15 },
  );
});
