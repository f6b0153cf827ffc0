import assert from "node:assert/strict";
import { CONTRAST_WORDS, contrastIn, namesNoAgent } from "hemoleak/cohort/series/contrast.ts";
import { SERIES_DESCRIPTIONS } from "../../fixtures/series_descriptions.ts";

Deno.test("contrastIn: each line of the rule decides its own examples", () => {
  for (const line of CONTRAST_WORDS) {
    for (const example of line.examples) {
      assert.equal(contrastIn([example]), line, `${example}: ${contrastIn([example])?.word}`);
    }
  }
});

for (const { language, source, descriptions } of SERIES_DESCRIPTIONS) {
  Deno.test(`contrastIn: ${descriptions.length} descriptions, ${language}: ${source}`, () => {
    for (const [description, says] of descriptions) {
      assert.equal(contrastIn([description])?.says ?? null, says, description);
    }
  });
}

Deno.test("contrastIn: there are more than 80 descriptions in five languages and one", () => {
  const all = SERIES_DESCRIPTIONS.flatMap(({ descriptions }) => descriptions);
  assert(new Set(all.map(([description]) => description)).size > 80);
  assert.equal(new Set(SERIES_DESCRIPTIONS.map(({ language }) => language)).size, 6);
});

Deno.test("contrastIn: what comes after or behind something else has no agent because of that", () => {
  const plain = [
    ...[
      "Post Fossa",
      "POST FOSSA 2.5MM",
      "Posterior Fossa",
      "Post trauma",
      "Post op",
      "POST-OP HEAD",
    ],
    ...["post clipping", "Post coiling", "Post EVD", "Post thrombectomy", "post fall", "postictal"],
    ...[
      "HEAD + C SPINE",
      "HEAD W C-SPINE",
      "HEAD C-SPINE",
      "Head + C-Spine",
      "Concise",
      "Basal ganglia",
    ],
  ];
  for (const name of plain) assert.equal(contrastIn([name])?.says ?? null, null, name);
});

Deno.test("contrastIn: the first name that says anything decides", () => {
  assert.equal(contrastIn(["Thin", "CT POST CONTRAST"])?.says, "contrast");
  assert.equal(contrastIn(["WITHOUT IV CONTRAST", "CT POST CONTRAST"])?.says, "plain");
  assert.equal(contrastIn([]), null);
});

Deno.test("namesNoAgent: writers say in many ways that no agent was given", () => {
  const none = [
    ...[
      "",
      " ",
      "-",
      "--",
      ".",
      "?",
      "N/A",
      "NA",
      "n.a.",
      "NONE",
      "None",
      "NO",
      "no contrast",
      "N",
    ],
    ...[
      "NIL",
      "NULL",
      "W/O",
      "WO",
      "w/o contrast",
      "WITHOUT",
      "NOT GIVEN",
      "Not used",
      "0",
      "0 ml",
    ],
    ...["NON CONTRAST", "Non-contrast", "None given", "Plain", "UNENHANCED", "nativ", "ohne KM"],
    ...[
      "keines",
      "sans",
      "aucun",
      "sin contraste",
      "ninguno",
      "senza mdc",
      "nessuno",
      "sem contraste",
    ],
  ];
  for (const text of none) assert(namesNoAgent(text), text);
  const some = [
    ...[
      "OMNIPAQUE 350",
      "Visipaque",
      "IV",
      "APPLIED",
      "CE",
      "100 ml Iomeron",
      "CONTRAST",
      "Nycomed",
    ],
    ...["NON IONIC", "Non-ionic contrast", "No. 3", "(Ultravist)", "0.5 ml/kg Xenetix"],
    ...["ISOVUE", "Optiray 320", "Oral & IV", "Sinografin", "Semi-bolus", "-OMNIPAQUE"],
  ];
  for (const text of some) assert(!namesNoAgent(text), text);
});
