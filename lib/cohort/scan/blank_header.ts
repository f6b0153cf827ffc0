import type { DicomHeader } from "../../dicom/header.ts";

const EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";

/** What a file says in the terms of DICOM that is none and says nothing: no patient, no place, no time. */
export const BLANK_HEADER: Readonly<DicomHeader> = {
  patientId: "",
  age: null,
  sex: null,
  studyInstanceUid: "",
  seriesInstanceUid: "",
  sopInstanceUid: "",
  sopClassUid: "",
  modality: "CT",
  seriesNumber: null,
  acquisitionNumber: null,
  instanceNumber: null,
  seriesDescription: "",
  bodyPartExamined: "",
  convolutionKernel: "",
  imageType: [],
  contrastAgent: "",
  sliceThickness: null,
  transferSyntax: EXPLICIT_LITTLE_ENDIAN,
  hasPixelData: true,
  numberOfFrames: 1,
  rows: 0,
  columns: 0,
  pixelSpacing: null,
  position: null,
  orientation: null,
  rescaleSlope: null,
  rescaleIntercept: null,
  bitsStored: null,
  pixelRepresentation: null,
  sliceLocation: null,
  notes: [],
  frames: null,
};
