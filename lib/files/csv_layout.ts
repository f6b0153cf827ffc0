/** How a CSV table is laid out. */
export interface CsvLayout {
  /** What separates fields. */
  separator: string;
  /** Lines above the header: empty ones, Excel's `sep=;`, and such as begin with `#`. */
  above: number;
  /** The header. */
  names: readonly string[];
}

const SEPARATORS = [",", ";", "\t", "|"] as const;

/** What separators are called in messages. */
export const SEPARATOR_NAMES: Readonly<Record<string, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "vertical bars",
};

/**
 * Finds the header and the separator: that which makes the header the most names that are known, or else
 * the most names.
 *
 * @param head The first lines, with LF.
 * @param known How many of a header's names are known.
 */
export function csvLayout(head: string, known: (names: readonly string[]) => number): CsvLayout {
  const lines = head.replace(/^\ufeff/, "").split("\n");
  let stated: string | undefined, above = 0;
  for (const line of lines) {
    const separator = /^"?sep=(.)"?\s*$/i.exec(line)?.[1];
    stated ??= separator;
    const isHeader = line.trim() !== "" && separator === undefined &&
      (!line.startsWith("#") || known(namesOf(line.slice(1), stated, known).names) > 1);
    if (isHeader) break;
    above++;
  }
  const header = lines[above] ?? "";
  return { ...namesOf(header, stated, known), above };
}

function namesOf(
  line: string,
  stated: string | undefined,
  known: (names: readonly string[]) => number,
): Omit<CsvLayout, "above"> {
  const found = (stated === undefined ? SEPARATORS : [stated]).map((separator) => {
    const names = fieldsOf(line, separator);
    return { separator, names, count: known(names) };
  });
  return found.reduce((best, one) =>
    one.count > best.count || one.count === best.count && one.names.length > best.names.length
      ? one
      : best
  );
}

/** The fields of one line. */
function fieldsOf(line: string, separator: string): string[] {
  const fields = [""];
  let isQuoted = false;
  for (const letter of line) {
    if (letter === '"') isQuoted = !isQuoted;
    else if (letter === separator && !isQuoted) fields.push("");
    else fields[fields.length - 1] += letter;
  }
  return fields.map((field) => field.trim());
}
