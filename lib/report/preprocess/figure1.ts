import type { PreprocessOptions } from "../../preprocess/chain/options.ts";
import { preprocessStages } from "../../preprocess/chain/pipeline.ts";
import { capitalized, type DataKind, findingWords } from "../../text/finding.ts";
import type { ExampleSlice } from "../cohort/example_slices.ts";
import { syntheticMark } from "../../provenance.ts";
import { sliceText } from "../cohort/examples_figure.ts";
import { slicesFigure } from "../cohort/slices_figure.ts";
import type { Figure } from "../media/figure.ts";

/**
 * As the paper's Figure 1: a slice with a hemorrhage, or another finding, and a healthy one, after
 * preprocessing.
 */
export function figure1(
  examples: readonly ExampleSlice[],
  { synthetic, ...data }: DataKind & { synthetic: boolean },
  options: Partial<PreprocessOptions> = {},
): Figure {
  const { name, none, isAnyHemorrhage } = findingWords(data);
  const negative = isAnyHemorrhage ? "Healthy" : capitalized(none);
  const chain = { ...data.images === "other" && { modality: "other" as const }, ...options };
  const positive = isAnyHemorrhage ? "Intracranial hemorrhage" : capitalized(name);
  const shown = [
    examples.find(({ finding }) => finding !== "none"),
    examples.find(({ finding }) => finding === "none"),
  ].filter((example) => example !== undefined);
  return slicesFigure(
    shown.map(({ finding, row, studySlices, image }, index) => ({
      image: preprocessStages(image, chain).resized,
      range: [0, 1],
      heading: `(${"ab"[index]}) ${finding === "none" ? negative : positive}`,
      caption: sliceText(row, studySlices),
    })),
    {
      title: `Two slices after preprocessing, as the paper's Figure 1${syntheticMark(synthetic)}`,
      columns: 2,
      side: 256,
    },
  );
}
