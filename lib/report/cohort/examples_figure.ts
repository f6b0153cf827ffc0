import type { Hemorrhage, SliceRow } from "../../cohort/slice_row.ts";
import { capitalized, type DataKind, findingWords, HEMORRHAGE_NAMES } from "../../text/finding.ts";
import { syntheticMark } from "../../provenance.ts";
import type { Figure } from "../media/figure.ts";
import type { ExampleSlice } from "./example_slices.ts";
import { grayRange, windowText } from "./gray_range.ts";
import { slicesFigure } from "./slices_figure.ts";

/** Where the blood of each type of hemorrhage is. */
const PLACES: Readonly<Record<Hemorrhage, string>> = {
  IPH: "blood within the brain's tissue",
  IVH: "blood in the brain's fluid-filled chambers",
  SDH: "a crescent between brain and skull",
  EDH: "a lens between brain and skull",
  SAH: "blood in the furrows between brain and its sheath",
};

/** One example of each type of hemorrhage, or of another finding, and one without. */
export function examplesFigure(
  examples: readonly ExampleSlice[],
  { synthetic, ...data }: DataKind & { synthetic: boolean },
): Figure {
  const { one, isAnyHemorrhage } = findingWords(data), window = windowText(data);
  const what = isAnyHemorrhage
    ? "One slice for each type of hemorrhage"
    : `A slice with ${one}, and one without`;
  return slicesFigure(
    examples.map(({ finding, row, studySlices, image }) => ({
      image,
      range: grayRange(image, data),
      ...exampleText(finding, sliceText(row, studySlices), data),
    })),
    {
      title: `${what}${window && `, ${window}`}${syntheticMark(synthetic)}`,
      legend: exampleRule(data),
      columns: 3,
      side: 210,
    },
  );
}

function exampleRule(data: DataKind): string {
  const { isHemorrhage, isAnyHemorrhage } = findingWords(data);
  if (isAnyHemorrhage) {
    return "Of each type the slice with the largest area as dense as fresh blood.";
  }
  return isHemorrhage
    ? "Of the first studies with it the slice with the largest area as dense as fresh blood."
    : "Of the first study with it, the middle one of the slices that are labeled so.";
}

function exampleText(
  finding: ExampleSlice["finding"],
  slice: string,
  data: DataKind,
): { heading: string; caption: string } {
  const { name, none, isAnyHemorrhage } = findingWords(data);
  if (finding === "none") {
    return { heading: capitalized(none), caption: `for comparison; ${slice}` };
  }
  if (finding !== "any") {
    return {
      heading: capitalized(HEMORRHAGE_NAMES[finding]),
      caption: `${PLACES[finding]}; ${slice}`,
    };
  }
  return {
    heading: capitalized(name),
    caption: isAnyHemorrhage ? `of a type that the label table does not state; ${slice}` : slice,
  };
}

/** `PHANTOM-CT-7, slice 12 of 20`, counted from the feet. */
export function sliceText({ study, slice }: SliceRow, of: number): string {
  return `${study}, slice ${slice + 1} of ${of}`;
}
