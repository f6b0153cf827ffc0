import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { csvText } from "hemoleak/files/csv.ts";
import { CsvParser } from "hemoleak/files/csv_parser.ts";

interface Parsed {
  records: [fields: string[], line: number][];
  /** Which fault, if any. */
  fault: string | null;
}

/** The text in pieces, cut at these places. */
function parsed(text: string, cuts: readonly number[] = [], separator = ","): Parsed {
  const records: Parsed["records"] = [];
  const parser = new CsvParser(separator, {
    record: (fields, line) => records.push([fields, line]),
    error: (fault) => new Error(fault),
  });
  const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length].sort((a, b) =>
    a - b
  );
  try {
    for (let i = 1; i < places.length; i++) parser.write(text.slice(places[i - 1], places[i]));
    parser.end();
    return { records, fault: null };
  } catch (error) {
    return { records, fault: (error as Error).message };
  }
}

/** The same by npm's csv-parse, which is written by others. */
function expected(text: string, separator = ","): Parsed {
  const records: Parsed["records"] = [];
  try {
    parse(text, {
      delimiter: separator,
      record_delimiter: "\n",
      trim: true,
      skip_empty_lines: true,
      relax_quotes: true,
      relax_column_count: true,
      on_record: (fields, { lines }) => {
        records.push([fields as unknown as string[], lines]);
        return null;
      },
    });
    return { records, fault: null };
  } catch (error) {
    const isOpen = (error as { code?: string }).code === "CSV_QUOTE_NOT_CLOSED";
    return { records, fault: isOpen ? "open quote" : "text after quote" };
  }
}

const piecesOfCsv = fc.constantFrom(
  "a",
  "b7",
  "é",
  " ",
  "\t",
  ",",
  ",",
  ";",
  "\n",
  "\n",
  '"',
  '""',
);

Deno.test("CsvParser: reads what csv-parse reads, to the same lines, however the text is cut", () => {
  fc.assert(
    fc.property(
      fc.array(piecesOfCsv, { maxLength: 24 }),
      fc.array(fc.nat(30), { maxLength: 3 }),
      fc.constantFrom(",", ";", "\t"),
      (pieces, cuts, separator) => {
        const text = pieces.join("");
        // After an empty field in quotes csv-parse opens another one: `"" "a"` is taken for `a`'s error.
        fc.pre(!/(^|[,;\t\n ])""[ \t\f]+"/.test(text));
        assert.deepEqual(parsed(text, cuts, separator), expected(text, separator));
      },
    ),
    { numRuns: 5000 },
  );
});

Deno.test("CsvParser: each line that is no record is counted", () => {
  assert.deepEqual(parsed('a,b\n\n  \n"x\ny" , z\n"",\n""\nlast').records, [
    [["a", "b"], 1],
    [["x\ny", "z"], 5],
    [["", ""], 6],
    [[""], 7],
    [["last"], 8],
  ]);
});

Deno.test("CsvParser: what of quotes cannot be read is said", () => {
  assert.equal(parsed('a\n"b').fault, "open quote");
  assert.equal(parsed('a\n"b"c\n').fault, "text after quote");
  assert.equal(parsed('5" nail,b').fault, null);
});

Deno.test("csvText: writes what csv-stringify writes", () => {
  const field = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.array(piecesOfCsv, { maxLength: 4 }).map((parts) => parts.join("")),
    fc.double(),
    fc.integer(),
    fc.constant(null),
  );
  fc.assert(
    fc.property(
      fc.array(fc.array(field, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      (rows) => assert.equal(csvText(rows), stringify(rows)),
    ),
    { numRuns: 2000 },
  );
});

Deno.test("csvText: truth is 1, and lines may end as on Windows", () => {
  assert.equal(csvText([["a"], [true], [false]], "\r\n"), "a\r\n1\r\n0\r\n");
});
