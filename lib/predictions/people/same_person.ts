import { powerOf2From } from "../../elementary.ts";
import { getOrMake } from "../../groups.ts";
import { NameStore } from "../name_store.ts";
import type { PredictionRows, PredictionTable, Study } from "../prediction_table.ts";
import { hashOfSlice, RowIndex } from "../row_index.ts";
import { rowsOf } from "../set_rows.ts";
import { SET_NAMES } from "../../split/split.ts";
import { normalName, whyNobodys } from "../../text/normal_name.ts";
import { Groups } from "./groups.ts";
import { isUniqueName, mayBeUnique, nameOfBytes, uniquePart } from "./unique_name.ts";

const SHOWN = 3;
/** More subjects than this under one unique name mean that it is not unique, not that they are one person. */
const MOST_NAMES = 3;

/** Test subjects who are in another set under another name. */
export interface Respelled {
  /** Names of theirs in the test set that the other sets do not have as they are written. */
  subjects: number;
  /** Their test slices. */
  slices: number;
  /** The first of them: the name in the other set, and that in the test set. */
  examples: [other: string, test: string][];
}

/** Predictions in which each person has one name, and who had several. */
export interface People<Table extends PredictionRows = PredictionTable> {
  table: Table;
  respelled: Respelled;
}

/**
 * Gives one name to subjects that are one person: whose names are the same in their normal form, or who
 * share a study or a slice whose name is one of a kind, such as a UID. The studies of a person are one
 * where their names are the same in that form.
 */
export function samePeople<Table extends PredictionRows>(given: Table): People<Table> {
  const table = nobodiesApart(given);
  const groups = new Groups(table.subjects.length);
  joinByName(table, groups, (name, subject) =>
    // Each is one person in a set already, and nobody known in another.
    whyNobodys(name) === null ? normalName(name) : `nobody ${subject}`);
  joinByStudy(table, groups);
  joinBySlice(table, groups);
  return { table: joined(table, groups), respelled: respelledSubjects(table, groups) };
}

/** Joins subjects whose names are the same in their normal form, or in another. */
export function joinByName(
  { subjects }: PredictionRows,
  groups: Groups,
  formOf: (name: string, subject: number) => string = normalName,
): void {
  const known = new Map<string, number>();
  for (const [subject, name] of subjects.entries()) {
    groups.join(getOrMake(known, formOf(name, subject), () => subject), subject);
  }
}

/**
 * A name that stands for anybody, such as `nan`, in several sets is no person in both: it stands for one in
 * each, with studies of its own. Whether they are one cannot be determined.
 */
function nobodiesApart<Table extends PredictionRows>(table: Table): Table {
  const isNobodys = table.subjects.map((name) => whyNobodys(name) !== null);
  if (!isNobodys.includes(true)) return table;
  const subjects: string[] = [], studies: Study[] = [];
  const known = new Map<string, number>();
  const subjectOf = new Uint32Array(table.length), studyOf = new Uint32Array(table.length);
  for (let row = 0; row < table.length; row++) {
    const before = table.subjectOf[row]!, study = table.studyOf[row]!;
    const name = table.subjects[before]!;
    const key = isNobodys[before] ? `${table.sets[row]} ${normalName(name)}` : `${before}`;
    const subject = getOrMake(known, `subject ${key}`, () => subjects.push(name) - 1);
    subjectOf[row] = subject;
    studyOf[row] = getOrMake(
      known,
      `study ${subject} ${study}`,
      () => studies.push({ subject, name: table.studies[study]!.name }) - 1,
    );
  }
  return { ...table, subjects, studies, subjectOf, studyOf };
}

/** Joins subjects with a study of one name that is one of a kind. */
export function joinByStudy({ studies }: PredictionRows, groups: Groups): void {
  const holders = new Map<string, Set<number>>();
  for (const { name, subject } of studies) {
    if (!isUniqueName(name)) continue;
    getOrMake(holders, normalName(name), () => new Set()).add(groups.of(subject));
  }
  for (const subjects of holders.values()) {
    if (subjects.size > MOST_NAMES) continue;
    const [first, ...rest] = subjects;
    for (const subject of rest) groups.join(first!, subject);
  }
}

