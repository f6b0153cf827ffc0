/**
 * The machines that the phantom's subjects are scanned on, and how each scan is set up. Drawn
 * without looking at the label.
 *
 * @module
 */
import type { Random } from "../random.ts";
import { boundedNormal } from "./anatomy.ts";

/** How a machine writes its files: what readers of real archives must cope with. */
export interface Scanner {
  /** ManufacturerModelName. */
  model: string;
  transferSyntax: TransferSyntax;
  /** Whether stored values are signed (PixelRepresentation 1). */
  isSigned: boolean;
  /** RescaleIntercept; RescaleSlope is 1. */
  intercept: number;
  /** Stored value outside the circle of reconstruction, and whether the header names it. */
  padding: { stored: number; isDeclared: boolean } | null;
  /** ConvolutionKernel of the soft-tissue and of the bone series. */
  softKernel: string;
  boneKernel: string;
  /** Tilt of the gantry to spare the eyes, degrees. */
  gantryTilt: number;
  /** Whether the table moves so that the first image is at the top of the head. */
  isHeadFirstDown: boolean;
  /** SpacingBetweenSlices as written: right, wrong (as in CQ500) or left out. */
  spacingHeader: "right" | "wrong" | "absent";
}

/** DICOM PS3.5 Annex A, and what the phantom writes of it. */
export const TRANSFER_SYNTAXES = {
  implicitLittleEndian: "1.2.840.10008.1.2",
  explicitLittleEndian: "1.2.840.10008.1.2.1",
  explicitBigEndian: "1.2.840.10008.1.2.2",
  jpegLossless: "1.2.840.10008.1.2.4.70",
} as const;

/** The name of a transfer syntax that the phantom writes. */
export type TransferSyntax = keyof typeof TRANSFER_SYNTAXES;

/** Four machines: their files differ as those of real makers do. */
export const SCANNERS: readonly Scanner[] = [
  {
    // As CQ500's files: compressed, signed, padded with -2000 without saying so.
    model: "PHANTOM A",
    transferSyntax: "jpegLossless",
    isSigned: true,
    intercept: -1024,
    padding: { stored: -2000, isDeclared: true },
    softKernel: "SOFT",
    boneKernel: "BONE",
    gantryTilt: 8.5,
    isHeadFirstDown: false,
    spacingHeader: "wrong",
  },
  {
    model: "PHANTOM B",
    transferSyntax: "explicitLittleEndian",
    isSigned: false,
    intercept: -1024,
    padding: { stored: 0, isDeclared: false },
    softKernel: "H31s",
    boneKernel: "H70h",
    gantryTilt: 0,
    isHeadFirstDown: true,
    spacingHeader: "absent",
  },
  {
    model: "PHANTOM C",
    transferSyntax: "implicitLittleEndian",
    isSigned: false,
    intercept: -1000,
    padding: null,
    softKernel: "UB",
    boneKernel: "YC",
    gantryTilt: 0,
    isHeadFirstDown: false,
    spacingHeader: "right",
  },
  {
    model: "PHANTOM D",
    transferSyntax: "explicitBigEndian",
    isSigned: true,
    intercept: 0,
    padding: { stored: -2000, isDeclared: true },
    softKernel: "FC21",
    boneKernel: "FC30",
    gantryTilt: 5,
    isHeadFirstDown: true,
    spacingHeader: "absent",
  },
];

/** A head support: an arc of foam in a shell behind the head. */
export interface Headrest {
  /** Inner radius, thickness and how far it is shifted up, mm. */
  radius: number;
  thickness: number;
  lift: number;
  foamHu: number;
}

/** How one subject is scanned. Lengths in mm, angles in rad, noise in HU. */
export interface Acquisition {
  scanner: Scanner;
  /** Diameter of the reconstructed circle. */
  fieldOfView: number;
  /** The head's turn, tilt to the side and nod against the gantry. */
  yaw: number;
  roll: number;
  nod: number;
  /** Where the head's centre lies in the image and along the table. */
  offset: { x: number; y: number; z: number };
  /** Standard deviation of the noise at the middle of the head, and the size of its grain (pixels). */
  noise: number;
  grain: number;
  /** Blur of the kernel (Gaussian sigma). */
  blur: number;
  /** Calibration error: HU = gain x true + bias. */
  bias: number;
  gain: number;
  /** Beam hardening: brightening under the skull (HU) and strength of the bars between the petrous bones. */
  cupping: number;
  streaks: number;
  streakPhase: number;
  headrest: Headrest;
  /** X-ray tube: milliampere seconds. */
  exposure: number;
}

/** Draws how a subject is scanned. */
export function drawAcquisition(random: Random): Acquisition {
  return {
    scanner: random.pick(SCANNERS),
    fieldOfView: Math.round(boundedNormal(random, 228, 6, 215, 245)),
    yaw: boundedNormal(random, 0, 0.09, -0.3, 0.3),
    roll: random.normal(0, 0.04),
    nod: random.normal(0.04, 0.1),
    offset: { x: random.normal(0, 5), y: random.normal(2, 5), z: random.normal(0, 3) },
    noise: random.uniform(1.7, 4.4),
    grain: random.uniform(0.55, 1.15),
    blur: random.uniform(0.45, 0.95),
    bias: random.normal(0, 1),
    gain: random.normal(1, 0.01),
    cupping: random.uniform(1, 6),
    streaks: random.uniform(0.3, 1.6),
    streakPhase: random.uniform(0, 2 * Math.PI),
    headrest: {
      radius: random.uniform(98, 120),
      thickness: random.uniform(3, 8),
      lift: random.uniform(2, 9),
      foamHu: random.uniform(-750, -120),
    },
    exposure: Math.round(random.uniform(180, 420)),
  };
}
