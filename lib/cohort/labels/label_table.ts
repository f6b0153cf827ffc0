import { CohortError } from "../../error.ts";
import type { Names, Reason } from "../scan/pseudonyms.ts";
import type { ScannedFile } from "../scan/scan_folder.ts";
import { HEMORRHAGES, type HemorrhageTypes } from "../slice_row.ts";

/** What a slice or a study shows. */
export interface Labels extends HemorrhageTypes {
  /** Whether it shows any intracranial hemorrhage, or another finding that was asked for. */
  label: 0 | 1;
}

/** What the labels of a cohort are of: whole studies, as in the paper, or each slice. */
export const LABEL_UNITS = ["study", "slice"] as const;
/** One of {@linkcode LABEL_UNITS}. */
export type LabelUnit = typeof LABEL_UNITS[number];

/** One study of a label table, whether there are images of it or not. */
export interface TableStudy extends Labels {
  /** Its name there. */
  study: string;
  /** Years, where the table states it. */
  age: number | null;
  /** `M` or `F`, where the table states it. */
  sex: string | null;
}

/** What a file could not be used for, and why; a line in the reason is of this file. */
export interface FileReason {
  /** Its name. */
  file: string;
  /** Why. */
  reason: Reason;
}

/** Says something of a table, calling things by the names that the cohort may use. */
export type Remark = (names: Names) => string;

/** Whose an image is, or why it is nobody's. */
export type Owner = { study: string; subject: string } | { reason: Reason };

/** How a table is read. */
export interface TableReading {
  /** What the label of a slice is about: `ICH`, the default, or a type. */
  finding?: string | undefined;
  /** The names of columns where they are other than usual, `{ path: "file" }`; of `slices.csv` only. */
  columns?: Readonly<Record<string, string>> | undefined;
  /** Called with what was put right in reading. */
  note?: (note: string) => void;
}

/**
 * A source of labels: finds for an image its study and patient, and what they show. A join that could be
 * wrong is not made.
 */
export interface LabelTable {
  /** Its name, for messages. */
  readonly file: string;
  /** What it labels by itself. */
  readonly unit: LabelUnit;
  /** Its studies; none where it names images only. */
  readonly studies: ReadonlyMap<string, TableStudy>;
  /** Rows that could not be used, and why. */
  readonly problems: readonly Reason[];

  /** Told before anything is asked which images there are, and which files cannot be read. */
  expect?(images: readonly ScannedFile[], unreadable: readonly string[]): void;

  /** The study and patient of an image. */
  owner(image: ScannedFile): Owner;

  /** Who a study's subject is, once all images are known, where headers do not distinguish people. */
  personOf?(study: string, subject: string): string;

  /** What in the headers distinguishes nobody, once all images are known. */
  notes?(): Remark[];

  /** Why the images joined to a study cannot be its own, or null. */
  objection?(study: string, images: readonly ScannedFile[]): Reason | null;

  /** What a study shows, or null where the table does not say. */
  ofStudy(study: string, images: readonly ScannedFile[]): Labels | null;

  /** What one slice of it shows, or null where the table does not say. Not for tables of studies. */
  ofSlice?(study: string, image: ScannedFile): Labels | null;

  /** Where an image lies among the others of its series, or null where the table does not say. */
  placeOf?(image: ScannedFile): number | null;

  /** What of the table no image went with, given the studies that were found. */
  unused(found: ReadonlySet<string>): FileReason[];
}

/**
 * The same labels with another finding for the label.
 *
 * @returns null where the table does not state that finding.
 * @throws {CohortError} The table has no such finding.
 */
export function withFinding(labels: Labels, finding: string, file: string): Labels | null {
  if (finding === "ICH") return labels;
  const type = HEMORRHAGES.find((name) => name === finding);
  if (type === undefined) {
    throw new CohortError({
      file,
      expected: `a finding that it has (ICH, ${HEMORRHAGES.join(", ")})`,
      found: `"${finding}"`,
    });
  }
  const label = labels[type];
  return label === null ? null : { ...labels, label };
}

/** What a whole shows that consists of parts: whatever any of them shows. */
export function anyOf(parts: readonly Labels[]): Labels {
  const any = (values: (0 | 1 | null)[]) =>
    values.includes(1) ? 1 : values.includes(null) ? null : 0;
  return {
    label: parts.some(({ label }) => label === 1) ? 1 : 0,
    IPH: any(parts.map(({ IPH }) => IPH)),
    IVH: any(parts.map(({ IVH }) => IVH)),
    SDH: any(parts.map(({ SDH }) => SDH)),
    EDH: any(parts.map(({ EDH }) => EDH)),
    SAH: any(parts.map(({ SAH }) => SAH)),
  };
}
