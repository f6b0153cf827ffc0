import { groupBy } from "../../groups.ts";
import {
  type PredictionTable,
  PredictionTableBuilder,
} from "../../predictions/prediction_table.ts";
import { alikeNames } from "../audit/alike_names.ts";
import { foldersOf, type NamedParts, sharedFiles, sharedStudies } from "../audit/shared_names.ts";
import { rowsOf } from "../../predictions/set_rows.ts";
import { Groups } from "../../predictions/people/groups.ts";
import { joinByName, joinByStudy } from "../../predictions/people/same_person.ts";
import {
  isUniqueName,
  mayBeUnique,
  nameOfBytes,
  uniquePart,
} from "../../predictions/people/unique_name.ts";

/**
 * Why two subjects are kept together:
 * - `name`: their names are the same in their normal form.
 * - `study`, `slice`: they share one whose name is one of a kind, such as a UID.
 * - `image`: they have equal images, or equal embeddings.
 * - `likeness`: most slices of one are nearer to slices of the other than different people's usually are.
 * - `spelling`: one name may be another spelling of the other.
 * - `shared study`: they share a study, by a name that need not be one of a kind.
 * - `folder`, `file`: they share one by the names of slices, which are paths or files.
 * - `column`: they share a value of the column that sets are split by.
 */
export type JoinReason =
  | "name"
  | "study"
  | "slice"
  | "image"
  | "likeness"
  | "spelling"
  | "shared study"
  | "folder"
  | "file"
  | "column";

/** Two subjects that are kept together. */
export interface Join {
  /** What speaks for it. */
  why: JoinReason;
  /** Their names as they are written. */
  subjects: [string, string];
}

/** Names that may be one person's are kept together as long as they are no more than this. */
const MOST_NAMES = 3;

/** Who belongs together, by the numbers of a table's subjects. */
export class People {
  readonly joins: Join[] = [];
  readonly notes: string[] = [];
  readonly #subjects: readonly string[];
  readonly #groups: Groups;
  #why: JoinReason = "name";

  /** Every subject is a person. */
  constructor(subjects: readonly string[]) {
    this.#subjects = subjects;
    this.#groups = new Groups(subjects.length, (first, second) => this.#joined(first, second));
  }

  /** The least number of a subject's group. */
  of(subject: number): number {
    return this.#groups.of(subject);
  }

