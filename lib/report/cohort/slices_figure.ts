import type { Box } from "../../cohort/labels/bhx_boxes.ts";
import type { Image } from "../../preprocess/chain/image.ts";
import { resize } from "../../preprocess/chain/resize.ts";
import { captionMarkup, Figure } from "../media/figure.ts";
import { escapeMarkup } from "../media/markup.ts";
import { grayPng, heatPng, pngAddress } from "../media/png.ts";
import { COLORS, FONT } from "../media/theme.ts";

/** One picture of the figure. */
export interface SliceTile {
  /** `[rows, columns]`, in any unit. */
  image: Image;
  /** The values shown black and white, in the image's unit. */
  range: readonly [black: number, white: number];
  /** Laid over the picture in color, from 0 (nothing) to 1; of any size. */
  heat?: Image<Float32Array>;
  /** Outlined, in shares of the picture's side. */
  boxes?: readonly Box[];
  /** What the picture shows, in a few words; set in bold. */
  heading: string;
  /** More words below the heading, wrapped to the picture's width. */
  caption?: string;
}

/** How pictures are laid out. */
export interface SlicesFigureOptions {
  /** The figure's heading; says that the data is synthetic where it is. */
  title: string;
  /** Sentences that follow the title in the figure's caption: what all pictures have in common. */
  legend?: string;
  /** Pictures in a row. Default 4. */
  columns?: number;
  /** A picture's width and height in CSS pixels. Default 170. */
  side?: number;
}

const MARGIN = 8;
const GAP = 12;
const LINE = 15;
const TITLE_HEIGHT = 28;
/** Mean width of a caption's character in pixels, on the safe side. */
const CHARACTER = 6.4;

/**
 * Pictures of slices in rows, each with its caption, as one SVG with the pixels inside.
 *
 * Larger images are reduced to the size at which they are shown, averaging over areas; smaller
 * ones are enlarged with visible pixels.
 */
export function slicesFigure(tiles: readonly SliceTile[], options: SlicesFigureOptions): Figure {
  const { title, legend = "", columns = 4, side = 170 } = options;
  const captions = tiles.map(({ caption = "" }) => wrap(caption, Math.floor(side / CHARACTER)));
  const captionLines = 1 + Math.max(0, ...captions.map((lines) => lines.length));
  const rowHeight = side + captionLines * LINE + GAP + 6;
  const shown = Math.min(columns, tiles.length);
  const width = 2 * MARGIN + shown * side + Math.max(0, shown - 1) * GAP;
  const height = 2 * MARGIN + TITLE_HEIGHT + Math.ceil(tiles.length / columns) * rowHeight;
  const drawn = tiles.map((tile, index) => {
    const x = MARGIN + (index % columns) * (side + GAP);
    const y = MARGIN + TITLE_HEIGHT + Math.floor(index / columns) * rowHeight;
    return drawTile(tile, captions[index]!, { x, y, side });
  });
  const text = [title, ...tiles.map((t) => [t.heading, t.caption].filter(Boolean).join(", "))]
    .join(". ");
  return new Figure(
    `<svg role="img" xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" font-family="${FONT}" font-size="12" ` +
      `fill="${COLORS.ink}">${captionMarkup(`${title}. ${legend}`.trim(), text)}` +
      `<rect width="${width}" height="${height}" fill="${COLORS.paper}"/>` +
      `<text x="${MARGIN}" y="${MARGIN + 13}" font-size="14" font-weight="bold">` +
      `${escapeMarkup(title)}</text>${drawn.join("")}</svg>`,
    text,
  );
}

function drawTile(
  { image, range, heading, heat, boxes = [] }: SliceTile,
  caption: readonly string[],
  { x, y, side }: { x: number; y: number; side: number },
): string {
  const larger = Math.max(image.shape[0]!, image.shape[1]!) > side;
  const picture = (png: Uint8Array, style = "") =>
    `<image x="${x}" y="${y}" width="${side}" height="${side}" ` +
    `href="${pngAddress(png)}"${style}/>`;
  // White bone would outshine any color.
  const veil =
    `<rect x="${x}" y="${y}" width="${side}" height="${side}" fill="${COLORS.veil}" opacity="0.45"/>`;
  const outline = (box: Box) =>
    `<rect x="${pixels(x + box.x * side)}" y="${pixels(y + box.y * side)}" ` +
    `width="${pixels(box.width * side)}" height="${pixels(box.height * side)}" ` +
    `fill="none" stroke="${COLORS.lesion}" stroke-width="1.5"/>`;
  const line = (text: string, index: number, weight: string) =>
    `<text x="${x}" y="${y + side + 15 + index * LINE}"${weight}>${escapeMarkup(text)}</text>`;
  return picture(
    grayPng(larger ? resize(image, side) : image, range),
    larger ? "" : ' style="image-rendering:pixelated"',
  ) +
    (heat ? veil + picture(heatPng(heat)) : "") +
    boxes.map(outline).join("") +
    line(heading, 0, ' font-weight="bold"') +
    caption.map((text, index) => line(text, index + 1, ` fill="${COLORS.quiet}"`)).join("");
}

function pixels(length: number): string {
  return String(Number(length.toFixed(1)));
}

/** Breaks text between words into lines of at most `length` characters. */
function wrap(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ").filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= length) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(word);
  }
  return lines;
}
