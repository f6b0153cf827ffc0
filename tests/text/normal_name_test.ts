import assert from "node:assert/strict";
import fc from "fast-check";
import { normalName, whyNobodys } from "hemoleak/text/normal_name.ts";

Deno.test("normalName: spellings that programs and people make of one name", () => {
  const same: readonly (readonly string[])[] = [
    // Leading zeros, lost by whatever takes names for numbers; .0 of pandas after NaN; R and Excel.
    ["001", "1", "1.0", "1.00", "0001.0", " 1 ", "'001", '="001"', '"001"', "\ufeff001", "1,0"],
    ["100000", "1e+05", "1E+05", "100000.0"],
    ["12300000", "1.23e+07", "1,23E+07"],
    [
      "CQ500-CT-1",
      "CQ500CT1",
      "cq500_ct_001",
      "CQ500 CT  1",
      "CQ500–CT–1",
      "CQ500\u00a0CT\u20111",
      "CQ500/CT/1",
    ],
    ["ID_00001", "id_00001", "ID-1", "Id 00001", "ID\u200b00001", "ＩＤ＿００００１"],
    // Composed and not; UTF-8 read as Windows-1252 and saved again.
    ["Bär1", "Ba\u0308r1", "BÄR-1", "BÃ¤r1"],
    ["Łódź 7", "łódź7", "LÓDŹ-07".replace("L", "Ł")],
    ["Straße", "STRASSE"],
    ["٠٠١", "۱", "001", "１"],
    ["2020-01-02", "2020-01-02 00:00:00", "2020/1/2", "2020-01-02T00:00:00"],
    ["DOE^JOHN", "doe john", "Doe, John"],
  ];
  for (const [first, ...others] of same) {
    for (const other of others) {
      assert.equal(normalName(other), normalName(first!), `${other} is ${first}`);
    }
  }
});

Deno.test("normalName: names that are not one", () => {
  const apart: readonly (readonly string[])[] = [
    ["1", "2", "10", "100", "01-1", "0"],
    ["1-11", "11-1", "111"],
    ["A1", "B1", "A11", "A-1-1"],
    ["Bär1", "Bör1", "Bar1"],
    ["1.2.840.0.1", "1.2.840.1", "1.2.840.0.10", "1.2.840.10.1"],
    // Hexadecimal names of one length stay apart, zeros or not.
    ["ID_00a01f0", "ID_0a001f0", "ID_a00010f", "ID_a0010f0"],
    ["1e5", "100000"],
    ["-", "+", "?"],
  ];
  for (const names of apart) {
    assert.equal(new Set(names.map(normalName)).size, names.length, names.join(" "));
  }
});

Deno.test("normalName: composed or not, with blanks or without; hexadecimal names of one length are never one", () => {
  const letter = fc.constantFrom(..."0127aAbBeEzZäÄöéÉñßçÇłŁşИийЯяαΩω -_./,'\"()#\u00a0\u200b");
  fc.assert(
    fc.property(fc.string({ unit: letter, maxLength: 12 }), (name) => {
      assert.equal(normalName(` ${name.normalize("NFD")}\t`), normalName(name));
    }),
    { numRuns: 1000 },
  );
  const digit = fc.constantFrom(..."00001fA".toLowerCase());
  const hexadecimal = fc.string({ unit: digit, minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(hexadecimal, hexadecimal, (a, b) => {
      assert.equal(normalName(`ID_${a}`) === normalName(`ID_${b}`), a === b);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("whyNobodys: missing values, rounded numbers, dates, lost letters; not names", () => {
  const nobodys = [
    "nan",
    "NaN",
    "None",
    "NULL",
    "N/A",
    "unknown",
    "ANONYMOUS",
    "Anonymized",
    "-",
    "???",
    "#N/A",
  ]
    .concat(
      "#REF!",
      "1.23457E+11",
      "1,2e+10",
      "2-Jan",
      "Jan-02",
      "02. Mar",
      "1-Sept",
      "12-Dec-24",
      "B\ufffdr1",
      "2024-01-02 00:00:00",
    );
  for (const name of nobodys) assert.notEqual(whyNobodys(name), null, name);
  for (
    const name of [
      "1",
      "001",
      "Jan",
      "May1",
      "1e05",
      "1E+05",
      "CQ500-CT-1",
      "2020-01-02",
      "NA12878",
      "Marc-3",
    ]
  ) {
    assert.equal(whyNobodys(name), null, name);
  }
});