  /** Has groups joined for a reason. */
  join(why: JoinReason, by: (groups: Groups) => void): void {
    this.#why = why;
    by(this.#groups);
  }

  /**
   * Joins what only may belong together, unless more than three names would become one: in a chain each
   * is like the next, and the last no longer like the first.
   */
  joinCautiously(why: JoinReason, pairs: readonly [number, number][]): void {
    const tried = new Groups(this.#subjects.length);
    for (const [first, second] of pairs) tried.join(this.of(first), this.of(second));
    const heads = groupBy(
      new Set(pairs.flat().map((subject) => this.of(subject))),
      (head) => tried.of(head),
    );
    const isLong = (subject: number) => heads.get(tried.of(this.of(subject)))!.length > MOST_NAMES;
    this.join(why, (groups) => {
      for (const [first, second] of pairs) if (!isLong(first)) groups.join(first, second);
    });
    const long = [...heads.values()].filter((chain) => chain.length > MOST_NAMES);
    if (long.length === 0) return;
    const subjects = long.reduce((sum, chain) => sum + chain.length, 0);
    this.notes.push(
      `${subjects} subjects are not kept together, though each may be the next one's other name ` +
        `(${why}): they are more than ${MOST_NAMES}`,
    );
  }

  #joined(first: number, second: number): void {
    // In the order of the names, whatever that of the rows.
    const [a, b] = [this.#subjects[first]!, this.#subjects[second]!];
    this.joins.push({ why: this.#why, subjects: a < b ? [a, b] : [b, a] });
  }
}

/**
 * Finds out who is one person under several names, as an audit does, so that no audit finds a leak between
 * sets that keep them together; and keeps together who only may be, which an audit would call a doubt.
 *
 * @param table Its sets, labels and scores are not looked at.
 */
export function peopleOf(table: PredictionTable): People {
  const people = new People(table.subjects);
  people.join("name", (groups) => joinByName(table, groups));
  people.join("study", (groups) => joinByStudy(table, groups));
  people.join("slice", (groups) => joinByAnySlice(table, groups));
  const number = new Map(table.subjects.map((name, subject) => [name, subject]));
  people.joinCautiously(
    "spelling",
    alikeNames(table.subjects).map(([a, b]) => [number.get(a)!, number.get(b)!]),
  );
  people.joinCautiously("shared study", holdersOf(table));
  const folders = foldersOf(table), rows = rowsOf(table, "all");
  if (folders !== null) people.joinCautiously("folder", holdersOf(folders));
  people.joinCautiously(
    "file",
    sharedFiles(table, rows, rows).map((pair) =>
      pair.map((row) => table.subjectOf[row]!) as [number, number]
    ),
  );
  return people;
}

/** Who shares a study, or a folder, by its name. */
function holdersOf(parts: NamedParts): [number, number][] {
  return sharedStudies(parts).flatMap(([first, ...others]) =>
    others.map((other): [number, number] => [
      parts.studies[first!]!.subject,
      parts.studies[other]!.subject,
    ])
  );
}

/** An audit looks for the test set's slices alone; here any may become one. */
function joinByAnySlice({ length, slices, subjectOf }: PredictionTable, groups: Groups): void {
  const known = new Map<string, number>();
  for (let row = 0; row < length; row++) {
    const bytes = slices.bytes(row);
    if (!mayBeUnique(bytes)) continue;
    const name = nameOfBytes(uniquePart(bytes));
    const first = known.get(name);
    if (first === undefined) {
      if (isUniqueName(name)) known.set(name, subjectOf[row]!);
    } else if (first !== subjectOf[row]) groups.join(first, subjectOf[row]!);
  }
}

/** A row by which people are told apart. */
export interface PersonRow {
  /** The patient's name. */
  subject: string;
  /** The study's name, if it has one. */
  study?: string;
  /** The slice's name, if it has one. */
  slice?: string;
}

/** Rows with the person that each is of. */
export interface PersonGroups {
  /** Of each row, the first name, in their order, of the person's. */
  people: string[];
  /** Subjects that are kept together, and why. */
  joins: Join[];
}

/**
 * Says which rows are of one person, under whatever names: what a split has to keep together.
 *
 * Names are compared in their normal form (`001` is `1`); one study or slice that is one of a kind, such as
 * a UID, makes two subjects one. Names that only may be one person's (`sub-01` and `1`) are kept together,
 * too, as long as there are no more than three.
 *
 * @example
 * ```ts
 * import { personGroups } from "hemoleak/leakage";
 * import { assignSets, Random } from "hemoleak/split";
 *
 * const rows = Array.from({ length: 60 }, (_, i) => ({
 *   subject: i < 30 ? `CT-${i % 10}` : `ct 0${i % 10}`,
 *   label: i % 2,
 * }));
 * const { people, joins } = personGroups(rows);
 * console.assert(joins.length === 10 && joins[0]?.why === "name" && people[0] === people[30]);
 *
 * const { sets } = assignSets(rows.map((row, i) => ({ ...row, person: people[i] })), {
 *   by: "person",
 *   random: new Random(7, "split"),
 * });
 * console.assert(sets[0] === sets[30]);
 * ```
 */
export function personGroups(rows: readonly PersonRow[]): PersonGroups {
  const builder = new PredictionTableBuilder();
  for (const { subject, study = "", slice = "" } of rows) {
    builder.add({ subject, study, slice, set: "train", label: 0, score: NaN });
  }
  const table = builder.finish();
  const people = peopleOf(table);
  const names = firstNames(table.subjects, people);
  return {
    people: Array.from(table.subjectOf, (subject) => names[subject]!),
    joins: people.joins,
  };
}

/** Of each subject the first name of its group, in their order. */
export function firstNames(subjects: readonly string[], people: People): string[] {
  const first = new Map<number, string>();
  for (const [subject, name] of subjects.entries()) {
    const group = people.of(subject), known = first.get(group);
    if (known === undefined || name < known) first.set(group, name);
  }
  return subjects.map((_, subject) => first.get(people.of(subject))!);
}
