import { OptionsError, PredictionsError } from "../error.ts";
import type { Fault } from "../fault.ts";
import { type CsvReceiver, textOfField } from "../files/csv_records.ts";
import { checkOptions, FLAG, type OptionRules, TEXT, TEXTS } from "../options.ts";
import { SET_NAMES, type SetName } from "../split/split.ts";
import { type DecimalMark, isMissing, labelOf, numberOf } from "../text/values.ts";
import { areOfClasses, type ClassColumns, classColumns } from "./classes/class_columns.ts";
import { ClassRows } from "./classes/class_rows.ts";
import type { AnyTable } from "./classes/class_table.ts";
import { areStacked, foldFaults, hasSets, uniqueGroups } from "./fold_rows.ts";
import {
  attributePlaces,
  type ColumnNames,
  type ColumnPlaces,
  foldPlace,
  knownColumns,
  NAMED_COLUMNS,
  PREDICTION_COLUMNS,
  type PredictionColumn,
  recognizeColumns,
  REQUIRED_COLUMNS,
} from "./prediction_columns.ts";
import {
  predictionAt,
  type PredictionTable,
  PredictionTableBuilder,
  valueOrNone,
} from "./prediction_table.ts";
import { RowIndex } from "./row_index.ts";
import { setOf } from "./set_names.ts";

const SHOWN = 5;

/** What is allowed in a `predictions.csv`, and how it is to be read. */
export interface PredictionsOptions {
  /**
   * Whether a slice may be named in several sets, though once in each, and validation rows may have no
   * score: for an audit. Default false.
   */
  acrossSets?: boolean;
  /**
   * Whether no test row may have a score, and the column may be missing: for an audit before training.
   * Default false.
   */
  unscored?: boolean;
  /** The names of further columns to keep: `["site", "age"]`. */
  attributes?: readonly string[];
  /** The names of columns where they are other than usual: `{ subject: "PatientID" }`. */
  columns?: ColumnNames;
  /** The label that is positive, where labels are not 0 and 1; rows of one other label are negative. */
  positive?: string;
  /**
   * Which columns `score_NAME` are of classes: `["EDH", "SDH", "none"]`. Without it, where there is no column
   * `score`, all are.
   */
  classes?: readonly string[];
  /** Of several classes the one that is positive, with the scores for it; rows of all others are negative. */
  class?: string;
  /** What the values of the column `set` stand for, where their names do not say it: `{ "0": "test" }`. */
  sets?: Readonly<Record<string, SetName>>;
}

const PREDICTIONS_RULES: OptionRules<PredictionsOptions> = {
  acrossSets: FLAG,
  unscored: FLAG,
  attributes: TEXTS,
  columns: {
    expected: `an object with names of columns (${NAMED_COLUMNS.join(", ")})`,
    allows: (value) =>
      typeof value === "object" && value !== null &&
      Object.entries(value).every(([column, name]) =>
        NAMED_COLUMNS.some((one) => one === column) &&
        (name === undefined || typeof name === "string")
      ),
  },
  positive: TEXT,
  classes: TEXTS,
  class: TEXT,
  sets: {
    expected: `an object with names of sets and what they stand for (${SET_NAMES.join(", ")})`,
    allows: (value) =>
      typeof value === "object" && value !== null &&
      Object.values(value).every((set) => SET_NAMES.some((one) => one === set)),
  },
};

/** Says what is wrong with a field of a row; of several columns of scores, `place` is the one. */
type RowFault = (
  column: PredictionColumn,
  expected: string | Pick<Fault, "expected" | "hint">,
  place?: number,
) => void;

/** What a row says; of several classes, label and score stand for nothing. */
interface RowValues {
  label: 0 | 1;
  score: number;
  isScored: boolean;
}

/** Takes the records of a `predictions.csv` one by one, the header first, and notes what is wrong. */
export class PredictionsReader implements CsvReceiver {
  readonly #file: string;
  readonly #options: PredictionsOptions;
  #builder = new PredictionTableBuilder();
  readonly #notes: string[] = [];
  #names: readonly string[] = [];
  #headerLine = 1;
  #columns: ColumnPlaces | undefined;
  /** What the header lacks; the first row helps to say what else may be meant. */
  #lacking: readonly PredictionColumn[] = [];
  /** The first faults, and how many there are. */
  readonly #faults = new Faults();
  /** The faults but for test rows without a score, and how many of these there are. */
  readonly #otherFaults = new Faults();
  #unscoredTests = 0;
  #scoredTests = 0;
  /** Rows of the validation set without a score: none of a file without a test set. */
  readonly #unscored = new Faults();
  /** The column of `fold`, and whether it still has to show that it does not name the sets. */
  #fold = -1;
  #mayNameSets = false;
  #repeat = -1;
  /** The columns of classes, and what is read of them once the first row has shown that labels name these. */
  #classColumns: ClassColumns | null = null;
  #classes: ClassRows | null = null;
  #attributes: ReadonlyMap<string, number> = new Map();
  #firstRow: readonly string[] = [];
  #mark: DecimalMark | null = null;
  /** The label that is not the positive one, where labels have names. */
  #negative: string | undefined;
  #positives = 0;

