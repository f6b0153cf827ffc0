import {
  type ColumnPlaces,
  FOLD_COLUMNS,
  NAMED_COLUMNS,
  PREDICTION_COLUMNS,
} from "hemoleak/predictions/prediction_columns.ts";
import { SET_NAMES, type SetName } from "hemoleak/split/split.ts";
import { element, field, options } from "./elements.ts";
import type { Asked } from "../workers/job.ts";
import { type FoldPlaces, type TableHead, unclearOf, valuesIn } from "./table_head.ts";

type Column = typeof NAMED_COLUMNS[number];

const WHAT: Record<Column, [title: string, hint: string]> = {
  subject: ["Subject", "whose image it is: a patient, not an image"],
  study: ["Study", "the scan or examination; may be left out"],
  slice: ["Slice or image", "its name; may be left out"],
  set: ["Set", "train, validation or test"],
  label: ["True label", "0 or 1, or names of classes"],
  score: [
    "Score",
    "the classifier’s, higher is more likely positive; none before training, nor where each class has its own",
  ],
  fold: ["Fold", "of cross-validation: the one in which a row is tested"],
  repeat: ["Repetition", "of the folds"],
};

const NONE = "-1";
/** The column of that name, if the rows say so: beside a set it may mean nothing. */
const BY_ROWS = "";
/** So much of a value shows what it is. */
const SHOWN = 60;

/** The form in which a reader says what columns and values stand for. */
export class ColumnsForm {
  readonly #onChange: () => void;
  #head: TableHead | null = null;

  /** @param onChange Called when a column is taken for something else. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Fills the form with what was recognized. */
  show(head: TableHead): void {
    this.#head = head;
    const { names, places, folds } = head;
    const choices = [...names.keys()].filter((at) => names[at] !== "").map((at) => {
      const text = `${names[at]}: ${valuesIn(head, at, 3).join(", ")}`;
      return [String(at), text.slice(0, SHOWN)] as const;
    });
    element("columns").replaceChildren(...NAMED_COLUMNS.map((column) => {
      const fold = column === "fold" || column === "repeat" ? folds[column] : -1;
      const select = options(
        [
          ...fold < 0 ? [] : [[BY_ROWS, `${names[fold]}, if the rows say so`] as const],
          [NONE, "(none)"],
          ...choices,
        ],
        fold >= 0 ? BY_ROWS : String({ ...places, fold, repeat: fold }[column]),
      );
      select.id = `column-${column}`;
      select.onchange = () => this.#changed();
      return field(...WHAT[column], select);
    }));
    this.#showValues();
  }

  /** Where the columns are said to be. */
  places(): ColumnPlaces {
    return Object.fromEntries(
      PREDICTION_COLUMNS.map((column) => [column, Number(chosen(column))]),
    ) as ColumnPlaces;
  }

  /** Where those of folds are, also if only their rows can tell. */
  folds(): FoldPlaces {
    return Object.fromEntries(FOLD_COLUMNS.map((column) => {
      const value = chosen(column);
      return [column, value === BY_ROWS ? this.#head!.folds[column] : Number(value)];
    })) as FoldPlaces;
  }

  /** What to read where, or what is missing for that, in a sentence. */
  asked(): Asked["table"] | string {
    const { names } = this.#head!, places = this.places();
    for (const column of ["subject", "label"] as const) {
      if (places[column] < 0) return `Choose the column of the ${WHAT[column][0].toLowerCase()}.`;
    }
    const used = NAMED_COLUMNS.map((column) => Number(chosen(column) || NONE)).filter((at) =>
      at >= 0
    );
    if (new Set(used).size < used.length) return "One column is chosen twice.";
    const sets = Object.fromEntries(
      [...element("sets").querySelectorAll("select")].map(({ dataset, value }) => [
        dataset.value!,
        value as SetName | "",
      ]),
    );
    const open = Object.keys(sets).find((value) => sets[value] === "");
    if (open !== undefined) return `Choose what the set “${open}” stands for.`;
    const positive = element("labels").querySelector("select")?.value;
    if (positive === "") return "Choose which label is positive.";
    const columns = this.#said().map((column) => [column, names[Number(chosen(column))] ?? ""]);
    return {
      ...columns.length > 0 && { columns: Object.fromEntries(columns) },
      ...Object.keys(sets).length > 0 && { sets: sets as Record<string, SetName> },
      ...positive !== undefined && { positive },
    };
  }

  /** The columns that are other than recognized: the others are found without being named. */
  #said(): Column[] {
    const { places, folds, doubt } = this.#head!;
    return NAMED_COLUMNS.filter((column) => {
      const value = chosen(column);
      if (column === "fold" || column === "repeat") {
        return value !== BY_ROWS && (value !== NONE || folds[column] >= 0);
      }
      return value !== String(places[column]) || doubt !== null && value !== NONE;
    });
  }

  #changed(): void {
    this.#showValues();
    this.#onChange();
  }

  /** Asks for the values of the set and the label that are not recognized. */
  #showValues(): void {
    const { sets, labels } = unclearOf(this.#head!, this.places(), this.folds());
    const choices = SET_NAMES.map((set) => [set, set] as const);
    element("sets").hidden = sets.length === 0;
    element("sets-values").replaceChildren(...sets.map((value, i) => {
      const select = options([["", "(choose)"], ...choices], "");
      select.id = `set-${i}`;
      select.dataset.value = value;
      return field(`“${value}” is`, "", select);
    }));
    element("labels").hidden = labels.length === 0;
    element("labels-values").replaceChildren(
      ...labels.length === 0 ? [] : [labelField(labels)],
    );
  }
}

function chosen(column: Column): string {
  return element<HTMLSelectElement>(`column-${column}`).value;
}

function labelField(labels: readonly string[]): HTMLElement {
  const choices = labels.map((label) => [label, label.slice(0, SHOWN)] as const);
  const select = options([["", "(choose)"], ...choices], "");
  select.id = "positive";
  return field("The positive label is", "all others are negative", select);
}
