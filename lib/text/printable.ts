/**
 * What a terminal or a table could take for more than text: control characters, line separators, and
 * marks that turn the direction of writing.
 */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** What stands in a name for bytes that are not UTF-8. */
const REPLACEMENT = "\ufffd";

/** Whether a name can be shown, and stand in a table, as it is. */
export function isPrintable(name: string): boolean {
  return name.search(UNPRINTABLE) === -1;
}

/** A name with its control characters written out: `a\u000ab`. */
export function printable(name: string): string {
  return name.replace(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Text of several lines, as a terminal may have it: what else it holds of control characters, written out. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** Whether a name may have held bytes that are not UTF-8; the system opens it by those alone. */
export function isMaybeNotUtf8(name: string): boolean {
  return name.includes(REPLACEMENT);
}
