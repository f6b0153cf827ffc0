import { oneOf, type OptionRules, type ValueRule } from "../options.ts";

/** What images are of: CT, whose values are densities in HU, or anything else. */
export const MODALITIES = ["CT", "other"] as const;
/** One of {@linkcode MODALITIES}. */
export type Modality = typeof MODALITIES[number];

/** The window by which densities became gray values. */
export interface ImageWindow {
  /** Its middle in HU. */
  level: number;
  /** Its width in HU: black stands for `level - width / 2` and less, white for `level + width / 2` and more. */
  width: number;
}

/** What the pixels of a cohort's images mean, where their files do not say. */
export interface PixelReading {
  /** What the images are of; default `CT`. */
  modality?: Modality;
  /** What gray means in PNG, JPEG and TIFF images of CT, which have no HU; without it they are refused. */
  imageWindow?: ImageWindow;
  /** Which channel of color images counts, from 0 (red); without it their luminance. */
  channel?: number;
}

const WINDOW: ValueRule = {
  expected: "a level and a width in HU, the width above 0",
  allows(value) {
    const { level, width } = (value ?? {}) as Partial<ImageWindow>;
    return Number.isFinite(level) && Number.isFinite(width) && width! > 0;
  },
};

/** What each option of {@link PixelReading} may be. */
export const PIXEL_READING_RULES: OptionRules<PixelReading> = {
  modality: oneOf(MODALITIES),
  imageWindow: WINDOW,
  channel: oneOf([0, 1, 2]),
};
