import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import fc from "fast-check";
import { PredictionsError } from "hemoleak/error.ts";
import { tableBytes } from "hemoleak/files/table_file.ts";
import {
  formatWholeTable,
  namesIn,
  readWholeTable,
  type WholeTable,
} from "hemoleak/predictions/whole_table.ts";
import { withFolder } from "../fixtures/with_folder.ts";

async function* bytesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

const read = (text: string | Uint8Array) =>
  readWholeTable(
    bytesOf(typeof text === "string" ? new TextEncoder().encode(text) : text),
    "t.csv",
  );

/** What is written of a table, as one text. */
function written(table: WholeTable, columns: Record<string, string[]> = {}): string {
  const pieces = [...formatWholeTable(table, columns)];
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  pieces.reduce((at, piece) => (bytes.set(piece, at), at + piece.length), 0);
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
}

Deno.test("a table comes out as it went in, byte for byte, with its new column last", async (t) => {
  // Each as a spreadsheet or a program writes it, by hand.
  const tables: [name: string, text: string][] = [
    [
      "commas, quotes and line breaks in fields",
      'subject,note\nA,"say ""hi"", twice"\nB,"two\nlines"\n',
    ],
    ["semicolons and decimal commas", "subject;x\nA;1,5\nB;2,25\n"],
    ["tabs", "subject\tx\nA\t1\n"],
    ["CRLF", "subject,x\r\nA,1\r\nB,2\r\n"],
    ["a byte-order mark and CRLF", "\ufeffsubject;x\r\nÄ;1\r\n"],
    ["zeros and Excel's formulas for them", 'subject,x\n"=""001""",007\n'],
    ["empty fields, also at the end", "subject,x,y\nA,,\nB,1,\n"],
    ["blanks within quotes", 'subject,x\nA," a "\n'],
    ["a column without a name, as pandas' index", ",subject\n0,A\n1,B\n"],
  ];
  for (const [name, text] of tables) {
    await t.step(name, async () => {
      const table = await read(text);
      assert.equal(written(table), text);
      const [lineEnd, separator] = [table.dialect.lineEnd, table.dialect.separator];
      const sets = table.rows.map((_, row) => `s${row}`);
      const again = await read(written(table, { set: sets }));
      assert.deepEqual(again.names, [...table.names, "set"]);
      assert.deepEqual(again.rows, table.rows.map((fields, row) => [...fields, sets[row]]));
      assert.deepEqual([again.dialect.lineEnd, again.dialect.separator], [lineEnd, separator]);
    });
  }
});

Deno.test("UTF-16, Windows-1252 and gzip come out as UTF-8 with the same fields", async () => {
  const text = "subject;note\r\nBär;naïve\r\n";
  const plain = await read(text);
  for (const isLittle of [true, false]) {
    const table = await read(utf16(`\ufeff${text}`, isLittle));
    assert.deepEqual(table.rows, plain.rows);
    // Excel knows UTF-8 by the mark that UTF-16 has had.
    assert.equal(written(table), `\ufeff${text}`);
  }
  const western = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  assert.equal(written(await read(western)), text);
  await withFolder(async (folder) => {
    const path = join(folder, "t.csv.gz");
    await Deno.writeFile(path, gzipSync(text));
    const bytes = tableBytes(path, { file: "t.csv.gz", fail: PredictionsError });
    assert.equal(written(await readWholeTable(bytes, "t.csv.gz")), text);
  });
});

Deno.test("any fields survive being written and read", async () => {
  const field = fc.string({ unit: "grapheme", maxLength: 8 })
    .map((text) => text.replaceAll(/[\p{Cc}\ufeff]/gu, ""));
  const letters = fc.string({ unit: fc.constantFrom(..."a,;\t\"' #|\n="), maxLength: 6 });
  await fc.assert(fc.asyncProperty(
    fc.array(fc.tuple(fc.oneof(field, letters), fc.oneof(field, letters)), {
      minLength: 1,
      maxLength: 8,
    }),
    fc.constantFrom(",", ";", "\t"),
    fc.constantFrom<"\n" | "\r\n">("\n", "\r\n"),
    async (rows, separator, lineEnd) => {
      // A field with three separators to each line break is refused: it may be rows between stray quotes.
      const count = (text: string, sign: string) => text.split(sign).length - 1;
      fc.pre(
        rows.flat().every((text) => {
          const lines = count(text, "\n");
          return lines === 0 || count(text, separator) !== 3 * lines;
        }),
      );
      const table = {
        names: ["subject", "a", "b", "c"],
        rows: rows.map(([a, b], row) => [`S${row}`, a, b, "x"]),
        dialect: { separator, lineEnd, hasMark: false },
      };
      const text = written(table as unknown as WholeTable);
      const again = await read(text);
      assert.deepEqual(again.rows, table.rows);
    },
  ));
});

Deno.test("a column that is there is replaced where it stands", async () => {
  const table = await read("fold,subject,x\n9,A,1\n9,B,2\n");
  assert.equal(
    written(table, { fold: ["1", "2"], set: ["train", "test"] }),
    "fold,subject,x,set\n1,A,1,train\n2,B,2,test\n",
  );
});

Deno.test("columns are recognized, and what stands above and below is left out with a note", async () => {
  const table = await read("sep=;\nPatientID;Site;y_true\n1;A;0\n\n2;B;1\nPatientID;Site;y_true\n");
  assert.deepEqual(namesIn(table, "subject"), ["1", "2"]);
  assert.deepEqual(table.lines, [3, 5]);
  assert.equal(written(table), "PatientID;Site;y_true\n1;A;0\n2;B;1\n");
  assert.match(table.notes.join("\n"), /subject from PatientID, label from y_true/);
  assert.match(table.notes.join("\n"), /line 6 repeats the header and is left out/);
});

Deno.test("what is no table with subjects is refused with its line", async () => {
  const refused = (text: string, message: RegExp) =>
    assert.rejects(read(text), (error) => {
      assert.ok(error instanceof PredictionsError);
      assert.match(error.message, message);
      return true;
    });
  await refused(
    "a,b\n1,2\n",
    /t\.csv: expected a column subject but found a,b; .*--columns subject=PatientID/,
  );
  await refused("subject,x\n", /t\.csv: expected rows but found only the header/);
  await refused("", /t\.csv: expected a column subject but found nothing/);
  await refused(
    "subject,x\nA,1\n,2\n",
    /t\.csv, line 3, column subject: expected a name but found ""/,
  );
  await refused(
    "subject,x\nA\n",
    /t\.csv, line 2: expected 2 fields, as the header has, but found 1/,
  );
});
