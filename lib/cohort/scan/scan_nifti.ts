import { join } from "node:path";
import type { DicomHeader } from "../../dicom/header.ts";
import { NiftiError } from "../../error.ts";
import type { NiftiHeader } from "../../nifti/header.ts";
import { slicePosition } from "../../nifti/layout.ts";
import { isNiftiName, readNiftiHeaderFile } from "../../nifti/nifti_file.ts";
import { type Rejection, rejection } from "../rejection.ts";
import { BLANK_HEADER } from "./blank_header.ts";
import { unreadable } from "./list_files.ts";
import type { Scan, ScannedFile } from "./scan_folder.ts";

/**
 * Reads the headers of the NIfTI files that a scan for DICOM had to reject, and adds their slices to it,
 * one image each.
 *
 * @throws The operating system's error if a file fails in a way that is no fault of its own.
 */
export async function addNiftiFiles(root: string, scan: Scan): Promise<Scan> {
  const files = [...scan.files];
  const rejected: Rejection[] = [];
  for (const rejection of scan.rejected) {
    if (!isNiftiName(rejection.file)) rejected.push(rejection);
    else await addVolume(root, rejection.file, files, rejected);
  }
  return { files, rejected };
}

async function addVolume(
  root: string,
  file: string,
  files: ScannedFile[],
  rejected: Rejection[],
): Promise<void> {
  try {
    const header = await readNiftiHeaderFile(join(root, file), file);
    for (let frame = 0; frame < header.size[2]; frame++) {
      files.push({ file, frame, header: headerOf(file, header, frame) });
    }
  } catch (error) {
    const why = error instanceof NiftiError ? error.fault : unreadable(error, file);
    rejected.push(rejection(file, why));
  }
}

/** What a NIfTI header says, in the terms of DICOM. It knows no patient, and a file is a series. */
function headerOf(file: string, { size, layout }: NiftiHeader, slice: number): DicomHeader {
  const { across, down } = layout;
  return {
    ...BLANK_HEADER,
    seriesInstanceUid: file,
    instanceNumber: slice + 1,
    rows: size[down.axis],
    columns: size[across.axis],
    pixelSpacing: [down.spacing, across.spacing],
    position: slicePosition(layout, slice),
    orientation: [...across.cosines, ...down.cosines],
  };
}
