import ndarray from "ndarray";
import type { NdArray } from "ndarray";
import { PreprocessError } from "../../error.ts";

/** The number types that images come in. */
export type Pixels =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** A two-dimensional image, `[rows, columns]`. */
export type Image<Data extends Pixels = Pixels> = NdArray<Data>;

/** Wraps row-major pixels as an image. */
export function imageOf<Data extends Pixels>(
  data: Data,
  rows: number,
  columns: number,
): Image<Data> {
  return ndarray(data, [rows, columns]);
}

/** Rows and columns of an image. Throws {@link PreprocessError} unless it is two-dimensional. */
export function sizeOf(image: Image): { rows: number; columns: number } {
  const [rows, columns] = image.shape;
  if (image.shape.length !== 2 || !rows || !columns) {
    throw new PreprocessError({
      expected: "an image of shape [rows, columns] with at least one pixel",
      found: `shape [${image.shape.join(", ")}]`,
    });
  }
  return { rows, columns };
}

/**
 * The pixels of an image as row-major 32-bit floats: the image's own data where it has that form
 * (so never write to it), else a copy. One number type keeps the loops over pixels fast.
 */
export function float32Pixels(image: Image): Float32Array {
  const { rows, columns } = sizeOf(image);
  const { data, offset } = image;
  if (data instanceof Float32Array && data.length === rows * columns) {
    if (offset === 0 && isRowMajor(image)) return data;
  }
  const pixels = new Float32Array(rows * columns);
  copyPixels(image, pixels);
  return pixels;
}

/** Copies the pixels of an image, row by row, to an array of as many. */
export function copyPixels(image: Image, target: Int16Array | Float32Array): void {
  const { rows, columns } = sizeOf(image);
  const { data, stride, offset } = image;
  if (isRowMajor(image)) {
    target.set(data.subarray(offset, offset + rows * columns));
    return;
  }
  const [rowStride, columnStride] = stride as [number, number];
  for (let y = 0, at = 0; y < rows; y++) {
    let from = offset + y * rowStride;
    for (let x = 0; x < columns; x++, from += columnStride) target[at++] = data[from]!;
  }
}

function isRowMajor({ shape, stride }: Image): boolean {
  return stride[0] === shape[1] && stride[1] === 1;
}
