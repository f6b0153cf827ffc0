import { compareNaturally } from "../text/natural_order.ts";
import type { CohortReading } from "./cohort_reading.ts";
import type { Cohort, SeriesDecision, TableRow } from "./cohort_tables.ts";
import type { JoinedStudy } from "./labels/join_labels.ts";
import type { Labels } from "./labels/label_table.ts";
import type { OpenedLabels } from "./labels/label_tables.ts";
import { type Names, OWN_NAMES } from "./scan/pseudonyms.ts";
import type { ScannedFile } from "./scan/scan_folder.ts";
import { groupIntoSeries, type Series } from "./series/group_into_series.ts";
import { selectSeries, type SeriesChoice, type SeriesRule } from "./series/select_series.ts";
import { type Rejection, rejection } from "./rejection.ts";
import type { SliceRow } from "./slice_row.ts";
import { studiesOf } from "./study_row.ts";

/** A decision on a series; `labels` is the criterion where the table does not label its slices. */
type Choice = Omit<SeriesChoice, "criterion"> & { criterion: SeriesChoice["criterion"] | "labels" };

/** The rows of one study. */
interface StudyParts {
  /** As the cohort calls it. */
  study: string;
  slices: SliceRow[];
  series: SeriesDecision[];
  rejected: Rejection[];
}

/** What a study's labels are, and what is rejected for lack of them. */
type LabelOf = (image: ScannedFile) => Labels | null;

/** Puts a cohort together, study by study, under the names that it may use. */
export class CohortBuilder {
  readonly #root: string;
  readonly #reading: CohortReading;
  readonly #labels: OpenedLabels;
  readonly #names: Names;
  readonly #rule: SeriesRule;
  readonly #rejected: Rejection[] = [];
  readonly #studies: StudyParts[] = [];
  /** Studies of the label table that images went with. */
  readonly #found = new Set<string>();

  constructor(
    root: string,
    labels: OpenedLabels,
    names: Names,
    rule: SeriesRule,
    reading: CohortReading,
  ) {
    this.#root = root;
    this.#reading = reading;
    this.#labels = labels;
    this.#names = names;
    this.#rule = rule;
  }

  /** Notes what could not be used, already under the names that may be used. */
  reject(rejections: readonly Rejection[]): void {
    for (const rejection of rejections) this.#rejected.push(rejection);
  }

  /** Notes that there were images of a study, even if they could not be used. */
  noteFound(studies: Iterable<string>): void {
    for (const study of studies) this.#found.add(study);
  }

