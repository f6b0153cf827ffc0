import { type Image, imageOf } from "../../preprocess/chain/image.ts";
import { completeOptions, type PreprocessOptions } from "../../preprocess/chain/options.ts";
import { type PreprocessStages, preprocessStages } from "../../preprocess/chain/pipeline.ts";
import { syntheticMark } from "../../provenance.ts";
import { grayRange } from "../cohort/gray_range.ts";
import { slicesFigure, type SliceTile } from "../cohort/slices_figure.ts";
import type { Figure } from "../media/figure.ts";

/** Densities from air to bone, in HU. */
const ALL_DENSITIES = [-1000, 1000] as const;
const UNIT = [0, 1] as const;
/** Differences are shown about middle gray; these are shown black and white. */
const SMALL_DIFFERENCE = [-0.05, 0.05] as const;

/**
 * One slice after each stage of the preprocessing, in the paper's order, with what was cut away by
 * the two stages whose effect is hard to see: the head's mask and the filter's removed noise. Images that
 * are no CT have no mask and no HU.
 *
 * @param image The slice as scanned, in HU, `[rows, columns]`.
 * @param data Whether it is synthetic, which the title then says.
 * @param options The preprocessing options of the cohort.
 * @throws {PreprocessError} For an option out of its range.
 */
export function stagesFigure(
  image: Image,
  { synthetic }: { synthetic: boolean },
  options: Partial<PreprocessOptions> = {},
): Figure {
  const complete = completeOptions(options), isCt = complete.modality !== "other";
  const stages = preprocessStages(image, options);
  const { windowed, filtered, normalized, resized } = stages;
  return slicesFigure([
    ...isCt ? densityTiles(image, stages) : grayTiles(image, stages, complete),
    {
      image: filtered,
      range: UNIT,
      heading: "3 Anisotropic filter",
      caption: "noise smoothed, edges kept",
    },
    {
      image: difference(windowed, filtered),
      range: SMALL_DIFFERENCE,
      heading: "Taken by the filter",
      caption: "window minus filter; gray: no change, black to white: " +
        (isCt ? "−4 to 4 HU" : "a twentieth of the range"),
    },
    {
      image: normalized,
      range: UNIT,
      heading: "4 Normalized",
      caption: "stretched so that the slice reaches from 0 to 1",
    },
    {
      image: resized,
      range: UNIT,
      heading: "5 Resized",
      caption: `${side(resized)}: a network's input`,
    },
  ], {
    title: `One slice, stage by stage${syntheticMark(synthetic)}`,
    legend: "Below each picture: what its gray scale shows. Numbers: the paper's stages.",
    columns: 4,
    side: 190,
  });
}

/** What leads to the window where images are densities. */
function densityTiles(
  image: Image,
  { mask, background, windowed }: PreprocessStages,
): SliceTile[] {
  return [
    {
      image,
      range: ALL_DENSITIES,
      heading: "As scanned",
      caption: `−1000 HU (air) black, 1000 HU (bone) white; ${side(image)}`,
    },
    { image: mask, range: UNIT, heading: "The head", caption: "white: kept, black: background" },
    {
      image: background,
      range: ALL_DENSITIES,
      heading: "1 Background removed",
      caption: "everything outside the head is air; same gray scale",
    },
    {
      image: windowed,
      range: UNIT,
      heading: "2 Window",
      caption: "level 50, width 80: 10 HU black, 90 HU white",
    },
  ];
}

/** What leads to it where they are no CT: nothing is background, and a window is in no HU. */
function grayTiles(
  image: Image,
  { windowed }: PreprocessStages,
  { normalize, windowCenter, windowWidth }: PreprocessOptions,
): SliceTile[] {
  const [black, white] = [-0.5, 0.5].map((half) =>
    Number((windowCenter + half * windowWidth).toPrecision(6))
  );
  return [
    {
      image,
      range: grayRange(image, { images: "other" }),
      heading: "As given",
      caption: `from its least value, black, to its greatest; ${side(image)}`,
    },
    {
      image: windowed,
      range: UNIT,
      heading: normalize === "slice" ? "2 Its own range" : "2 Window",
      caption: normalize === "slice"
        ? "in the place of a window: its least value 0, its greatest 1"
        : `${black} black, ${white} white`,
    },
  ];
}

function side({ shape: [rows, columns] }: Image): string {
  return `${rows} × ${columns} pixels`;
}

function difference(from: Image<Float32Array>, minus: Image<Float32Array>): Image<Float32Array> {
  const values = from.data.map((value, at) => value - minus.data[at]!);
  return imageOf(values, from.shape[0]!, from.shape[1]!);
}
