import type { ClassColumns } from "hemoleak/predictions/classes/class_columns.ts";
import type { Asked } from "../workers/job.ts";
import type { ColumnsForm } from "./columns_form.ts";
import { element, field, options, tick } from "./elements.ts";
import { classesIn, type TableHead } from "./table_head.ts";

/** All of them, in the choice of what is judged. */
const ALL = "";

/** The form in which a reader says which classes there are, and whether one is judged against the rest. */
export class ClassesForm {
  readonly #columns: ColumnsForm;
  readonly #onChange: () => void;
  #head: TableHead | null = null;
  #found: ClassColumns | null = null;

  /**
   * Shows nothing yet.
   *
   * @param columns Says which column is the label, and which, if any, the score.
   * @param onChange Called when something else is to be judged.
   */
  constructor(columns: ColumnsForm, onChange: () => void) {
    this.#columns = columns;
    this.#onChange = onChange;
  }

  /** Fills the form of a new table: all of its classes are judged, unless somebody chooses. */
  show(head: TableHead): void {
    this.#head = head;
    this.#found = null;
    this.followColumns();
  }

  /** Shows the form where the table is of classes. */
  followColumns(): void {
    const head = this.#head!, before = this.#found;
    const found = this.#found = classesIn(head, this.#columns.places());
    element("classes-part").hidden = found === null;
    if (String(found?.names) === String(before?.names)) return;
    const names = [...new Set(found?.names)];
    const one = options(
      [
        [ALL, "all classes, each against the rest"],
        ...names.map((name) => [name, `${name} against the rest`] as const),
      ],
      ALL,
    );
    one.id = "class";
    one.onchange = () => this.#onChange();
    element("class-field").replaceChildren(
      field("What is judged", "of one class all can be asked that is asked of two labels", one),
    );
    element("classes").replaceChildren(
      ...names.map((name, i) => tick(`class-${i}`, name, "", true)),
    );
  }

  /** Whether classes are judged, each against the rest. */
  areAsked(): boolean {
    return this.#found !== null && chosen() === ALL;
  }

  /** How the columns of classes are read, or what is missing for that, in a sentence. */
  asked(): Pick<Asked["table"], "classes" | "class"> | string {
    if (this.#found === null) return {};
    const boxes = [...element("classes").querySelectorAll("input")], one = chosen();
    const classes = boxes.filter(({ checked }) => checked).map(({ value }) => value);
    const mayBeEmpty = element<HTMLInputElement>("empty-classes").checked;
    if (classes.length < 2) return "Tick two classes or more.";
    if (one !== ALL && !classes.includes(one)) return `Tick “${one}”, which is to be judged.`;
    return {
      ...(mayBeEmpty || classes.length < boxes.length) && { classes },
      ...one !== ALL && { class: one },
    };
  }
}

function chosen(): string {
  return element<HTMLSelectElement>("class").value;
}
