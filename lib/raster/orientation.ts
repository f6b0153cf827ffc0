import { ORIENTATION, TiffNumbers } from "./tiff_fields.ts";

/** Where an image's first row and column are when it is shown (TIFF 6.0, tag 274): 1 is as stored. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** A value of the tag; 1 where it is none. */
export function orientationOf(value: number | undefined): Orientation {
  return value !== undefined && value >= 1 && value <= 8 ? value as Orientation : 1;
}

/** The orientation that EXIF data state, which are written as a TIFF file without an image; else 1. */
export function exifOrientation(exif: Uint8Array): Orientation {
  if (exif.length < 8) return 1;
  try {
    const numbers = new TiffNumbers(exif);
    return orientationOf(numbers.directory(numbers.first).fields.get(ORIENTATION)?.[0]);
  } catch (error) {
    // What is damaged there does not concern the pixels.
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

/** Whether rows become columns. */
export function isTransposed(orientation: Orientation): boolean {
  return orientation >= 5;
}

/** Whether the shown image begins with the last of the stored rows, and with the last of the columns. */
const REVERSED: Readonly<Record<Orientation, readonly [rows: boolean, columns: boolean]>> = {
  1: [false, false],
  2: [false, true],
  3: [true, true],
  4: [true, false],
  5: [false, false],
  6: [true, false],
  7: [true, true],
  8: [false, true],
};

/**
 * Turns an image as it is to be shown.
 *
 * @param size As it is stored.
 * @returns The same samples, row by row as shown.
 */
export function turned<Samples extends Uint8Array | Uint16Array>(
  samples: Samples,
  { rows, columns }: { rows: number; columns: number },
  orientation: Orientation,
): Samples {
  if (orientation === 1) return samples;
  const [reversedRows, reversedColumns] = REVERSED[orientation];
  const alongRows = { length: rows, step: reversedRows ? -columns : columns };
  const alongColumns = { length: columns, step: reversedColumns ? -1 : 1 };
  const [down, across] = isTransposed(orientation)
    ? [alongColumns, alongRows]
    : [alongRows, alongColumns];
  const shown = samples.slice() as Samples;
  let line = (reversedRows ? (rows - 1) * columns : 0) + (reversedColumns ? columns - 1 : 0);
  for (let y = 0, at = 0; y < down.length; y++, line += down.step) {
    let from = line;
    for (let x = 0; x < across.length; x++, from += across.step) shown[at++] = samples[from]!;
  }
  return shown;
}
