import assert from "node:assert/strict";
import fc from "fast-check";
import { CohortError } from "hemoleak/error.ts";
import { decodeTable, tableText } from "hemoleak/files/table_text.ts";

const TEXT = "subject,score\nBär 1,0.5\nBör 2,0.25\n";

/** Bytes in an encoding that TextEncoder does not write. */
function encoded(text: string, encoding: "utf-16le" | "utf-16be" | "windows-1252"): Uint8Array {
  if (encoding === "windows-1252") return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  return Uint8Array.from([...text].flatMap((letter) => {
    const code = letter.charCodeAt(0), bytes = [code & 255, code >> 8];
    return encoding === "utf-16le" ? bytes : bytes.reverse();
  }));
}

function decoded(bytes: Uint8Array): { text: string; notes: string[] } {
  const notes: string[] = [];
  const table = { file: "t.csv", fail: CohortError, note: (note: string) => notes.push(note) };
  return { text: decodeTable(bytes, table), notes };
}

Deno.test("a table is decoded whatever wrote it, and what it is read as is noted", () => {
  const utf8 = new TextEncoder();
  assert.deepEqual(decoded(utf8.encode(TEXT)), { text: TEXT, notes: [] });
  assert.deepEqual(decoded(utf8.encode("\ufeff" + TEXT)), { text: TEXT, notes: [] });
  for (const encoding of ["utf-16le", "utf-16be"] as const) {
    const read = { text: TEXT, notes: [`read as ${encoding.toUpperCase()}`] };
    assert.deepEqual(decoded(encoded(TEXT, encoding)), read);
    assert.deepEqual(decoded(encoded("\ufeff" + TEXT, encoding)), read);
  }
  assert.deepEqual(decoded(encoded(TEXT, "windows-1252")), {
    text: TEXT,
    notes: ["read as WINDOWS-1252"],
  });
});

Deno.test("no two names become one in decoding: any bytes that are not UTF-8", () => {
  // One byte beyond ASCII cannot be UTF-8.
  const byte = fc.integer({ min: 0x80, max: 0xff });
  fc.assert(fc.property(byte, byte, (a, b) => {
    const name = (byte: number) => decoded(Uint8Array.of(0x42, byte, 0x72, 0x0a)).text;
    assert.equal(name(a) === name(b), a === b);
    assert.ok(!name(a).includes("\ufffd"));
  }));
});

Deno.test("a table in two encodings is refused with the line", () => {
  const bytes = [...new TextEncoder().encode(TEXT), ...encoded("Bür 3,1\n", "windows-1252")];
  assert.throws(() => decoded(Uint8Array.from(bytes)), {
    name: "CohortError",
    message:
      /^t\.csv, line 4: expected UTF-8, as the lines before are, but found bytes that are not/,
  });
});

Deno.test("line ends of all systems become LF", () => {
  assert.equal(
    decoded(new TextEncoder().encode('a\r\n"b\r\nc"\rd\n\r\n\r')).text,
    'a\n"b\nc"\nd\n\n\n',
  );
});

Deno.test("what is no table is named for what it is", () => {
  const kinds: [string, RegExp][] = [
    ["PK\u0003\u0004", /an Excel workbook \(\.xlsx\)/],
    ["\xd0\xcf\x11\xe0", /an old Excel workbook/],
    ["\x1f\x8b\x08", /gzip/],
    ["PAR1", /Parquet/],
    ["\x93NUMPY", /NumPy/],
    ['{"subject": 1}', /JSON/],
    ["<!DOCTYPE html>", /web page/],
  ];
  for (const [start, message] of kinds) {
    assert.throws(() => decoded(encoded(start, "windows-1252")), { name: "CohortError", message });
  }
});

Deno.test("wherever a stream is cut, the text is the same", async () => {
  const texts = [
    new TextEncoder().encode(TEXT.replaceAll("\n", "\r\n").repeat(40)),
    encoded(TEXT.repeat(40), "windows-1252"),
    encoded("\ufeff" + TEXT.repeat(40), "utf-16be"),
    new TextEncoder().encode("€\n"),
    encoded("a\xe4", "windows-1252"),
    new Uint8Array(0),
  ];
  const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 4 });
  await fc.assert(fc.asyncProperty(fc.constantFrom(...texts), sizes, async (bytes, sizes) => {
    async function* pieces() {
      for (let at = 0, i = 0; at < bytes.length; at += sizes[i++ % sizes.length]!) {
        yield await Promise.resolve(bytes.subarray(at, at + sizes[i % sizes.length]!));
      }
    }
    const table = { file: "t.csv", fail: CohortError, note() {} };
    const read = (await Array.fromAsync(tableText(pieces(), table))).join("");
    assert.equal(read, decoded(bytes).text);
  }));
});
