import type { Image } from "../../preprocess/chain/image.ts";
import type { DataKind } from "../../text/finding.ts";

/** The paper's window for the brain, level 50 and width 80, in HU. */
const BRAIN_WINDOW = [10, 90] as const;

/** The values that are shown black and white: of CT the paper's window, of other images all that occur. */
export function grayRange(
  { data }: Image,
  { images }: DataKind,
): readonly [black: number, white: number] {
  if (images !== "other") return BRAIN_WINDOW;
  let black = Infinity, white = -Infinity;
  for (const value of data) {
    black = Math.min(black, value);
    white = Math.max(white, value);
  }
  return black < white ? [black, white] : [black, black + 1];
}

/** What a caption says of that; empty where there is nothing to say. */
export function windowText({ images }: DataKind): string {
  return images === "other" ? "" : "window level 50, width 80";
}