  /** Decides on a study's series and adds the slices of those that are kept. */
  add({ study, subject, files }: JoinedStudy): void {
    this.#found.add(study);
    const parts: StudyParts = {
      study: this.#names.study(study),
      slices: [],
      series: [],
      rejected: [],
    };
    this.#studies.push(parts);
    const labelOf = this.#labelsOf(study, files);
    if (labelOf === null) {
      const reason = `${this.#labels.table.file} has no usable label for it`;
      parts.rejected.push({ file: parts.study, reason });
      return;
    }
    const { table } = this.#labels;
    const placeOf = (image: ScannedFile) => table.placeOf?.(image) ?? null;
    // A table of slices names its images, whatever its labels are then put on: no place in space is needed.
    const orderByNumber = table.unit === "slice";
    const { series, rejected } = groupIntoSeries(files, { orderByNumber, placeOf });
    const choices = this.#choose(series, labelOf);
    for (const each of rejected) {
      parts.rejected.push({ ...each, file: this.#names.path(each.file) });
    }
    parts.series = choices.map((choice) => this.#decision(parts.study, choice));
    const kept = choices.filter((choice) => choice.kept);
    if (kept.length === 0) {
      parts.rejected.push({ file: parts.study, reason: "none of its series is suitable" });
    }
    const person = this.#person(study, subject, files);
    for (const { series } of kept) this.#addSeries(parts, series, person, labelOf);
  }

  /** The cohort of all studies that were added. */
  finish(): Cohort {
    const { table } = this.#labels;
    this.#studies.sort((a, b) => compareNaturally(a.study, b.study));
    const slices = this.#studies.flatMap((study) => study.slices);
    const rejected = [
      ...this.#rejected,
      ...this.#studies.flatMap((study) => study.rejected),
      ...table.problems.map((why) => rejection(table.file, why(this.#names))),
      ...table.unused(this.#found).map(({ file, reason }) => rejection(file, reason(this.#names))),
    ];
    if (this.#names !== OWN_NAMES) rejected.sort(compareRejections);
    const remarks = (table.notes?.() ?? []).map((note) => note(this.#names));
    const notes = [...this.#labels.notes, ...remarks];
    return {
      root: this.#root,
      slices,
      studies: studiesOf(slices),
      series: this.#studies.flatMap((study) => study.series),
      rejected,
      table: this.#tableRows(slices),
      reading: this.#reading,
      ...(notes.length === 0 ? {} : { notes }),
    };
  }

  /** How the images of a study are labeled, or null where they are not. */
  #labelsOf(study: string, files: readonly ScannedFile[]): LabelOf | null {
    const { table, unit } = this.#labels;
    if (unit === "slice") return (image) => table.ofSlice!(study, image);
    const labels = table.ofStudy(study, files);
    return labels && (() => labels);
  }

  /** Chooses among the series whose slices are labeled. */
  #choose(series: readonly Series[], labelOf: LabelOf): Choice[] {
    const isLabeled = ({ files }: Series) => files.some((image) => labelOf(image) !== null);
    const labeled = series.filter(isLabeled);
    const nameOf = ({ name }: Series) => this.#names.series(name);
    const choices: Choice[] = selectSeries(labeled, this.#rule, nameOf);
    // What else can be said against the others is said.
    const unlabeled = series.filter((each) => !isLabeled(each));
    const others = selectSeries(unlabeled, { ...this.#rule, series: "all" }, nameOf);
    for (const choice of others) choices.push(choice.kept ? this.#unlabeled(choice) : choice);
    const order = new Map(series.map((each, i) => [each, i]));
    return choices.sort((a, b) => order.get(a.series)! - order.get(b.series)!);
  }

  #unlabeled(choice: SeriesChoice): Choice {
    const reason = `${this.#labels.table.file} does not label its slices`;
    return { ...choice, kept: false, criterion: "labels", reason };
  }

  #decision(study: string, choice: Choice): SeriesDecision {
    const { series, kept, criterion, reason, thickness, kernel, notes } = choice;
    const { geometry, spacing } = series;
    return {
      study,
      series: this.#names.series(series.name),
      decision: kept ? "kept" : "dropped",
      criterion: criterion ?? "",
      reason,
      slices: series.files.length,
      spacing: rounded(spacing),
      thickness,
      kernel,
      extent: rounded(geometry?.extent),
      tilt: rounded(geometry?.tilt),
      missing: geometry?.missing ?? null,
      duplicates: geometry?.duplicates ?? null,
      notes: notes.join("; "),
    };
  }

  #addSeries(
    parts: StudyParts,
    { name, files, positions }: Series,
    person: Pick<SliceRow, "subject" | "age" | "sex">,
    labelOf: LabelOf,
  ): void {
    const series = this.#names.series(name);
    let unlabeled = 0;
    for (const [i, image] of files.entries()) {
      const labels = labelOf(image);
      if (labels === null) {
        unlabeled++;
        continue;
      }
      const { label, IPH, IVH, SDH, EDH, SAH } = labels;
      parts.slices.push({
        study: parts.study,
        subject: person.subject,
        series,
        slice: parts.slices.length,
        file: this.#names.path(image.file),
        frame: image.frame,
        position: positions[i]!,
        ...{ label, IPH, IVH, SDH, EDH, SAH },
        age: person.age,
        sex: person.sex,
      });
    }
    if (unlabeled === 0) return;
    const reason = `${unlabeled} of ${files.length} slices of "${series}": ` +
      `${this.#labels.table.file} does not label them`;
    parts.rejected.push({ file: parts.study, reason });
  }

  /** Age and sex from the first header that states them, else from the table. */
  #person(study: string, subject: string, files: readonly ScannedFile[]) {
    const told = this.#labels.table.studies.get(study);
    const withAge = files.find(({ header }) => header.age !== null);
    const withSex = files.find(({ header }) => header.sex !== null);
    return {
      subject: this.#names.patient(subject),
      age: withAge?.header.age ?? told?.age ?? null,
      sex: withSex?.header.sex ?? told?.sex ?? null,
    };
  }

  #tableRows(slices: readonly SliceRow[]): TableRow[] {
    const counts = new Map<string, number>();
    for (const { study } of slices) counts.set(study, (counts.get(study) ?? 0) + 1);
    return [...this.#labels.table.studies.values()]
      .map((row) => {
        const study = this.#names.study(row.study);
        return { ...row, study, slices: counts.get(study) ?? 0 };
      })
      .sort((a, b) => compareNaturally(a.study, b.study));
  }
}

/** Not in the order of the names that pseudonyms replace. */
function compareRejections(a: Rejection, b: Rejection): number {
  return compareNaturally(a.file, b.file) || compareNaturally(a.reason, b.reason);
}

function rounded(length: number | null | undefined): number | null {
  return length === null || length === undefined ? null : Number(length.toFixed(4));
}
