import { signedText } from "./number_text.ts";

/** A difference with its interval, all with signs: `+0.125 [−0.014, +0.248]`. */
export function differenceText(
  difference: number,
  [low, high]: readonly [low: number, high: number],
): string {
  return `${signedText(difference)} [${signedText(low)}, ${signedText(high)}]`;
}
