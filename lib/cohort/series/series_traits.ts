import type { DicomHeader } from "../../dicom/header.ts";
import { transferSyntax } from "../../dicom/transfer_syntax.ts";
import { contrastIn, namesNoAgent } from "./contrast.ts";
import type { Series } from "./group_into_series.ts";
import { recognizeKernel, type Sharpness } from "./kernel.ts";
import type { Modality } from "../pixel_reading.ts";
import { findWord, VOCABULARY } from "./vocabulary.ts";

/**
 * What kind of series it is, in words for the user; null where nothing speaks for it. Of the headers'
 * text the reasons repeat nothing but words of hemoleak's own vocabularies.
 */
export interface SeriesTraits {
  /** Why its files are no stack of CT slices that can be read. */
  unusable: string | null;
  /** Why its slices are not axial. */
  otherPlane: string | null;
  /** Why it is taken for one of another part of the body than the head. */
  otherRegion: string | null;
  /** Why it may be, where neither header nor names give the region: no head is of its size. */
  oversize: string | null;
  /** Why it is taken for one with contrast agent. */
  contrast: string | null;
  kernel: KernelTrait;
}

/** The reconstruction kernel, from ConvolutionKernel or, where that is no help, from names. */
export interface KernelTrait {
  sharpness: Sharpness | "unknown";
  /** A manufacturer's name for it, such as `STANDARD` or `H31s`; null where it is none we know. */
  name: string | null;
  /** What shows that it is sharp, or null where it is not. */
  reason: string | null;
}

/** Reads a series' kind from its headers first and its names second. */
export function readTraits(series: Series, modality: Modality): SeriesTraits {
  const header = series.files[0]!.header;
  const names = [header.seriesDescription, series.name];
  return {
    unusable: unusable(series, header, names, modality),
    otherPlane: modality === "CT" ? otherPlane(series) : null,
    otherRegion: otherRegion(header, names),
    oversize: oversize(series, header, names),
    contrast: contrast(series, names),
    kernel: kernelTrait(header, names),
  };
}

/** Modalities (DICOM PS3.3 C.7.3.1.1.1) that lie beside CT in archives. */
const OTHER_MODALITIES =
  "MR PT NM US XA RF CR DX DR MG PX SC OT SR KO PR DOC REG SEG RTSTRUCT RTPLAN RTDOSE";

const SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";
const DOSE_REPORT = "1.2.840.10008.5.1.4.1.1.88.67";

/** Values of ImageType (PS3.3 C.7.6.1.1.2, C.8.16.1, and manufacturers' own) of what is no CT slice. */
const LOCALIZERS = ["LOCALIZER", "SCOUT", "TOPOGRAM"];
const PICTURES = [
  ...["MIP", "MINIP", "MAX_IP", "MIN_IP", "PROJECTION IMAGE", "PROJECTION", "CURVED_MPR", "VRT"],
  ...["VOLUME_RENDER", "SURFACE_RENDER", "SCREEN SAVE", "SCREEN_SAVE", "DOSE_INFO", "CSA REPORT"],
];
const MAPS = ["PERFUSION", "CBF", "CBV", "MTT", "TTP", "TMAX", "RCBF", "RCBV", "SUBTRACTION"];

/** A scout is taken from the front or the side, perhaps both. */
const MOST_LOCALIZERS = 2;

