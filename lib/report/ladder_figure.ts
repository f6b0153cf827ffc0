import type { Ladder } from "../leakage/ladder.ts";
import type { Figure } from "./figure.ts";

export function ladderFigure(
  _result: Ladder,
  _options: { network: string; synthetic: boolean },
): Promise<Figure> {
  throw new Error("not there yet");
}
