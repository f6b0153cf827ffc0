import ndarray from "ndarray";
import type { SliceImage } from "./slice_image.ts";

/** How large an image is, and its pixels. */
interface Grid {
  rows: number;
  columns: number;
  /** Distance between rows and between columns in mm, or null. */
  pixelSpacing: readonly [row: number, column: number] | null;
}

/** Nearer to square than this nobody sees a difference. */
const SAME = 0.01;
/** No scanner's pixels are longer than this: the header is wrong, and what is right is not known. */
const LONGEST = 8;

/**
 * Rows and columns of an image once its pixels are squares of the shorter side: a head in other pixels
 * would be squeezed. Unchanged where they are square, or the header does not say.
 */
export function squareGrid({ rows, columns, pixelSpacing }: Grid): {
  rows: number;
  columns: number;
} {
  const [row, column] = pixelSpacing ?? [1, 1];
  const ratio = row / column;
  if (!(ratio >= 1 / LONGEST && ratio <= LONGEST) || Math.abs(ratio - 1) <= SAME) {
    return { rows, columns };
  }
  return ratio > 1
    ? { rows: Math.round(rows * ratio), columns }
    : { rows, columns: Math.round(columns / ratio) };
}

/**
 * A slice with square pixels: interpolated linearly between pixel centers along the longer side, as
 * `cv2.resize` does with `INTER_LINEAR`. Next to padding the nearer pixel is taken, so that no value
 * arises between padding and tissue.
 *
 * @param pixelSpacing Distance between rows and between columns in mm, or null.
 * @returns The slice itself where its pixels are square; else one of float32.
 */
export function withSquarePixels(
  slice: SliceImage,
  pixelSpacing: Grid["pixelSpacing"],
): SliceImage {
  const [rows, columns] = slice.image.shape as [number, number];
  const square = squareGrid({ rows, columns, pixelSpacing });
  if (square.rows === rows && square.columns === columns) return slice;
  const { image } = slice;
  const isPadding = paddingTest(slice);
  const pixels = new Float32Array(square.rows * square.columns);
  const across = stretch(columns, square.columns), down = stretch(rows, square.rows);
  let at = 0;
  for (const y of down) {
    for (const x of across) {
      // One of the two axes is as it was, so that its share is 0.
      const here = image.get(y.first, x.first), share = y.share + x.share;
      const next = image.get(y.second, x.second);
      const isEdge = isPadding(here) !== isPadding(next);
      pixels[at++] = isEdge ? (share < 0.5 ? here : next) : here + share * (next - here);
    }
  }
  return { ...slice, image: ndarray(pixels, [square.rows, square.columns]) };
}

/** Between which old pixels a new one lies, and how near to the second. */
interface Place {
  first: number;
  second: number;
  share: number;
}

/** The places of new pixels on an axis; beyond the outermost centers the border repeats. */
function stretch(length: number, wanted: number): Place[] {
  return Array.from({ length: wanted }, (_, i) => {
    const center = Math.min(length - 1, Math.max(0, (i + 0.5) * length / wanted - 0.5));
    const first = Math.floor(center);
    return { first, second: Math.min(first + 1, length - 1), share: center - first };
  }).map((place) => place.share === 0 ? { ...place, second: place.first } : place);
}

function paddingTest({ paddingValue, paddingRangeLimit }: SliceImage): (value: number) => boolean {
  if (paddingValue === null) return () => false;
  const limit = paddingRangeLimit ?? paddingValue;
  const least = Math.min(paddingValue, limit), most = Math.max(paddingValue, limit);
  return (value) => value >= least && value <= most;
}