function unusable(
  series: Series,
  header: DicomHeader,
  names: string[],
  modality: Modality,
): string | null {
  const marks = series.files.flatMap((scanned) => scanned.header.imageType);
  const mark = (known: readonly string[]) => known.find((name) => marks.includes(name));
  if (header.sopClassUid === DOSE_REPORT) return "a dose report";
  if (modality === "CT" && header.modality !== "CT") {
    return `modality ${knownModality(header)}, not CT`;
  }
  if (!header.hasPixelData) return "holds no images";
  if (mark(LOCALIZERS)) return `a localizer (ImageType ${mark(LOCALIZERS)})`;
  if (header.sopClassUid.startsWith(SECONDARY_CAPTURE)) return "secondary captures, not CT slices";
  if (mark(PICTURES)) return `pictures made from slices (ImageType ${mark(PICTURES)})`;
  if (mark(MAPS)) return `maps computed from slices (ImageType ${mark(MAPS)})`;
  if (series.plane === null && series.orderedBy === "position") return withoutPlace(header, names);
  if (series.files.length <= MOST_LOCALIZERS) {
    const word = findWord(names, VOCABULARY.localizer);
    if (word !== null) return `a localizer (named "${word}")`;
    if (series.plane !== null && series.plane !== "axial") {
      return `a localizer, by its few ${series.plane} images`;
    }
  }
  const syntax = transferSyntax(header.transferSyntax);
  return syntax.pixels === null ? `${syntax.name} pixel data, which are not supported` : null;
}

/** Of series in another order than by position the plane is not known. */
function otherPlane({ plane, orderedBy }: Series): string | null {
  return plane === "axial" || orderedBy !== "position" ? null : `${plane} slices, not axial`;
}

function knownModality({ modality }: DicomHeader): string {
  return OTHER_MODALITIES.split(" ").find((known) => known === modality) ?? "other or none";
}

function withoutPlace(header: DicomHeader, names: string[]): string {
  const word = findWord(names, VOCABULARY.report);
  if (word !== null) return `a picture of text (named "${word}")`;
  if (header.numberOfFrames > 1) return "multi-frame objects that do not place their images";
  return "no slice has a position and an orientation";
}

function otherRegion(header: DicomHeader, names: string[]): string | null {
  const examined = findWord([header.bodyPartExamined], VOCABULARY.otherRegion);
  if (examined !== null) return `BodyPartExamined names the ${examined}`;
  const word = findWord(names, VOCABULARY.otherRegion);
  return word === null ? null : `named "${word}"`;
}

/** No head is wider (mm), nor is a scan of the head longer: it is the neck's and chest's as well. */
const WIDEST_HEAD = 350;
const LONGEST_HEAD = 350;

function oversize(series: Series, header: DicomHeader, names: string[]): string | null {
  if (findWord([header.bodyPartExamined, ...names], VOCABULARY.head) !== null) return null;
  const width = series.geometry?.fieldOfView?.[1] ?? 0;
  if (width > WIDEST_HEAD) return `${width.toFixed(0)} mm wide, more than a head`;
  const extent = series.geometry?.extent ?? 0;
  return extent > LONGEST_HEAD ? `${extent.toFixed(0)} mm long, more than a head` : null;
}

/** So many images at each position are taken while an agent flows through. */
const DYNAMIC = 4;

function contrast(series: Series, names: string[]): string | null {
  const { files, geometry } = series;
  const hasAgent = files.some(({ header }) => !namesNoAgent(header.contrastAgent));
  if (hasAgent) return "ContrastBolusAgent is set";
  const positions = files.length - (geometry?.duplicates ?? 0);
  const times = Math.floor(files.length / positions);
  if (times >= DYNAMIC) return `${times} images at each position, as in perfusion`;
  const sign = contrastIn(names);
  return sign?.says === "contrast" ? `named "${sign.word}"` : null;
}

function kernelTrait(header: DicomHeader, names: string[]): KernelTrait {
  const kernel = recognizeKernel(header.convolutionKernel);
  if (kernel !== null) {
    const { name, sharpness } = kernel;
    return {
      name,
      sharpness,
      reason: sharpness === "sharp" ? `ConvolutionKernel is ${name}` : null,
    };
  }
  const word = findWord(names, VOCABULARY.sharp);
  if (word === null) return { name: null, sharpness: "unknown", reason: null };
  return { name: null, sharpness: "sharp", reason: `named "${word}"` };
}
