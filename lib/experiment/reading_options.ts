import type { CohortOptions } from "../cohort/cohort.ts";
import { LABEL_UNITS } from "../cohort/labels/label_table.ts";
import { MODALITIES, PIXEL_READING_RULES, type PixelReading } from "../cohort/pixel_reading.ts";
import { CohortError } from "../error.ts";
import { oneOf, type OptionRules, TEXT } from "../options.ts";

/** How a cohort's images and labels are to be read, as in `readCohort`, where that is left open. */
export interface ReadingOptions extends PixelReading, Pick<CohortOptions, "finding"> {
  /**
   * What labels are of: `study`, the default, as in the paper, whatever the table labels by itself, so
   * that all slices of a study have its label; or `slice`.
   */
  labelUnit?: "study" | "slice";
}

/** What these may be. */
export const READING_RULES: OptionRules<ReadingOptions> = {
  ...PIXEL_READING_RULES,
  labelUnit: oneOf(LABEL_UNITS),
  finding: TEXT,
};

/** What of some options says how a cohort is read; what is as it would be without is left out. */
export function readingOf(
  { labelUnit, finding, modality, imageWindow, channel }: ReadingOptions,
): ReadingOptions {
  return {
    ...labelUnit === "slice" && { labelUnit },
    ...finding !== undefined && { finding },
    ...modality === "other" && { modality },
    ...imageWindow !== undefined && { imageWindow },
    ...channel !== undefined && { channel },
  };
}

/** The variables by which a notebook learns them. */
export function readingVariables(
  { labelUnit, finding, modality, imageWindow, channel }: ReadingOptions,
): Record<string, string> {
  return {
    ...labelUnit && { HEMOLEAK_LABEL_UNIT: labelUnit },
    ...finding && { HEMOLEAK_FINDING: finding },
    ...modality && { HEMOLEAK_MODALITY: modality },
    ...imageWindow && { HEMOLEAK_IMAGE_WINDOW: `${imageWindow.level} ${imageWindow.width}` },
    ...channel !== undefined && { HEMOLEAK_CHANNEL: String(channel) },
  };
}

/**
 * Reads them.
 *
 * @throws {CohortError} A variable has a value that it cannot have.
 */
export function readingFromEnvironment(): ReadingOptions {
  const labelUnit = choice("HEMOLEAK_LABEL_UNIT", LABEL_UNITS);
  const finding = Deno.env.get("HEMOLEAK_FINDING");
  const modality = choice("HEMOLEAK_MODALITY", MODALITIES);
  const window = Deno.env.get("HEMOLEAK_IMAGE_WINDOW");
  const channel = choice("HEMOLEAK_CHANNEL", ["0", "1", "2"]);
  return {
    ...labelUnit && { labelUnit },
    ...finding && { finding },
    ...modality && { modality },
    ...window && { imageWindow: windowOf(window) },
    ...channel && { channel: Number(channel) },
  };
}

function windowOf(text: string): { level: number; width: number } {
  const [level = NaN, width = NaN, ...more] = text.trim().split(/\s+/).map(Number);
  const imageWindow = { level, width };
  if (more.length === 0 && PIXEL_READING_RULES.imageWindow.allows(imageWindow)) return imageWindow;
  throw new CohortError({
    expected: "HEMOLEAK_IMAGE_WINDOW to be a level and a width in HU with a space between them",
    found: `"${text}"`,
  });
}

/**
 * A variable that is one of some values, or not there.
 *
 * @throws {CohortError} It is another value.
 */
export function choice<Value extends string>(
  name: string,
  values: readonly Value[],
): Value | undefined {
  const found = Deno.env.get(name);
  if (!found) return undefined;
  const value = values.find((one) => one === found);
  if (value === undefined) {
    throw new CohortError({
      expected: `${name} to be ${values.join(" or ")}`,
      found: `"${found}"`,
    });
  }
  return value;
}
