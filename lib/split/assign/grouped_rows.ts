/** A column by which sets are balanced. */
export interface Stratifier {
  /** Its name. */
  name: string;
  /** Its values, in the order of their names. */
  values: readonly string[];
  /** The number of each row's value. */
  valueOf: ArrayLike<number>;
  /** Whether every set must have rows of every value: the label. */
  isClass: boolean;
}

/** Rows to be shared out, by column. What is numbered is so from 0, in an order that rows do not change. */
export interface GroupedRows {
  /** How many rows. */
  length: number;
  /** How many groups. */
  groups: number;
  /** The number of each row's group: what must stay in one set. */
  groupOf: ArrayLike<number>;
  /** The number of each row's subject, each of one group; null where subjects are not counted. */
  subjectOf: ArrayLike<number> | null;
  /** The columns by which sets are balanced. */
  strata: readonly Stratifier[];
}

/** Names numbered in their order, whatever the order of the rows. */
export function numbered(names: readonly string[]): { values: string[]; valueOf: Uint32Array } {
  const found = new Map<string, number>();
  const first = Uint32Array.from(names, (name) => found.getOrInsert(name, found.size));
  const values = [...found.keys()].sort();
  const place = new Uint32Array(values.length);
  for (const [value, name] of values.entries()) place[found.get(name)!] = value;
  return { values, valueOf: first.map((value) => place[value]!) };
}
