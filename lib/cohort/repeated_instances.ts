import type { ScannedFile } from "./scan.ts";
import type { Rejection } from "./slice_row.ts";

/**
 * Drops files that repeat a SOPInstanceUID, which names one image wherever it is copied to: mirrors of
 * CQ500 hold 18 patients in several folders. The first by path stays; every copy is listed. Files that
 * claim one UID but differ in position or series are called a conflict.
 */
export function dropRepeatedInstances(
  files: readonly ScannedFile[],
): { files: ScannedFile[]; rejected: Rejection[] } {
  const first = new Map<string, ScannedFile>();
  const kept: ScannedFile[] = [];
  const rejected: Rejection[] = [];
  for (const scanned of files) {
    const uid = scanned.header.sopInstanceUid;
    const earlier = uid === "" ? undefined : first.get(uid);
    if (earlier === undefined) {
      first.set(uid, scanned);
      kept.push(scanned);
    } else {
      const conflict = isSamePlace(earlier, scanned) ? "" : ", but shows another slice: a conflict";
      rejected.push({
        file: scanned.file,
        reason: `repeats the SOPInstanceUID of ${earlier.file}${conflict}`,
      });
    }
  }
  return { files: kept, rejected };
}

function isSamePlace({ header: a }: ScannedFile, { header: b }: ScannedFile): boolean {
  return a.patientId === b.patientId && a.seriesInstanceUid === b.seriesInstanceUid &&
    a.position?.join() === b.position?.join();
}
