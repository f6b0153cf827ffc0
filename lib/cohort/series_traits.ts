import type { DicomHeader } from "../dicom/header.ts";
import { transferSyntax } from "../dicom/transfer_syntax.ts";
import type { Series } from "./series.ts";

/** What kind of series it is, in words for the user; null where nothing speaks for it. */
export interface SeriesTraits {
  /** Why its files are no stack of CT slices that can be read. */
  unusable: string | null;
  /** Why its slices are not axial slices of the head. */
  otherView: string | null;
  /** Why it is taken for one with contrast agent. */
  contrast: string | null;
  /** Why it is taken for a bone or lung reconstruction. */
  sharp: string | null;
}

const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
const LOCALIZERS = ["LOCALIZER", "SCOUT", "TOPOGRAM"];
const PICTURES = ["MIP", "MINIP", "PROJECTION IMAGE", "SCREEN SAVE", "SCREEN_SAVE", "DOSE_INFO"];

const NO_AGENT = /^(no|none|non|nil|plain|without|unenhanced|ncct|0|-)\b/i;
const PLAIN_NAME =
  /\bplain|\b(pre|non|no|without|w\/?o)[\s_-]*(contrast|ce\b)|\bunenhanced\b|\bn[ce]ct\b/i;
/** "post" alone is after contrast; "post op" is after surgery. */
const CONTRAST_NAME =
  /\bcontrast|\bpost\b(?![\s-]*op)|\bpost-?contrast|\b(ce|cect|cta|angio\w*|arterial|venous|perfusion|bolus)\b|c\+|\d\s*cc\b/i;

const SHARP_NAME = /\b(bone|osseous|lung|sharp|petrous|hrct)/i;
const SHARP_KERNELS = /^(bone|boneplus|edge|lung|ultra)/i;
const SOFT_KERNELS = /^(standard|soft|detail|chst|stnd)/i;
/** Siemens: a letter or two, the sharpness from 10 (softest) to 99, a letter: `H31s`, `Br64`. */
const SIEMENS_KERNEL = /^[a-z]{1,2}(\d\d)/i;
/** Canon, Toshiba: FC30 to FC39 are for bone, FC50 to FC59 and FC80 to FC89 for lung and inner ear. */
const CANON_KERNEL = /^fc(\d\d)/i;

const OTHER_REGION =
  /\b(chest|thora\w*|abd\w*|pelvis|lung|heart|cardiac|c?t?l?spine|neck|shoulder|knee|foot|hip|leg|arm)\b/i;

/** Reads a series' kind from its headers first and its names second. */
export function readTraits(series: Series): SeriesTraits {
  const header = series.files[0]!.header;
  const names = [header.seriesDescription, series.name];
  return {
    unusable: unusable(series, header),
    otherView: otherView(series, header, names),
    contrast: contrast(header, names),
    sharp: sharp(header, names),
  };
}

function unusable(series: Series, header: DicomHeader): string | null {
  const syntax = transferSyntax(header.transferSyntax);
  const marks = series.files.flatMap((scanned) => scanned.header.imageType);
  const mark = (known: string[]) => known.find((name) => marks.includes(name));
  if (header.modality !== "CT") return `modality ${header.modality || "unknown"}, not CT`;
  if (!header.hasPixelData) return "holds no images";
  if (mark(LOCALIZERS)) return `a localizer (ImageType ${mark(LOCALIZERS)})`;
  if (header.sopClassUid.startsWith(SECONDARY_CAPTURE)) return "secondary captures, not CT slices";
  if (mark(PICTURES)) return `pictures made from slices (ImageType ${mark(PICTURES)})`;
  if (header.numberOfFrames > 1) return "multi-frame objects are not supported yet";
  if (series.plane === null) return "no slice has a position and an orientation";
  if (syntax.encoding === null) return `${syntax.name} (${syntax.uid}) is not supported yet`;
  return null;
}

function otherView(series: Series, header: DicomHeader, names: string[]): string | null {
  const region = OTHER_REGION.exec(header.bodyPartExamined) ?? null;
  if (series.plane !== "axial") return `${series.plane} slices, not axial`;
  if (region !== null) return `BodyPartExamined is ${header.bodyPartExamined}`;
  return named(names, OTHER_REGION);
}

function contrast(header: DicomHeader, names: string[]): string | null {
  const agent = header.contrastAgent;
  if (agent !== "" && !NO_AGENT.test(agent)) return "ContrastBolusAgent is set";
  if (names.some((name) => PLAIN_NAME.test(words(name)))) return null;
  return named(names, CONTRAST_NAME);
}

function sharp(header: DicomHeader, names: string[]): string | null {
  const kernel = header.convolutionKernel;
  const reason = `ConvolutionKernel is ${kernel}`;
  if (SHARP_KERNELS.test(kernel)) return reason;
  if (SOFT_KERNELS.test(kernel)) return null;
  const canon = CANON_KERNEL.exec(kernel)?.[1];
  if (canon !== undefined) return /^[358]/.test(canon) ? reason : null;
  const siemens = SIEMENS_KERNEL.exec(kernel)?.[1];
  if (siemens !== undefined) return Number(siemens) >= 55 ? reason : null;
  return named(names, SHARP_NAME);
}

function named(names: string[], pattern: RegExp): string | null {
  const name = names.find((name) => pattern.test(words(name)));
  return name === undefined ? null : `named "${name}"`;
}

/** Underscores are word characters to a pattern, but separate words in a name. */
function words(name: string): string {
  return name.replaceAll("_", " ");
}
