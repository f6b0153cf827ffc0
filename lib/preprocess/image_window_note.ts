import type { PixelReading } from "../cohort/pixel_reading.ts";
import { completeOptions, type PreprocessOptions } from "./chain/options.ts";

/**
 * What the chain wants of images whose gray values came from a window, and they do not hold.
 *
 * @returns null where they hold all of it.
 */
export function imageWindowNote(
  { modality, imageWindow }: PixelReading,
  options: Partial<PreprocessOptions>,
): string | null {
  const { windowCenter, windowWidth } = completeOptions(options);
  if ((options.modality ?? modality) === "other" || imageWindow === undefined) return null;
  const [low, high] = [windowCenter - windowWidth / 2, windowCenter + windowWidth / 2];
  const black = imageWindow.level - imageWindow.width / 2, white = black + imageWindow.width;
  if (black <= low && white >= high) return null;
  return `the images show ${black} to ${white} HU, and of the window of ${low} to ${high} HU no more ` +
    "than that";
}
