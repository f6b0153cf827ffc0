/** The hemorrhage types that `reads.csv` of CQ500 votes on, by their column names there. */
export const HEMORRHAGES = ["IPH", "IVH", "SDH", "EDH", "SAH"] as const;

/** One hemorrhage type: intraparenchymal, intraventricular, subdural, epidural, subarachnoid. */
export type Hemorrhage = typeof HEMORRHAGES[number];

/** Which types there are, each null where the label table does not say. */
export type HemorrhageTypes = Record<Hemorrhage, 0 | 1 | null>;

/** One slice of a cohort: a row of `cohort.parquet`. */
export interface SliceRow extends HemorrhageTypes {
  /** The patient (DICOM PatientID): the unit that must stay on one side of a split. */
  subject: string;
  /** The study, by its name in the label table. */
  study: string;
  /** The series, by its folder's name; unique within the study. */
  series: string;
  /** Position in the study, 0, 1, ... from the feet to the head, series after series. */
  slice: number;
  /** The DICOM file, relative to the cohort's root, with forward slashes. */
  file: string;
  /** Which image of the file, from 0; always 0 in files of one image. */
  frame: number;
  /**
   * Position along the slice normal in mm; in series without positions, as `series.csv` notes,
   * SliceLocation, else the place in the order of InstanceNumber.
   */
  position: number;
  /** Whether the study shows any intracranial hemorrhage, on every slice as in the paper. */
  label: 0 | 1;
  /** Age in years, where the header states it. */
  age: number | null;
  /** `M`, `F` or `O`, where the header states it. */
  sex: string | null;
}