  /**
   * Takes nothing yet.
   *
   * @param file The file's name, for messages.
   * @throws {OptionsError} There is no such option, or no such value.
   */
  constructor(file: string, options: PredictionsOptions = {}) {
    checkOptions("a predictions.csv", options, PREDICTIONS_RULES);
    const ofClasses = options.class === undefined ? options.classes : [options.class];
    if (options.positive !== undefined && ofClasses !== undefined) {
      throw new OptionsError({
        expected: "a positive label, or classes",
        found: `${options.positive}, and ${ofClasses.join(", ")}`,
        hint: "of several classes, class says which is positive",
      });
    }
    this.#file = file;
    this.#options = options;
  }

  known(names: readonly string[]): number {
    return knownColumns(names, this.#options.columns);
  }

  /** Notes how the file is read, where that is other than documented. */
  note(note: string): void {
    this.#notes.push(note);
  }

  /**
   * Takes the header.
   *
   * @throws {PredictionsError} It names a column twice, or lacks one that was asked for.
   */
  header(names: readonly string[], line: number): void {
    const { columns = {}, unscored = false, attributes = [], classes } = this.#options;
    const { places, renamed, faults } = recognizeColumns(names, columns);
    const fold = foldPlace("fold", names, columns), repeat = foldPlace("repeat", names, columns);
    const asked = attributePlaces(attributes, names, places);
    this.#classColumns = classColumns(names, classes);
    refuse(
      [...faults, ...fold.faults, ...repeat.faults, ...asked.faults]
        .map((fault) => ({ file: this.#file, line, ...fault })),
    );
    this.#names = names;
    this.#headerLine = line;
    this.#columns = places;
    this.#attributes = asked.places;
    this.#lacking = REQUIRED_COLUMNS.filter((column) =>
      places[column] < 0 && !(column === "score" && unscored)
    );
    if (renamed.length > 0) this.note(`columns: ${renamed.join(", ")}`);
    for (const column of ["study", "slice"] as const) {
      if (places[column] < 0) this.note(`without a column ${column}: its names are empty`);
    }
    this.#fold = fold.place;
    this.#repeat = fold.place < 0 ? -1 : repeat.place;
    this.#mayNameSets = places.set < 0 && fold.place >= 0 && columns.fold === undefined;
    if (places.set < 0 && this.#fold < 0) {
      this.note("without a column set: every row is of the test set");
    }
    if (!this.#mayNameSets) this.#keepColumns();
    if (this.#options.class !== undefined || classes !== undefined) this.#takeClasses();
  }

  /** Reads columns `score_NAME` as classes where there is no score and the first label says so. */
  #decideClasses(fields: readonly string[]): void {
    const columns = this.#columns!, found = this.#classColumns;
    const isAsked = this.#classes !== null || this.#options.positive !== undefined;
    if (isAsked || found === null || columns.score >= 0 || columns.label < 0) return;
    if (areOfClasses(found, fields[columns.label]!)) this.#takeClasses();
  }

  /** @throws {PredictionsError} There are no columns of classes, or they are not as they should be. */
  #takeClasses(): void {
    const found = this.#classColumns;
    if (found === null) {
      throw new PredictionsError({
        file: this.#file,
        expected: "a column score_NAME for each class",
        found: this.#names.join(","),
      });
    }
    refuse(found.faults.map((fault) => ({ file: this.#file, line: this.#headerLine, ...fault })));
    this.#classes = new ClassRows(found);
    this.#columns!.score = -1;
    this.#lacking = this.#lacking.filter((column) => column !== "score");
  }

  #keepColumns(): void {
    this.#builder = new PredictionTableBuilder({
      folds: this.#fold >= 0,
      repeats: this.#repeat >= 0,
      attributes: [...this.#attributes.keys()],
    });
  }

  /**
   * Takes the next row.
   *
   * @throws {PredictionsError} The header lacks a column.
   */
  record(fields: readonly string[], line: number): void {
    const columns = this.#columns!;
    if (this.#builder.length === 0) {
      this.#firstRow = [...fields];
      this.#decideClasses(fields);
    }
    if (this.#lacking.length > 0) throw this.#incomplete(fields);
    if (this.#mayNameSets) this.#decideFold(fields, columns);
    const set = columns.set < 0 ? "test" : this.#set(fields[columns.set]!);
    const subject = textOfField(fields[columns.subject]!);
    const fault: RowFault = (column, expected, place = columns[column]) =>
      this.#fault(() => ({
        file: this.#file,
        line,
        column: this.#nameOf(column, place),
        ...typeof expected === "string" ? { expected } : expected,
        found: `"${fields[place]}"`,
      }), column === "score" && isMissing(fields[place]!));
    if (subject === "") fault("subject", "a name");
    if (set === null) fault("set", expectedSet(fields[columns.set]!));
    const scoreAt = (place: number) =>
      place < 0 ? NaN : this.#score(fields[place]!, set, line, place, fault);
    const { label, score, isScored } = this.#classes === null
      ? this.#twoLabels(fields, columns, scoreAt, fault)
      : this.#classRow(fields, columns, this.#classes, scoreAt, fault);
    if (isScored && set === "test") this.#scoredTests++;
    this.#builder.add({
      subject,
      study: columns.study < 0 ? "" : textOfField(fields[columns.study]!),
      slice: columns.slice < 0 ? "" : textOfField(fields[columns.slice]!),
      set: set ?? "test",
      label,
      score,
      ...this.#fold >= 0 && { fold: valueOrNone(textOfField(fields[this.#fold]!)) },
      ...this.#repeat >= 0 && { repeat: valueOrNone(textOfField(fields[this.#repeat]!)) },
      ...this.#attributes.size > 0 && { attributes: this.#attributesOf(fields) },
    }, line);
  }

  #twoLabels(
    fields: readonly string[],
    columns: ColumnPlaces,
    scoreAt: (place: number) => number,
    fault: RowFault,
  ): RowValues {
    const label = this.#label(fields[columns.label]!, fault);
    const score = scoreAt(columns.score);
    return { label, score, isScored: Number.isFinite(score) };
  }

  /** The class of a row and its scores, which are kept beside the table of rows. */
  #classRow(
    fields: readonly string[],
    columns: ColumnPlaces,
    classes: ClassRows,
    scoreAt: (place: number) => number,
    fault: RowFault,
  ): RowValues {
    const label = textOfField(fields[columns.label]!);
    const place = classes.placeOf(label);
    if (place < 0) fault("label", label === "" ? "a label" : classes.wrong(label));
    const scores = classes.places.map(scoreAt);
    classes.add(label, place, scores);
    return { label: 0, score: NaN, isScored: scores.some(Number.isFinite) };
  }

