import type { Random } from "hemoleak/random.ts";

/** A table on its way from one program to another. */
export interface MutatedTable {
  bytes: Uint8Array;
  /** What was done, in words. */
  what: string;
  /** Whether a right reading gives the original values, all of them. */
  isHarmless: boolean;
}

type TextEdit = (text: string, random: Random) => string;

/** What other programs do to a table and nobody may notice; each applies to text with commas and LF. */
const REWRITES: Readonly<Record<string, TextEdit>> = {
  quotes: (text) => text.replaceAll(/[^,\n]+/g, '"$&"'),
  semicolons: (text) => text.replaceAll(",", ";"),
  tabs: (text) => text.replaceAll(",", "\t"),
  bars: (text) => text.replaceAll(",", "|"),
  "a line sep=": (text) => `sep=${/[,;\t|]/.exec(text)![0]}\n${text}`,
  "a comment": (text) => `# made by a program\n${text}`,
  "empty rows": (text, random) => text + ",,,,,\n".repeat(1 + random.integer(3)),
  "commas at the ends": (text) => text.replaceAll("\n", ",\n"),
  "a second header": (text) => text + text.split("\n", 1)[0] + "\n",
  "Ctrl-Z": (text) => `${text}\x1a`,
  NUL: (text) => `${text}\0`,
  "no line end": (text) => text.trimEnd(),
  CRLF: (text) => text.replaceAll("\n", "\r\n"),
  CR: (text) => text.replaceAll("\n", "\r"),
  "mixed line ends": (text, random) =>
    text.replaceAll("\n", () => random.pick(["\n", "\r\n", "\r\n"])),
  blanks: (text) => text.replaceAll(",", " , "),
  index: (text) =>
    text.split("\n").map((line, i) => line === "" ? "" : `${i === 0 ? "" : i - 1},${line}`).join(
      "\n",
    ),
  capitals: (text) => text.replace(/^.*/, (header) => header.toUpperCase()),
};

/** Rewrites in the order in which programs make them: of fields, separators, lines, then the whole. */
const STEPS: readonly (readonly string[])[] = [
  ["index"],
  ["capitals"],
  ["a second header"],
  ["empty rows", "commas at the ends"],
  ["quotes", "blanks"],
  ["semicolons", "tabs", "bars"],
  ["a line sep=", "a comment"],
  ["no line end", "Ctrl-Z", "NUL"],
  ["CRLF", "CR", "mixed line ends"],
];

/** Other spellings of `P001`: by accident of programs and people. */
export const SPELLINGS: readonly ((name: string) => string)[] = [
  (name) => name.toLowerCase(),
  (name) => name.replace(/0+/, ""),
  (name) => name.replace("P", "P-"),
  (name) => name.replace("P", "p_"),
  (name) => ` ${name}\u00a0`,
  (name) => `${name}.0`,
  (name) => `\u200b${name}`,
  (name) => name.replace("P", "\uff30"),
  (name) => name.slice(1),
  (name) => String(Number(name.slice(1))),
  (name) => `sub-${name}`,
  (name) => `${name}_ses-2`,
  (name) => `sub-${name.slice(1)}`,
  (name) => name.replace("P", "\u0420"), // Cyrillic
  (name) => name.replace("P", "\u03a1"), // Greek
  (name) => `${name}_R`,
  (name) => `${name} follow-up 1`,
  (name) => `${name}_CT2`,
  (name) => `${name}/ses-02`,
  (name) => `/data/test/${name}`,
  (name) => `C:\\data\\${name}.nii.gz`,
  (name) => `test_${name}`,
  (name) => `b'${name}'`,
  (name) => `${name} ${name}`,
  () => "nan",
  (name) => `1.234${name.slice(-1)}E+11`,
  (name) => `${Number(name.slice(1)) % 28 + 1}-Jan`,
];

/** Rewrites a table as a few programs one after the other would. */
export function rewritten(text: string, random: Random): MutatedTable {
  const names = STEPS.flatMap((step) => random.bool(0.3) ? [random.pick(step)] : []);
  const whole = names.reduce((edited, name) => REWRITES[name]!(edited, random), text);
  const encoding = random.pick(["UTF-8", "UTF-8", "a mark before UTF-8", "UTF-16"]);
  return {
    bytes: encoded(whole, encoding),
    what: [...names, encoding].join(", "),
    isHarmless: true,
  };
}

function encoded(text: string, encoding: string): Uint8Array {
  if (encoding !== "UTF-16") {
    return new TextEncoder().encode(encoding === "UTF-8" ? text : `\ufeff${text}`);
  }
  return Uint8Array.from(
    Array.from(`\ufeff${text}`, (letter) => letter.charCodeAt(0)).flatMap((code) => [
      code & 255,
      code >> 8,
    ]),
  );
}

/** Signs that mean something somewhere. */
const SIGNS = [..."\",;\t|\n\r\0\x1a#='.0-eE", "\xff", "\xc3"].map((sign) => sign.charCodeAt(0));

/** Damages a few bytes of a table. */
export function damaged(table: MutatedTable, random: Random): MutatedTable {
  const bytes = [...table.bytes], done: string[] = [];
  for (let i = 1 + random.integer(3); i > 0; i--) {
    const at = random.integer(bytes.length);
    const byte = random.bool(0.7) ? random.pick(SIGNS) : random.integer(256);
    const how = random.pick(["replaced", "inserted", "deleted", "cut off"] as const);
    if (how === "replaced") bytes[at] = byte;
    if (how === "inserted") bytes.splice(at, 0, byte);
    if (how === "deleted") bytes.splice(at, 1);
    if (how === "cut off" && random.bool(0.3)) bytes.length = at;
    done.push(`${how} ${byte} at ${at}`);
    if (bytes.length === 0) break;
  }
  return {
    bytes: Uint8Array.from(bytes),
    what: `${table.what}; ${done.join(", ")}`,
    isHarmless: false,
  };
}
