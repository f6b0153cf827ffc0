/**
 * The spellings of a name in plain Latin letters: without accents, with Latin letters where those of other
 * scripts look the same, and as letters with accents are written out (`Müller` as `Mueller`).
 *
 * @param name In its normal form or as it stands; capitals look like others than small letters do.
 */
export function plainSpellings(name: string): readonly string[] {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(name)) return [];
  const plain = withoutMarks(name);
  return [
    withoutMarks(replaced(name, WRITTEN_OUT)),
    replaced(plain, { ...OF_SMALL, ...OF_CAPITALS }),
    replaced(plain.toUpperCase(), OF_CAPITALS),
  ];
}

/** As composed letters are taken apart first, only those that Unicode does not take apart are left. */
function withoutMarks(text: string): string {
  return replaced(text.normalize("NFD").replace(/\p{M}/gu, ""), BARE);
}

function replaced(text: string, by: Readonly<Record<string, string>>): string {
  return [...text].map((letter) => by[letter] ?? letter).join("");
}

/** German, Scandinavian and Icelandic letters as passports and old computers write them. */
const WRITTEN_OUT: Readonly<Record<string, string>> = inBothCases({
  ä: "ae",
  ö: "oe",
  ü: "ue",
  å: "aa",
  ø: "oe",
});

const BARE: Readonly<Record<string, string>> = inBothCases({
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ŧ: "t",
  ı: "i",
});

/** Capitals of Cyrillic and Greek that look like Latin ones (Unicode Technical Standard 39, confusables). */
const OF_CAPITALS: Readonly<Record<string, string>> = pairs(
  "АВЕЗКМНОРСТУХІЅЈҮԌԚԜ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
  "ABE3KMHOPCTYXISJYGQW" + "ABEZHIKMNOPTYX",
);

/** Small letters likewise, and those whose capitals do and which look like nothing else. */
const OF_SMALL: Readonly<Record<string, string>> = pairs(
  "авекмнорстухіѕјүһԁԛԝ" + "αβεικνορτυχγ",
  "abekmhopctyxisjyhdqw" + "abeikvoptuxy",
);

function pairs(from: string, to: string): Readonly<Record<string, string>> {
  const latin = [...to];
  return Object.fromEntries([...from].map((letter, i) => [letter, latin[i]!]));
}

function inBothCases(letters: Record<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(letters).flatMap(([letter, plain]) => [
      [letter, plain],
      [letter.toUpperCase(), plain],
    ]),
  );
}
