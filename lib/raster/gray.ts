import type { DecodedRaster } from "./decoded.ts";
import type { RasterNote } from "./notes.ts";
import { refuse } from "./raster_header.ts";

/** Weights of red, green and blue in 65,536ths: Rec. 601's as Pillow rounds them. */
const RED = 19595, GREEN = 38470, BLUE = 7471, HALF = 32768;

/**
 * The gray of an image: gray as it is, of color the channel that was named, else the luminance of Rec. 601
 * (`(19595 R + 38470 G + 7471 B + 32768) / 65536`, rounded down, as Pillow's `convert("L")`), which of
 * equal channels is their value.
 *
 * @param channel Which channel of color, from 0; undefined for the luminance.
 * @param notes Gets what is out of the ordinary.
 * @returns A sample a pixel.
 * @throws {RasterError} Pixels are half transparent: what is behind them is not known.
 */
export function grayOf(
  image: DecodedRaster,
  channel: number | undefined,
  notes: Set<RasterNote>,
  file: string,
): Uint8Array | Uint16Array {
  const { samples, rows, columns, channels, hasAlpha } = image;
  if (channels === 1 && !hasAlpha) return samples;
  const stride = channels + (hasAlpha ? 1 : 0);
  const gray = samples instanceof Uint8Array
    ? new Uint8Array(rows * columns)
    : new Uint16Array(rows * columns);
  const chosen = channels === 1 ? 0 : channel;
  let isColor = false;
  for (let at = 0, from = 0; at < gray.length; at++, from += stride) {
    if (chosen !== undefined) {
      gray[at] = samples[from + chosen]!;
      continue;
    }
    const red = samples[from]!, green = samples[from + 1]!, blue = samples[from + 2]!;
    isColor ||= red !== green || green !== blue;
    gray[at] = Math.floor((RED * red + GREEN * green + BLUE * blue + HALF) / 65536);
  }
  if (isColor) notes.add("luminance");
  if (hasAlpha) blackenTransparent(gray, image, notes, file);
  return gray;
}

function blackenTransparent(
  gray: Uint8Array | Uint16Array,
  { samples, channels, white }: DecodedRaster,
  notes: Set<RasterNote>,
  file: string,
): void {
  for (let at = 0, from = channels; at < gray.length; at++, from += channels + 1) {
    const alpha = samples[from]!;
    if (alpha === white) continue;
    if (alpha !== 0) {
      refuse(file, {
        problem: "some pixels are half transparent, and what is behind them is not known",
        hint: "save it without transparency",
      });
    }
    gray[at] = 0;
    notes.add("transparent");
  }
}