/** Only slices of the test set are looked for in the others: names within a set spoil nothing. */
function joinBySlice(table: PredictionRows, groups: Groups): void {
  const { length, sets, slices, subjectOf } = table;
  const test = SET_NAMES.indexOf("test");
  const tested = rowsOf(table, "test").filter((row) => mayBeUnique(slices.bytes(row)));
  if (tested.length === 0) return;
  // By the name alone, whatever the study is.
  const parts = { bytes: (row: number) => uniquePart(slices.bytes(row)) };
  const index = new RowIndex(
    { length, slices: parts, studyOf: new Uint32Array(length) },
    tested.length,
  );
  const filter = new HashFilter(tested.length);
  for (const row of tested) {
    index.add(row);
    filter.add(hashOfSlice(0, parts.bytes(row)));
  }
  for (let row = 0; row < length; row++) {
    if (sets[row] === test || !mayBeUnique(slices.bytes(row))) continue;
    const part = parts.bytes(row);
    if (!filter.mayHold(hashOfSlice(0, part))) continue;
    const same = index.find(0, part);
    if (same === undefined || subjectOf[same] === subjectOf[row]) continue;
    if (isUniqueName(nameOfBytes(part))) groups.join(subjectOf[same]!, subjectOf[row]!);
  }
}

/** Which hashes are surely not among some: a bit each, so that most answers need no table in memory. */
class HashFilter {
  readonly #bits: Uint32Array;

  constructor(count: number) {
    this.#bits = new Uint32Array(powerOf2From(count / 2 + 1));
  }

  add(hash: number): void {
    this.#bits[(hash >>> 5) & (this.#bits.length - 1)]! |= 1 << (hash & 31);
  }

  mayHold(hash: number): boolean {
    return (this.#bits[(hash >>> 5) & (this.#bits.length - 1)]! & (1 << (hash & 31))) !== 0;
  }
}

/** The table with one subject a group, called by the first of its names in their order. */
function joined<Table extends PredictionRows>(table: Table, groups: Groups): Table {
  const { number: subjectNumber, names } = numbered(table.subjects, groups);
  const studies: Study[] = [], known = new Map<string, number>();
  const studyNumber = table.studies.map(({ name, subject: before }) => {
    const subject = subjectNumber[before]!;
    return getOrMake(
      known,
      `${subject} ${normalName(name)}`,
      () => studies.push({ subject, name }) - 1,
    );
  });
  if (names.length === table.subjects.length && studies.length === table.studies.length) {
    return table;
  }
  return {
    ...table,
    subjects: names,
    studies,
    subjectOf: table.subjectOf.map((subject) => subjectNumber[subject]!),
    studyOf: table.studyOf.map((study) => studyNumber[study]!),
  };
}

function numbered(subjects: readonly string[], groups: Groups) {
  const number = new Uint32Array(subjects.length);
  const names: string[] = [];
  for (const [subject, name] of subjects.entries()) {
    const first = groups.of(subject);
    number[subject] = first === subject ? names.push(name) - 1 : number[first]!;
    const known = names[number[subject]!]!;
    if (name < known) names[number[subject]!] = name;
  }
  return { number, names };
}

function respelledSubjects(table: PredictionRows, groups: Groups): Respelled {
  const { subjects, subjectOf, sets } = table;
  const test = SET_NAMES.indexOf("test");
  const tested = new Float64Array(subjects.length);
  /** The first set, in the order of use, in which a subject is under this name. */
  const elsewhere = new Uint8Array(subjects.length).fill(test);
  for (let row = 0; row < table.length; row++) {
    const subject = subjectOf[row]!;
    if (sets[row] === test) tested[subject]!++;
    else elsewhere[subject] = Math.min(elsewhere[subject]!, sets[row]!);
  }
  const otherNames = new Map<number, number>();
  for (const [subject, set] of elsewhere.entries()) {
    if (set === test) continue;
    const group = groups.of(subject), known = otherNames.get(group);
    const isFirst = known === undefined || set < elsewhere[known]! ||
      set === elsewhere[known] && subjects[subject]! < subjects[known]!;
    if (isFirst) otherNames.set(group, subject);
  }
  const found = [...tested.keys()].filter((subject) =>
    tested[subject]! > 0 && elsewhere[subject] === test && otherNames.has(groups.of(subject))
  );
  const pairs = found.map((subject): [string, string] => [
    subjects[otherNames.get(groups.of(subject))!]!,
    subjects[subject]!,
  ]);
  return {
    subjects: found.length,
    slices: found.reduce((sum, subject) => sum + tested[subject]!, 0),
    examples: pairs.sort(([, a], [, b]) => a < b ? -1 : 1).slice(0, SHOWN),
  };
}

/**
 * The names of some rows' slices in their normal form; the other rows have none.
 *
 * @param isOf Whether a row is one of them.
 */
export function normalSlices(
  { slices, length }: PredictionRows,
  isOf: (row: number) => boolean,
): NameStore {
  const names = new NameStore();
  for (let row = 0; row < length; row++) names.add(isOf(row) ? normalSlice(slices.get(row)) : "");
  return names;
}

/** Most are plain numbers. */
function normalSlice(name: string): string {
  return /^(?:0|[1-9]\d*)?$/.test(name) ? name : normalName(name);
}
