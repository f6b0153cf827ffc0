import type { ClassLadder } from "../../leakage/classes/class_ladder.ts";
import type { Ladder } from "../../leakage/trials/ladder.ts";
import { LABEL_TITLES, SPLIT_TITLES } from "../../split/titles.ts";
import { differenceText, seedsIntervalText, seedsText } from "../../text/numbers.ts";
import { syntheticMark } from "../../provenance.ts";
import { type Figure, renderFigure } from "../media/figure.ts";
import {
  type LadderOptions,
  MACRO_NOTE,
  nullNote,
  type ShownLadder,
  shownLadders,
} from "./ladder_table.ts";
import { marksSubtitle, type Rung, rungLayers, rungSentence } from "./rungs.ts";
import { deadSubtitle, outcomeNotes } from "../training/outcome_notes.ts";

/** The conditions from above to below, and the part that each is the measure of. */
const CONDITIONS = [
  { labels: "true", split: "slice", part: null },
  { labels: "true", split: "subject", part: "disease" },
  { labels: "permuted", split: "slice", part: "identity" },
  { labels: "permuted", split: "subject", part: null },
] as const;

/**
 * The permutation ladder: four conditions with their intervals and single seeds, chance, and from chance
 * to the mean the identity part (permuted labels by slice) and the disease part (true labels by subject);
 * below them, of several classes, the same of each, and of other methods on the same slices, where there are any.
 */
export function ladderFigure(
  result: Ladder | ClassLadder,
  options: LadderOptions,
): Promise<Figure> {
  const { network, synthetic, beside = [] } = options;
  const methods = [{ network, result }, ...beside], ladders = shownLadders(result, options);
  const alone = ladders.length === 1;
  const title = `${methods.map(({ network }) => network).join(", ")}: ${
    beside.length === 0
      ? "true labels and labels that subjects have exchanged"
      : "true and exchanged labels"
  }${syntheticMark(synthetic)}`;
  const rungs = ladders.flatMap(({ name, result }) =>
    CONDITIONS.map((condition) => rungOf(result, condition, alone ? "" : `${name}, `))
  );
  return renderFigure(
    {
      title: {
        text: title,
        frame: "bounds",
        subtitle: [
          `Mean AUC on the test set, ${seedsIntervalText(result.seeds)}.`,
          ...marksSubtitle(`single seeds (${seedsText(result.seeds)})`, rungs),
          ...("classes" in result) ? [MACRO_NOTE] : [],
          ...methods.flatMap(({ result }) => deadSubtitle(result.outcomes)),
        ],
      },
      width: 300,
      height: { step: 46 },
      layer: rungLayers(rungs),
    },
    `${title}. ${rungs.map(rungSentence).join(" ")} ${
      ladders.flatMap(({ name, result }) => [
        (alone ? "" : `${name}: `) + partsText(result),
        ...result.outcomes === undefined ? [] : outcomeNotes(result.outcomes),
      ]).join(" ")
    }`,
  );
}

/** Identity part, disease part and inflation in words. */
function partsText({ identity, disease, inflation }: ShownLadder["result"]): string {
  const identityText = differenceText(identity.value, identity.ci);
  const diseaseText = differenceText(disease.value, disease.ci);
  const inflationText = differenceText(inflation.difference, inflation.ci);
  return `Identity part (permuted labels, by slice, above chance): ${identityText}. ` +
    `${nullNote(identity)} ` +
    `Disease part (true labels, by subject, above 0.5): ${diseaseText}. ` +
    `Inflation (true labels, by slice minus by subject): ${inflationText}.`;
}

function rungOf(
  { auc, identity }: ShownLadder["result"],
  { labels, split, part }: typeof CONDITIONS[number],
  method: string,
): Rung {
  const { mean, ci: [low, high], aucs } = auc[split][labels];
  return {
    row: `${method}${LABEL_TITLES[labels]}, ${SPLIT_TITLES[split]}`,
    split,
    mean,
    low,
    high,
    aucs,
    part,
    chance: part === "identity" ? identity.null?.mean ?? 0.5 : 0.5,
  };
}