  #attributesOf(fields: readonly string[]): Record<string, string> {
    const values: Record<string, string> = {};
    for (const [name, place] of this.#attributes) values[name] = textOfField(fields[place]!);
    return values;
  }

  /** Notes what is wrong with a row; that a score is missing is right where all are. */
  #fault(describe: () => Fault, isUnscored = false): void {
    this.#faults.add(describe);
    if (isUnscored) this.#unscoredTests++;
    else this.#otherFaults.add(describe);
  }

  /**
   * The table of all records.
   *
   * @throws {PredictionsError} There are none, or some were bad: the first few are named by line.
   */
  finish(): AnyTable {
    if (this.#columns === undefined || this.#lacking.length > 0) throw this.#incomplete([]);
    if (this.#builder.length === 0) {
      throw new PredictionsError({
        file: this.#file,
        expected: "predictions",
        found: "only the header",
      });
    }
    const { positive, acrossSets = false } = this.#options;
    if (positive !== undefined && this.#positives === 0 && this.#faults.count === 0) {
      throw new PredictionsError({
        file: this.#file,
        expected: `rows with the label "${positive}", which is to be positive,`,
        found: `only "${this.#negative}"`,
      });
    }
    const table = { ...this.#withFolds(this.#builder.finish()), notes: this.#notes };
    this.#findRepeats(table);
    for (const note of this.#classes?.notes() ?? []) this.note(note);
    if (this.#options.classes === undefined) {
      for (const fault of this.#classes?.faults() ?? []) {
        this.#fault(() => ({ file: this.#file, line: this.#headerLine, ...fault }));
      }
    }
    const isTested = table.sets.includes(SET_NAMES.indexOf("test"));
    if (!acrossSets && !isTested) this.#faults.addAll(this.#unscored);
    refuse(this.#isBeforeTraining(isTested) ? this.#otherFaults.list() : this.#faults.list());
    return this.#classes?.finish(table, this.#options.class, this.#file) ?? table;
  }

  /** Whether no test row has a score, and none need have one. */
  #isBeforeTraining(isTested: boolean): boolean {
    if (this.#options.unscored !== true || !isTested || this.#scoredTests > 0) return false;
    if (this.#columns!.score >= 0 || this.#classes !== null) {
      if (this.#unscoredTests > 0) this.note("no test row has a score: read as before training");
      return true;
    }
    const guess = this.#freePlaces().findLast((at) => numberOf(this.#firstRow[at]!)?.mark);
    const hint = guess === undefined
      ? ""
      : `; if ${this.#names[guess]} is the score, say --columns score=${this.#names[guess]}`;
    this.note(`without a column score: read as before training${hint}`);
    return true;
  }

  /** Beside a column set, `fold` says something where the folds stand below one another. */
  #withFolds(table: PredictionTable): PredictionTable {
    if (table.folds === null) return table;
    const named = this.#options.columns?.fold !== undefined;
    if (!named && hasSets(table) && !areStacked(table)) {
      this.note(
        `${this.#names[this.#fold]} beside ${
          this.#names[this.#columns!.set]
        } is left out: no slice ` +
          "is in several folds, so that the sets are not the folds' own",
      );
      return { ...table, folds: null, repeats: null };
    }
    for (const fault of foldFaults(table)) this.#fault(() => ({ file: this.#file, ...fault }));
    return table;
  }

  #set(text: string): SetName | null {
    const { sets } = this.#options;
    return sets !== undefined && Object.hasOwn(sets, text) ? sets[text]! : setOf(text);
  }

  #label(text: string, fault: RowFault): 0 | 1 {
    const { positive } = this.#options;
    if (positive === undefined) {
      const label = labelOf(text);
      if (label !== null) return label;
      const expected = !isMissing(text) ? `0 or 1 (or, with --positive NAME, a name)` : "0 or 1";
      fault(
        "label",
        this.#classColumns === null ? expected : {
          expected,
          hint: "if labels are of several classes, with a column score_NAME each, say --classes " +
            this.#classColumns.names.join(","),
        },
      );
      return 0;
    }
    if (text.toLowerCase() === positive.toLowerCase()) {
      this.#positives++;
      return 1;
    }
    if (isMissing(text)) fault("label", "a label");
    else if ((this.#negative ??= text) !== text) {
      fault("label", `"${positive}" or "${this.#negative}", the two labels before it,`);
    }
    return 0;
  }

  /** NaN where a row of training or validation has none: what is judged must have one. */
  #score(
    text: string,
    set: SetName | null,
    line: number,
    place: number,
    fault: RowFault,
  ): number {
    if (isMissing(text) && (set === "train" || set === "validation")) {
      if (set === "validation") {
        this.#unscored.add(() => ({
          file: this.#file,
          line,
          column: this.#nameOf("score", place),
          expected:
            "a finite number, since validation rows are judged where there are no test rows,",
          found: `"${text}"`,
        }));
      }
      return NaN;
    }
    const number = numberOf(text);
    if (number === null) {
      fault("score", "a finite number", place);
      return NaN;
    }
    if (number.mark !== null && number.mark !== this.#mark) {
      if (this.#mark !== null) {
        fault("score", `a number with "${this.#mark}", as in the rows before,`, place);
      } else if (number.mark === ",") this.note("scores have decimal commas");
      this.#mark ??= number.mark;
    }
    return number.value;
  }

  /** `fold` is the set where it names sets; where it counts, each row is tested in its fold. */
  #decideFold(fields: readonly string[], columns: ColumnPlaces): void {
    const name = this.#names[this.#fold];
    this.#mayNameSets = false;
    if (this.#set(fields[this.#fold]!) === null) {
      this.note(`without a column set: every row is of the test set of its ${name}`);
    } else {
      columns.set = this.#fold;
      this.#fold = this.#repeat = -1;
      this.note(`columns: set from ${name}`);
    }
    this.#keepColumns();
  }

  #nameOf(column: PredictionColumn, place: number): string {
    const name = this.#names[place]!;
    return name === column || place !== this.#columns![column] ? name : `${name} (${column})`;
  }

  /** What the header has, what it was taken for, and how to say it better. */
  #incomplete(row: readonly string[]): PredictionsError {
    const places = this.#columns, lacking = this.#columns ? this.#lacking : REQUIRED_COLUMNS;
    const taken = PREDICTION_COLUMNS.filter((column) =>
      places !== undefined && places[column] >= 0
    );
    const free = this.#freePlaces();
    const guess = guessColumns(lacking, free, this.#names, row);
    const read = taken.map((one) => `${one}: ${this.#names[places![one]]}`).join(", ");
    return new PredictionsError({
      file: this.#file,
      expected: `the columns ${PREDICTION_COLUMNS.join(",")}`,
      problem: `${lacking.join(", ")} ${lacking.length === 1 ? "is" : "are"} missing`,
      found: (this.#names.join(",") || "nothing") + (read === "" ? "" : ` (taken for ${read})`),
      hint: guess === null
        ? `add what is missing${
          lacking.includes("subject") ? ", the patient of each row as subject," : ""
        } or say which column it is, such as --columns ${lacking[0]}=NAME`
        : `say which they are, such as --columns ${guess}`,
    });
  }

  /** The columns that were taken for nothing. */
  #freePlaces(): number[] {
    const taken = new Set([
      ...Object.values(this.#columns ?? {}),
      ...this.#attributes.values(),
      this.#fold,
      this.#repeat,
    ]);
    return [...this.#names.keys()].filter((at) => !taken.has(at));
  }

  /** Where a slice is named it may occur once only, or once in each set. */
  #findRepeats(table: PredictionTable): void {
    const { acrossSets = false } = this.#options;
    const groups = uniqueGroups(table, acrossSets);
    const indexes = Array.from(groups.sizes, (size) => new RowIndex(table, size));
    for (let row = 0; row < table.length; row++) {
      if (table.slices.bytes(row).length === 0) continue;
      const first = indexes[groups.of[row]!]!.add(row);
      if (first === undefined) continue;
      this.#fault(() => {
        const { subject, study, slice, set } = predictionAt(table, row);
        const other = predictionAt(table, first).set;
        return {
          file: this.#file,
          line: table.lines[row]!,
          expected: "each slice once",
          problem: `subject "${subject}", study "${study}", slice "${slice}" is in line ` +
            `${table.lines[first]} as well` +
            (other === set ? "" : `, there in the ${other} set, here in the ${set} set`),
        };
      });
    }
  }
}

