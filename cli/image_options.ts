import { type Command, InvalidArgumentError, Option } from "commander";
import { type ImageWindow, MODALITIES } from "hemoleak/cohort/pixel_reading.ts";

const WINDOW = "--image-window";

/** Adds the options that say what the pixels of images mean. */
export function withImageOptions(command: Command, otherwise = ""): Command {
  return command
    .addOption(
      new Option("--modality <what>", `what the images are of${otherwise || " (default: CT)"}`)
        .choices(MODALITIES),
    )
    .addOption(
      new Option(
        `${WINDOW} <level width>`,
        `the window in HU by which PNG, JPEG and TIFF images of CT became gray${otherwise}`,
      ).argParser(parseWindow),
    )
    .addOption(
      new Option(
        "--channel <n>",
        `the channel of color images that counts, 0 being red${
          otherwise || " (default: luminance)"
        }`,
      ).argParser(parseChannel),
    );
}

/**
 * Makes one argument of the two numbers after `--image-window`: of several values commander takes whatever
 * follows, a folder too.
 */
export function joinImageWindow(args: readonly string[]): string[] {
  const at = args.indexOf(WINDOW);
  const [level, width] = args.slice(at + 1, at + 3);
  if (at === -1 || !isNumber(level) || !isNumber(width)) return [...args];
  return args.toSpliced(at + 1, 2, `${level},${width}`);
}

function isNumber(text: string | undefined): boolean {
  return text !== undefined && /^[+-]?\d+(?:\.\d*)?$/.test(text);
}

function parseWindow(text: string): ImageWindow {
  const parts = text.split(/[,;/ ]+/);
  const [level, width] = parts.map(Number);
  if (parts.length === 2 && parts.every(isNumber) && width! > 0) {
    return { level: level!, width: width! };
  }
  throw new InvalidArgumentError(
    `Expected a level and a width in HU, such as 40 120, but found "${text}".`,
  );
}

function parseChannel(text: string): number {
  if (/^[012]$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`Expected 0 (red), 1 (green) or 2 (blue) but found "${text}".`);
}
