import {
  type ColumnPlaces,
  PREDICTION_COLUMNS,
  type PredictionColumn,
} from "hemoleak/predictions/prediction_columns.ts";
import { SET_NAMES, type SetName } from "hemoleak/split/split.ts";
import { element, field, options } from "./elements.ts";
import type { Job } from "./job.ts";
import { type TableHead, unclearOf } from "./table_head.ts";

const WHAT: Record<PredictionColumn, [title: string, hint: string]> = {
  subject: ["Subject", "whose image it is: a patient, not an image"],
  study: ["Study", "the scan or examination; may be left out"],
  slice: ["Slice or image", "its name; may be left out"],
  set: ["Set", "train, validation or test"],
  label: ["True label", "0 or 1"],
  score: ["Score", "the classifier’s; higher is more likely positive"],
};

const NONE = "-1";
/** So much of a value shows what it is. */
const SHOWN = 60;

/** The form in which a reader says what columns and values stand for. */
export class ColumnsForm {
  #head: TableHead | null = null;

  /** Fills the form with what was recognized. */
  show(head: TableHead): void {
    this.#head = head;
    element("columns").replaceChildren(...PREDICTION_COLUMNS.map((column) => {
      const choices = head.names.map((name, i) => {
        const values = head.rows.slice(0, 3).map((row) => row[i]).join(", ");
        return [String(i), `${name || `column ${i + 1}`}: ${values}`.slice(0, SHOWN)] as const;
      });
      const select = options([[NONE, "(none)"], ...choices], String(head.places[column]));
      select.id = `column-${column}`;
      select.onchange = () => this.#showValues();
      return field(...WHAT[column], select);
    }));
    this.#showValues();
  }

  /** What to read where, or what is missing for that, in a sentence. */
  options(): Job["options"] | string {
    const { names } = this.#head!, places = this.#places();
    const used = PREDICTION_COLUMNS.filter((column) => places[column] >= 0);
    for (const column of ["subject", "label", "score"] as const) {
      if (places[column] < 0) return `Choose the column of the ${WHAT[column][0].toLowerCase()}.`;
    }
    if (new Set(used.map((column) => places[column])).size < used.length) {
      return "One column is chosen twice.";
    }
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
    return {
      columns: Object.fromEntries(used.map((column) => [column, names[places[column]]!])),
      ...Object.keys(sets).length > 0 && { sets: sets as Record<string, SetName> },
      ...positive !== undefined && { positive },
    };
  }

  #places(): ColumnPlaces {
    const places = PREDICTION_COLUMNS.map((column) => [
      column,
      Number(element<HTMLSelectElement>(`column-${column}`).value),
    ]);
    return Object.fromEntries(places) as ColumnPlaces;
  }

  /** Asks for the values of the set and the label that are not recognized. */
  #showValues(): void {
    const { sets, labels } = unclearOf(this.#head!, this.#places());
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

function labelField(labels: readonly string[]): HTMLElement {
  const choices = labels.map((label) => [label, label.slice(0, SHOWN)] as const);
  const select = options([["", "(choose)"], ...choices], "");
  select.id = "positive";
  return field("The positive label is", "all others are negative", select);
}
