import { CohortError } from "../error.ts";
import { checkOptions, oneOf, type OptionRules, TEXT } from "../options.ts";
import { type DatasetName, DATASETS } from "./labels/dataset_name.ts";
import { LABEL_UNITS, type LabelUnit } from "./labels/label_table.ts";
import { PIXEL_READING_RULES, type PixelReading } from "./pixel_reading.ts";

/** How a cohort was read: what its files alone do not say. `cohort.json` beside `cohort.parquet`. */
export interface CohortReading extends PixelReading {
  /** Whose layout its folder has. */
  dataset: DatasetName;
  /** The finding that is the label. */
  finding: string;
  /** What the labels are of. */
  labelUnit: LabelUnit;
}

const RULES: OptionRules<CohortReading> = {
  dataset: oneOf(DATASETS),
  finding: TEXT,
  labelUnit: oneOf(LABEL_UNITS),
  ...PIXEL_READING_RULES,
};

/**
 * Parses `cohort.json`.
 *
 * @throws {CohortError} It is no JSON, or holds something else.
 */
export function parseReading(text: string, file: string): CohortReading {
  const expected = "how the cohort was read", hint = "ingest it again";
  try {
    const reading = JSON.parse(text);
    checkOptions(file, reading, RULES);
    const { dataset, finding, labelUnit } = reading;
    if (dataset === undefined || finding === undefined || labelUnit === undefined) {
      throw new CohortError({ file, expected, problem: "a part is missing", hint });
    }
    return reading;
  } catch (error) {
    if (error instanceof CohortError) throw error;
    throw new CohortError({ file, expected, problem: (error as Error).message, hint });
  }
}
