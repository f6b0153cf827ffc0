import assert from "node:assert/strict";
import { join } from "node:path";
import { audit } from "hemoleak/leakage/audit/audit.ts";
import { evaluate } from "hemoleak/evaluate/evaluate.ts";
import type { PredictionTable } from "hemoleak/predictions/prediction_table.ts";
import { readPredictions } from "hemoleak/predictions/predictions_csv.ts";
import type { PredictionsOptions } from "hemoleak/predictions/predictions_reader.ts";

const BASE = Deno.readTextFileSync(
  join(import.meta.dirname!, "..", "fixtures", "predictions", "base.csv"),
);
const [HEADER, ...ROWS] = BASE.trimEnd().split("\n") as [string, ...string[]];

/** The base with each row's fields written anew. */
function rewritten(
  edit: (fields: string[]) => string[],
  { header = HEADER, separator = "," } = {},
): string {
  return [header, ...ROWS.map((row) => edit(row.split(",")).join(separator)), ""].join("\n");
}

/** The base with another value in one column. */
function withColumn(column: number, edit: (value: string) => string, header = HEADER): string {
  return rewritten((fields) => fields.with(column, edit(fields[column]!)), { header });
}

async function* bytesOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(typeof text === "string" ? new TextEncoder().encode(text) : text);
}

function read(
  text: string | Uint8Array,
  options: PredictionsOptions = {},
): Promise<PredictionTable> {
  return readPredictions(bytesOf(text), "p.csv", options);
}

const [SET, LABEL, SCORE] = [3, 4, 5];
const comma = (score: string) => score.replace(".", ",");
const EXPECTED = evaluate(await read(BASE));

interface Dialect {
  name: string;
  text: string | Uint8Array;
  notes: RegExp;
  options?: PredictionsOptions;
}

