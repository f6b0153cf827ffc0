import { Random } from "../random.ts";

/**
 * A unique identifier made from a seed and names: the same ones give the same UID. Written under
 * the root 2.25 as the decimal of a 128-bit number (DICOM PS3.5 B.2), with the version and variant
 * bits of a random UUID.
 */
export function seededUid(...key: (number | string)[]): string {
  const random = new Random("uid", ...key);
  let value = 0n;
  for (let word = 0; word < 4; word++) value = (value << 32n) | BigInt(random.uint32());
  const version = 0xfn << 76n, variant = 0x3n << 62n;
  value = (value & ~version & ~variant) | (0x4n << 76n) | (0x2n << 62n);
  return `2.25.${value}`;
}

/** StudyInstanceUID of a subject's study. */
export function studyUid(seed: number | string, subject: string): string {
  return seededUid(seed, subject, "study");
}

/** SeriesInstanceUID of a series, by its SeriesNumber. */
export function seriesUid(seed: number | string, subject: string, series: number): string {
  return seededUid(seed, subject, series);
}

/** SOPInstanceUID of an image, by its SeriesNumber and InstanceNumber. */
export function instanceUid(
  seed: number | string,
  subject: string,
  series: number,
  instance: number,
): string {
  return seededUid(seed, subject, series, instance);
}
