/**
 * What is wrong with an input, field by field: where it stands, what was expected there and what was
 * found. An error or a rejection carries it, and it is put into words here alone, so that nothing has
 * to find its way through a sentence to learn a file's name, or to leave it out.
 */
export interface Fault {
  /** The file or folder, as the user knows it; absent where the fault is of an argument. */
  file?: string;
  /** Line in the file, the first being 1. */
  line?: number;
  /** Row of a table without lines, the first being 1. */
  row?: number;
  /** Name of the column. */
  column?: string;
  /** What should be there, to follow "expected". */
  expected?: string;
  /** What is there instead, to follow "found". */
  found?: string | number;
  /** What is wrong, in a clause of its own; after {@link expected}, to follow "but". */
  problem?: string;
  /** What to do, or what it probably means. */
  hint?: string;
}

/** What is there instead of what was expected. */
export type Found = Pick<Fault, "found" | "problem">;

/** A fault of a file, whose name stands in its field and nowhere else. */
export type FileFault = Fault & { file: string };

/**
 * A fault as a message: `reads.csv, line 3, column R1:ICH: expected 0 or 1 but found "x"`. Without a
 * place it begins as a sentence does.
 */
export function faultText(fault: Fault): string {
  const place = [fault.file ?? [], within(fault)].flat().join(", ");
  const text = claim(fault);
  if (place !== "") return `${place}: ${text}`;
  return fault.expected === undefined ? text : text[0]!.toUpperCase() + text.slice(1);
}

/** A fault as a reason that stands beside the name of its file, or within a sentence about it. */
export function reasonText(fault: Fault): string {
  const place = within(fault).join(", ");
  return place === "" ? claim(fault) : `${place}: ${claim(fault)}`;
}

/** Where in its file a fault is. */
function within({ line, row, column }: Fault): string[] {
  return [
    line === undefined ? [] : `line ${line}`,
    row === undefined ? [] : `row ${row}`,
    column === undefined ? [] : `column ${column}`,
  ].flat();
}

function claim({ expected, found, problem, hint }: Fault): string {
  const facts = [problem ?? [], found === undefined ? [] : `found ${found}`].flat().join("; ");
  const wanted = expected === undefined ? [] : `expected ${expected}`;
  const what = [wanted, facts === "" ? [] : facts].flat().join(" but ");
  return hint === undefined ? what : `${what}; ${hint}`;
}
