import assert from "node:assert/strict";
import { commandLines } from "../../page/command_lines.ts";

const fileOf = (name: string) => new File([], name);
const NOTHING = { table: {}, audit: {}, judge: {} };

Deno.test("commandLines: without options, the files alone", () => {
  assert.deepEqual(commandLines({ files: [fileOf("a.csv")], asked: NOTHING }), [
    "hemoleak audit a.csv",
    "hemoleak evaluate a.csv",
  ]);
});

Deno.test("commandLines: each option where its command takes it, what a shell would split in quotes", () => {
  const lines = commandLines({
    files: [fileOf("fold 1.csv"), fileOf("it's.csv")],
    other: fileOf("other.csv"),
    asked: {
      table: {
        columns: { subject: "Patient ID", study: "" },
        positive: "ICH",
        sets: { "fold A": "train", B: "test" },
      },
      audit: { target: "new-sites=site", attributes: ["sex", "age $"], threshold: 0.25 },
      judge: { unit: "study", studyScore: "top" },
    },
  });
  assert.deepEqual(lines, [
    String.raw`hemoleak audit 'fold 1.csv' 'it'\''s.csv' '--columns=subject=Patient ID,study=' ` +
    "--positive=ICH '--sets=fold A=train,B=test' --target=new-sites=site '--attributes=sex,age $' " +
    "--threshold=0.25",
    String
      .raw`hemoleak evaluate 'fold 1.csv' 'it'\''s.csv' '--columns=subject=Patient ID,study=' ` +
    "--positive=ICH '--sets=fold A=train,B=test' --unit=study --study-score=top --compare=other.csv",
  ]);
});

Deno.test("commandLines: classes are those of both commands, one of them against the rest as well", () => {
  const asked = { ...NOTHING, table: { classes: ["EDH", "no bleed"], class: "no bleed" } };
  assert.deepEqual(commandLines({ files: [fileOf("a.csv")], asked }), [
    "hemoleak audit a.csv '--classes=EDH,no bleed' '--class=no bleed'",
    "hemoleak evaluate a.csv '--classes=EDH,no bleed' '--class=no bleed'",
  ]);
});

Deno.test("commandLines: none where the command line could not say it", () => {
  for (const name of ["a,b", " a"]) {
    const asked = { ...NOTHING, audit: { attributes: [name] } };
    assert.deepEqual(commandLines({ files: [fileOf("a.csv")], asked }), []);
    const sets = { ...NOTHING, table: { sets: { [name]: "test" as const } } };
    assert.deepEqual(commandLines({ files: [fileOf("a.csv")], asked: sets }), []);
    const classes = { ...NOTHING, table: { classes: [name, "b"] } };
    assert.deepEqual(commandLines({ files: [fileOf("a.csv")], asked: classes }), []);
  }
});