const NONE = /^$/;
const DIALECTS: readonly Dialect[] = [
  {
    name: "semicolons and decimal commas, as Excel writes in much of Europe",
    text: rewritten((f) => f.with(SCORE, comma(f[SCORE]!)), {
      header: HEADER.replaceAll(",", ";"),
      separator: ";",
    }),
    notes: /^fields are separated by semicolons\nscores have decimal commas$/,
  },
  { name: "semicolons", text: BASE.replaceAll(",", ";"), notes: /^fields .* semicolons$/ },
  { name: "tabs", text: BASE.replaceAll(",", "\t"), notes: /^fields are separated by tabs$/ },
  { name: "vertical bars", text: BASE.replaceAll(",", "|"), notes: /^fields .* vertical bars$/ },
  {
    name: "Excel's Unicode text: UTF-16 with tabs",
    text: Uint8Array.from(
      [..."\ufeff" + BASE.replaceAll(",", "\t").replaceAll("\n", "\r\n")]
        .flatMap((letter) => [letter.charCodeAt(0) & 255, letter.charCodeAt(0) >> 8]),
    ),
    notes: /^read as UTF-16LE\nfields are separated by tabs$/,
  },
  {
    name: "sets whose names say nothing, with what they stand for",
    text: withColumn(SET, (set) => set === "test" ? "0" : set === "train" ? "1" : set),
    notes: NONE,
    options: { sets: { 0: "test", 1: "train" } },
  },
  { name: "a line sep=,", text: `sep=,\n${BASE}`, notes: /^line 1 is above the header$/ },
  {
    name: "a line sep=;",
    text: `\ufeffsep=;\r\n${BASE.replaceAll(",", ";")}`,
    notes: /semicolons\nline 1 is above the header$/,
  },
  { name: "lines of #", text: `# by me\n\n#\n${BASE}`, notes: /^3 lines are above the header$/ },
  { name: "NumPy's header", text: `# ${BASE}`, notes: NONE },
  { name: "a line of # at the end", text: `${BASE}# done\n`, notes: /^line 162 begins with #/ },
  { name: "capitals", text: BASE.replace(HEADER, HEADER.toUpperCase()), notes: NONE },
  { name: "CRLF", text: BASE.replaceAll("\n", "\r\n"), notes: NONE },
  { name: "CR", text: BASE.replaceAll("\n", "\r"), notes: NONE },
  { name: "CRLF in the header alone", text: BASE.replace("\n", "\r\n"), notes: NONE },
  {
    name: "LF in the header alone",
    text: BASE.replaceAll("\n", "\r\n").replace("\r", ""),
    notes: NONE,
  },
  {
    name: "rows of commas at the end",
    text: `${BASE},,,,,\n,,,,,\n`,
    notes: /^empty rows are left out$/,
  },
  {
    name: "a comma at the end of each row",
    text: BASE.replaceAll("\n", ",\n").replace(",\n", "\n"),
    notes: /^rows end with empty fields that have no name$/,
  },
  {
    name: "a comma at the end of each line",
    text: BASE.replaceAll("\n", ",\n"),
    notes: /empty fields/,
  },
  { name: "Ctrl-Z at the end", text: `${BASE}\x1a`, notes: /^empty rows are left out$/ },
  { name: "NUL at the end", text: `${BASE}\0\0\n\0`, notes: /^empty rows are left out$/ },
  { name: "a second header", text: BASE + BASE.split("\n")[0] + "\n", notes: /^line 162 repeats/ },
  { name: "everything in quotes", text: BASE.replaceAll(/[^,\n]+/g, '"$&"'), notes: NONE },
  {
    name: "pandas' index",
    text: rewritten((f) => ["7", ...f], { header: `,${HEADER}` }),
    notes: NONE,
  },
  { name: "zeros kept by Excel's formula", text: BASE.replaceAll(/^0\d+/gm, '="$&"'), notes: NONE },
  { name: "the sign for inches", text: withColumn(2, (slice) => `${slice}" slab`), notes: NONE },
  { name: "labels of floats", text: withColumn(LABEL, (label) => `${label}.0`), notes: NONE },
  {
    name: "labels of Python",
    text: withColumn(LABEL, (label) => label === "1" ? "True" : "False"),
    notes: NONE,
  },
  {
    name: "labels of R",
    text: withColumn(LABEL, (label) => label === "1" ? "TRUE" : "FALSE"),
    notes: NONE,
  },
  {
    name: "labels with names",
    text: withColumn(LABEL, (label) => label === "1" ? "Positive" : "negative"),
    options: { positive: "positive" },
    notes: NONE,
  },
  {
    name: "sets in other words",
    text: withColumn(SET, (set) => set === "test" ? "Test" : "training"),
    notes: NONE,
  },
  {
    name: "scikit-learn's, pandas' and BIDS' columns",
    text: BASE.replace(HEADER, "participant_id,session,image,split,y_true,y_score"),
    notes:
      /^columns: subject from participant_id, study from session, slice from image, set from split/,
  },
  {
    name: "DICOM's columns",
    text: BASE.replace(HEADER, "PatientID,StudyInstanceUID,SOPInstanceUID,fold,target,probability"),
    notes: /^columns: subject from PatientID, .* score from probability\ncolumns: set from fold$/,
  },
  {
    name: "both hard and soft predictions",
    text: rewritten((f) => [...f, String(Math.round(Number(f[SCORE])))], {
      header: HEADER.replace("score", "y_prob,y_pred"),
    }),
    notes: /^columns: score from y_prob$/,
  },
  {
    name: "columns that are given",
    text: BASE.replace(HEADER, "who,study,slice,set,ICH,model 2"),
    options: { columns: { subject: "who", label: "ich", score: "model 2" } },
    notes: /^columns: subject from who, label from ICH, score from model 2$/,
  },
  {
    // The examination would be the study's, and one column both.
    name: "a column that is given for something else than its name says",
    text: BASE.replace("subject,study", "examid,other"),
    options: { columns: { subject: "examid" } },
    notes: /^columns: subject from examid\nwithout a column study: its names are empty$/,
  },
  {
    name: "a column that is to be taken for nothing",
    text: rewritten((f) => [...f, "a", "b"], { header: HEADER + ",fold,repeat" }),
    options: { columns: { fold: "" } },
    notes: NONE,
  },
  {
    name: "no scores of training rows",
    text: rewritten((f) => f[SET] === "train" ? f.with(SCORE, "NA") : f),
    notes: NONE,
  },
];

Deno.test("predictions that other programs wrote are the same predictions: AUC 0.790", async (t) => {
  // By scikit-learn; see the fixture's README.
  assert.equal(EXPECTED.auc.toFixed(3), "0.790");
  for (const { name, text, notes, options } of DIALECTS) {
    await t.step(name, async () => {
      const table = await read(text, options);
      assert.deepEqual(evaluate(table), EXPECTED);
      assert.match(table.notes.join("\n"), notes);
      assert.equal(audit(table).verdict, "separate");
    });
  }
});

Deno.test("without test rows the validation set is judged, never the training set", async () => {
  const validation = await read(BASE.replaceAll(",test,", ",val,"));
  assert.deepEqual(evaluate(validation), {
    ...EXPECTED,
    judged: "validation",
  });
  const training = await read(BASE.replaceAll(",test,", ",train,"));
  assert.throws(() => evaluate(training), {
    name: "PredictionsError",
    message: /but found only training rows \(160\)/,
  });
});

Deno.test("study and slice may be left out, with a note", async () => {
  const text = rewritten(([subject, , , ...rest]) => [subject!, ...rest], {
    header: "subject,set,label,score",
  });
  const table = await read(text);
  assert.equal(evaluate(table).auc, EXPECTED.auc);
  assert.match(table.notes.join("\n"), /without a column study.*\nwithout a column slice/);
});

Deno.test("Windows-1252: letters stay apart, and the subjects of a split with them", async () => {
  const named = BASE.replaceAll(
    /^0(\d+)/gm,
    (_, number) => (number < "20" ? "B\xe4r" : "B\xf6r") + number,
  );
  const bytes = Uint8Array.from(named, (letter) => letter.charCodeAt(0));
  const table = await read(bytes, { acrossSets: true });
  assert.deepEqual(audit(table), audit(await read(named, { acrossSets: true })));
  assert.equal(audit(table).verdict, "separate");
  assert.equal(table.subjects[0], "Bär01");
  assert.deepEqual(table.notes, ["read as WINDOWS-1252"]);
});

Deno.test("what cannot be read is refused with the row, and with what would help", async () => {
  const refusals: [string, string | Uint8Array, RegExp, PredictionsOptions?][] = [
    [
      "a column under a name of nobody's",
      BASE.replace(HEADER, "who,study,slice,set,ICH,x"),
      /^p\.csv: expected the columns .* but subject, label, score are missing; found who,study,slice,set,ICH,x \(taken for study: study, slice: slice, set: set\); say which they are, such as --columns label=ICH,score=x,subject=who$/,
    ],
    ["a column that is not there", BASE, /expected the column p1 for score/, {
      columns: { score: "p1" },
    }],
    ["no column for the score", BASE, /score is missing/, { columns: { score: "" } }],
    [
      "two columns for one",
      BASE.replace(HEADER, "Patient ID,patient_id,slice,set,label,score"),
      /found Patient ID, patient_id several times for subject/,
    ],
    [
      "labels with names",
      withColumn(LABEL, (l) => l === "1" ? "yes" : "no"),
      /line 2, column label: expected 0 or 1 \(or, with --positive NAME, a name\) but found "yes"/,
    ],
    ["three labels", BASE.replace(",1,", ",2,"), /column label: expected "1" or "2"/, {
      positive: "1",
    }],
    ["no positive label", BASE.replaceAll(",1,0.", ",0,0."), /expected rows with the label "1"/, {
      positive: "1",
    }],
    [
      "a score without a number",
      BASE.replace("0.824275", "np.float64(0.82)"),
      /line 2, column score: expected a finite number but found "np\.float64\(0\.82\)"/,
    ],
    [
      "two decimal marks",
      BASE.replaceAll(",", ";").replace("0.883048", "0,883048"),
      /line 3, column score: expected a number with "\."/,
    ],
    [
      "a test row without a score",
      BASE.replace("0.499608", "NA"),
      /line 161, column score: expected a finite number but found "NA"/,
    ],
    [
      "a validation row without a score, to be judged",
      BASE.replaceAll(",test,", ",val,").replace("0.499608", ""),
      /line 161, column score: .* validation rows are judged/,
    ],
    [
      "a short row",
      `${BASE}041,041-1,0,test,1\n`,
      /^p\.csv, line 162: expected 6 fields, as the header has, but found 5/,
    ],
    ["a long row", `${BASE}041,041-1,0,test,1,0,5\n`, /^p\.csv, line 162: .* found 7/],
    [
      "a stray quote",
      BASE.replace("002,", '"002,'),
      /^p\.csv, line 6: a quote \("\) opens in this row or below and never closes/,
    ],
    [
      "a quote within quotes",
      BASE.replace("002,", '"00"2,'),
      /^p\.csv, line 6: in this row or below text follows a quote/,
    ],
    [
      "two stray quotes",
      BASE.replace("001-1,1", '001-1,"').replace("001-1,3", '001-1,"'),
      /^p\.csv, line 5: a field holds whole rows/,
    ],
    ["a workbook", Uint8Array.of(0x50, 0x4b, 3, 4, 20), /^p\.csv: .* found an Excel workbook/],
    ["only a header", `${HEADER}\n`, /found only the header/],
    [
      "a line of a quoted CRLF",
      BASE.replaceAll("\n", "\r\n").replaceAll(/-1,(\d)/g, '-1,"a\r\n$1"').replace(
        "0.499608",
        "oops",
      ),
      /^p\.csv, line 321, column score/,
    ],
  ];
  for (const [name, text, message, options] of refusals) {
    await assert.rejects(read(text, options), (error: Error) => {
      assert.equal(error.name, "PredictionsError", `${name}: ${error.stack}`);
      assert.match(error.message, message, name);
      return true;
    });
  }
});

Deno.test("for an audit rows that were learned from need no score", async () => {
  const text = BASE.replaceAll(",test,", ",val,").replaceAll(/0\.\d+$/gm, "NaN");
  const table = await read(text, { acrossSets: true });
  assert.equal(table.scores.every(Number.isNaN), true);
});