/** What a set may be called, and how to say what another name stands for. */
function expectedSet(text: string): Pick<Fault, "expected" | "hint"> {
  const expected = SET_NAMES.join(", ");
  if (isMissing(text) || /[,="]/.test(text)) return { expected };
  const name = /\s/.test(text) ? `"${text}=SET"` : `${text}=SET`;
  return { expected, hint: `if it stands for one of them, say for which: --sets ${name}` };
}

/** `label=class,score=p1` by what stands in the first row, or null where there are too few columns. */
function guessColumns(
  lacking: readonly PredictionColumn[],
  free: readonly number[],
  names: readonly string[],
  row: readonly string[],
): string | null {
  const left = new Set(free);
  const looks: Record<string, (text: string) => boolean> = {
    label: (text) => labelOf(text) !== null,
    score: (text) => numberOf(text) !== null,
    subject: (text) => text !== "",
  };
  // A label may be taken for a score, and either for a name, but not the reverse.
  const wanted = (["label", "score", "subject"] as const).filter((one) => lacking.includes(one));
  const found = wanted.map((column) => {
    // The subject comes first in most tables, and the score last.
    const inOrder = column === "subject" ? [...left] : [...left].reverse();
    const place = inOrder.find((at) => looks[column]!(row[at] ?? ""));
    if (place === undefined) return null;
    left.delete(place);
    return `${column}=${names[place]}`;
  });
  if (found.includes(null)) return null;
  const text = found.join(",");
  return /\s/.test(text) ? `"${text}"` : text;
}

/** The first of many faults, and how many there are. */
class Faults {
  readonly #first: Fault[] = [];
  count = 0;

  add(describe: () => Fault): void {
    this.count++;
    if (this.#first.length < SHOWN) this.#first.push(describe());
  }

  addAll(others: Faults): void {
    for (const fault of others.#first) this.add(() => fault);
    this.count += others.count - others.#first.length;
  }

  /** The first few, and how many more there are; none if there is none. */
  list(): Fault[] {
    const more = this.count - this.#first.length;
    return more > 0 ? [...this.#first, { problem: `... and ${more} more` }] : [...this.#first];
  }
}

/** Ends the reading if anything is wrong. */
function refuse([first, ...others]: readonly Fault[]): void {
  if (first !== undefined) throw new PredictionsError([first, ...others]);
}
