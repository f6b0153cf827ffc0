import type { SliceRow } from "../../cohort/slice_row.ts";
import type { PreprocessOptions } from "../../preprocess/chain/options.ts";
import { preprocessStages } from "../../preprocess/chain/pipeline.ts";
import type { Figure } from "../media/figure.ts";
import type { ExampleSlice } from "./example_slices.ts";
import { slicesFigure } from "./slices_figure.ts";

/** The paper's window for the brain, level 50 and width 80, in HU. */
export const BRAIN_WINDOW = [10, 90] as const;

/** What each finding is called in captions, and where its blood is. */
const FINDINGS: Readonly<Record<ExampleSlice["finding"], { name: string; place: string }>> = {
  IPH: { name: "Intraparenchymal", place: "blood within the brain's tissue" },
  IVH: { name: "Intraventricular", place: "blood in the brain's fluid-filled chambers" },
  SDH: { name: "Subdural", place: "a crescent between brain and skull" },
  EDH: { name: "Epidural", place: "a lens between brain and skull" },
  SAH: { name: "Subarachnoid", place: "blood in the furrows between brain and its sheath" },
  any: { name: "Hemorrhage", place: "of a type that the label table does not state" },
  none: { name: "No hemorrhage", place: "for comparison" },
};

/** One example of each type of hemorrhage and one without, in the paper's window. */
export function examplesFigure(
  examples: readonly ExampleSlice[],
  { synthetic }: { synthetic: boolean },
): Figure {
  const title = "One slice for each type of hemorrhage, window level 50, width 80" +
    syntheticMark(synthetic);
  return slicesFigure(
    examples.map(({ finding, row, studySlices, image }) => ({
      image,
      range: BRAIN_WINDOW,
      heading: FINDINGS[finding].name,
      caption: `${FINDINGS[finding].place}; ${sliceText(row, studySlices)}`,
    })),
    {
      title,
      legend: "Of each type the slice with the largest area as dense as fresh blood.",
      columns: 3,
      side: 210,
    },
  );
}

/** As the paper's Figure 1: a slice with a hemorrhage and a healthy one, after preprocessing. */
export function figure1(
  examples: readonly ExampleSlice[],
  { synthetic, ...options }: Partial<PreprocessOptions> & { synthetic: boolean },
): Figure {
  const shown = [
    examples.find(({ finding }) => finding !== "none"),
    examples.find(({ finding }) => finding === "none"),
  ].filter((example) => example !== undefined);
  return slicesFigure(
    shown.map(({ finding, row, studySlices, image }, index) => ({
      image: preprocessStages(image, options).resized,
      range: [0, 1],
      heading: `(${"ab"[index]}) ${finding === "none" ? "Healthy" : "Intracranial hemorrhage"}`,
      caption: sliceText(row, studySlices),
    })),
    {
      title: `Two slices after preprocessing, as the paper's Figure 1${syntheticMark(synthetic)}`,
      columns: 2,
      side: 256,
    },
  );
}

/** `PHANTOM-CT-7, slice 12 of 20`, counted from the feet. */
export function sliceText({ study, slice }: SliceRow, of: number): string {
  return `${study}, slice ${slice + 1} of ${of}`;
}

/** What a title ends with where the data is synthetic. */
export function syntheticMark(synthetic: boolean): string {
  return synthetic ? " (synthetic data)" : "";
}
