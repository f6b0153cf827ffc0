import type { StudyScore } from "hemoleak/evaluate/study_scores.ts";
import { isPersonal, OWN_ATTRIBUTES } from "hemoleak/predictions/prediction_columns.ts";
import type { ClassesForm } from "./classes_form.ts";
import type { ColumnsForm } from "./columns_form.ts";
import { element, field, options, tick } from "./elements.ts";
import type { Asked, Job } from "../workers/job.ts";
import { freeColumns, type TableHead, valuesIn } from "./table_head.ts";

/** So many values show what a column holds. */
const VALUES = 3;
/** So much of them. */
const SHOWN = 40;

const OF_TWO_LABELS = "Of each: how many test slices share its value with the training set, what " +
  "knowing it alone would score, and AUC, sensitivity and specificity of the slices of each value.";
const OF_CLASSES = "Of each: how many test slices share its value with the training set. What " +
  "knowing it alone would score, and each value’s AUC, are asked of one class against the rest.";

/** The form in which a reader says what is asked of the table: nothing of it is asked unless it is chosen. */
export class QuestionsForm {
  readonly #columns: ColumnsForm;
  readonly #classes: ClassesForm;
  #head: TableHead | null = null;
  #files: readonly File[] = [];
  /** The columns that may be attributes, but those of the table itself. */
  #offered: readonly string[] = [];

  /**
   * Shows nothing yet.
   *
   * @param columns Says which columns are left for attributes.
   * @param classes Says whether classes are judged, of which less can be asked.
   */
  constructor(columns: ColumnsForm, classes: ClassesForm) {
    this.#columns = columns;
    this.#classes = classes;
    for (const id of ["target", "unit"]) element(id).onchange = () => this.follow();
  }

  /** Fills the form of a new table with what is asked unless somebody chooses. */
  show(head: TableHead, files: readonly File[]): void {
    this.#head = head;
    this.#files = files;
    const other = options(
      [
        ["", "none: each file is a fold"],
        ...files.map(({ name }, i) => [String(i), name] as const),
      ],
      files.length === 2 ? "1" : "",
    );
    other.id = "other";
    element("other-field").replaceChildren(
      field("The other classifier’s", "its table is compared with the rest", other),
    );
    element("other-part").hidden = files.length < 2;
    element("site-field").replaceChildren();
    element("attributes").replaceChildren();
    this.followColumns();
  }

  /** Offers the columns that are taken for nothing else; those that were chosen stay so. */
  followColumns(): void {
    const head = this.#head!, places = this.#columns.places();
    const free = freeColumns(head, places, this.#columns.folds());
    const offered = free.filter((at) => !isPersonal(head.names[at]!));
    const sites = this.#offered = offered.map((at) => head.names[at]!);
    const before = this.attributes(), site = selected("site");
    const choices = [
      ...offered.map((at) => [head.names[at]!, valuesIn(head, at, VALUES).join(", ")] as const),
      ...OWN_ATTRIBUTES.filter((own) => places[own] >= 0)
        .map((own) => [own, head.names[places[own]]!] as const),
    ];
    element("attributes").replaceChildren(
      ...choices.map(([name, hint], i) =>
        tick(`attribute-${i}`, name, hint.slice(0, SHOWN), before.includes(name))
      ),
    );
    element("personal").hidden = offered.length === free.length;
    const select = options(
      [["", "(choose)"], ...sites.map((name) => [name, name] as const)],
      sites.includes(site) ? site : sites.find((name) => name.toLowerCase() === "site") ?? "",
    );
    select.id = "site";
    element("site-field").replaceChildren(field("Sites are named by", "", select));
    this.follow();
  }

  /** Shows what can be asked of what is chosen. */
  follow(): void {
    const areClasses = this.#classes.areAsked();
    element("site-field").hidden = selected("target") !== "new-sites";
    element("score-field").hidden = selected("unit") !== "study";
    element("threshold-field").hidden = element("metrics-part").hidden = areClasses;
    element("attributes-hint").textContent = areClasses ? OF_CLASSES : OF_TWO_LABELS;
  }

  /** The columns to judge by. */
  attributes(): string[] {
    const boxes = [...element("attributes").querySelectorAll("input")];
    return boxes.filter(({ checked }) => checked).map(({ value }) => value);
  }

  /** The columns of which nothing is asked. */
  left(): string[] {
    const asked = [
      ...this.attributes(),
      ...selected("target") === "new-sites" ? [selected("site")] : [],
    ];
    return this.#offered.filter((name) => !asked.includes(name));
  }

  /** Which file is whose. */
  files(): Pick<Job, "files" | "other"> {
    const other = this.#files[Number(selected("other") || NaN)];
    if (other === undefined) return { files: this.#files };
    return { files: this.#files.filter((file) => file !== other), other };
  }

  /** What is asked, or what is missing for that, in a sentence. */
  asked(): Omit<Asked, "table"> | string {
    const target = selected("target"), site = selected("site"), attributes = this.attributes();
    if (target === "new-sites" && site === "") return "Choose the column that names the sites.";
    const areClasses = this.#classes.areAsked();
    const threshold = areClasses ? "" : element<HTMLInputElement>("threshold").value;
    const isOfStudies = !areClasses && selected("unit") === "study";
    return {
      audit: {
        ...target !== "new-patients" && {
          target: target === "new-sites" ? `new-sites=${site}` : target,
        },
        ...attributes.length > 0 && { attributes },
        ...threshold !== "" && { threshold: Number(threshold) },
      },
      judge: isOfStudies
        ? {
          unit: "study",
          studyScore: selected("study-score") as StudyScore,
        }
        : {},
    };
  }
}

/** What is chosen there; nothing where there is no such choice yet. */
function selected(id: string): string {
  return document.querySelector<HTMLSelectElement>(`#${id}`)?.value ?? "";
}
