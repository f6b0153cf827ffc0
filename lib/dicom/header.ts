import { parseAge } from "./age.ts";
import { DicomDataSet } from "./data_set.ts";
import {
  type FrameHeader,
  readFrameHeader,
  readFrameHeaders,
  SHARED_GROUPS,
} from "./functional_groups.ts";
import { type DicomNote, inOrder } from "./notes.ts";

/**
 * What hemoleak reads of a DICOM header. Of the patient this is PatientID, sex and age: no other
 * patient field (PS3.3 C.7.1.1) leaves this folder.
 */
export interface DicomHeader extends FrameHeader {
  /** PatientID; empty where the header has none. */
  patientId: string;
  /** Age in years from PatientAge, or null. */
  age: number | null;
  /** `M`, `F` or `O`, or null. */
  sex: string | null;

  /** StudyInstanceUID; empty where the header has none, as with all text here. */
  studyInstanceUid: string;
  /** SeriesInstanceUID. */
  seriesInstanceUid: string;
  /** SOPInstanceUID: names one image wherever it is copied to. */
  sopInstanceUid: string;
  /** SOPClassUID: what kind of object it is. */
  sopClassUid: string;
  /** Modality, such as `CT`. */
  modality: string;
  /** SeriesNumber, or null. */
  seriesNumber: number | null;
  /** Distinguishes images that were acquired one after the other under one SeriesInstanceUID. */
  acquisitionNumber: number | null;
  /** InstanceNumber: the scanner's count of its images, or null. */
  instanceNumber: number | null;
  /** SeriesDescription: free text, which could name anyone. */
  seriesDescription: string;
  /** BodyPartExamined, such as `HEAD`. */
  bodyPartExamined: string;
  /** The reconstruction kernel's name, such as `STANDARD`, `BONE`, `H31s`. */
  convolutionKernel: string;
  /** Values of ImageType, such as `ORIGINAL`, `PRIMARY`, `AXIAL`. */
  imageType: string[];
  /** ContrastBolusAgent; empty where none was given. */
  contrastAgent: string;

  /** Transfer syntax UID. */
  transferSyntax: string;
  /** Whether the object holds pixel data at all; reports and directories do not. */
  hasPixelData: boolean;
  /** NumberOfFrames; 1 where the header does not say. */
  numberOfFrames: number;
  /** Image height in pixels; 0 where the object holds no image. */
  rows: number;
  /** Image width in pixels; 0 where the object holds no image. */
  columns: number;
  /** Bits of a stored value, or null where the header does not say. */
  bitsStored: number | null;
  /** 1 where stored values are in two's complement, 0 where they are unsigned, or null. */
  pixelRepresentation: number | null;
  /** SliceLocation in mm, or null; manufacturers count it each in their own way. */
  sliceLocation: number | null;
  /** What was out of the ordinary in reading it; `DICOM_NOTES` has the words. */
  notes: readonly DicomNote[];
  /**
   * What sets each image of an Enhanced multi-frame object apart, in the order of its images, or null
   * for an object without functional groups. Those of a single image are the header's own as well.
   */
  frames: FrameHeader[] | null;
}

/**
 * Reads the header of a DICOM file; the pixel data are not touched.
 *
 * @param bytes The file, or enough of its first bytes that its pixel data's tag is among them.
 * @param file The file's name, for messages.
 * @throws {DicomError} If the bytes are not DICOM, are damaged, or hold malformed numbers.
 */
export function readDicomHeader(bytes: Uint8Array, file: string): DicomHeader {
  return headerOf(DicomDataSet.parse(bytes, file));
}

/** The header in a parsed data set. */
export function headerOf(data: DicomDataSet): DicomHeader {
  const header = { ...patient(data), ...series(data), ...image(data), ...readFrameHeader(data) };
  const frames = readFrameHeaders(data, header.numberOfFrames);
  const [only] = header.numberOfFrames === 1 && frames !== null ? frames : [];
  const whole = { ...header, ...only, frames };
  if (lacksRescale(whole)) data.notes.add("no rescale");
  return { ...whole, notes: inOrder(data.notes) };
}

/**
 * The header of one image of an object: where the object says it for each image, with that image's
 * place and values.
 *
 * @param frame Which of the object's images, from 0.
 */
export function headerOfFrame(header: DicomHeader, frame: number): DicomHeader {
  return { ...header, ...header.frames?.[frame] };
}

/** Unsigned values are HU as they are only where air is clipped; the intercept has to be somewhere. */
function lacksRescale(
  { modality, hasPixelData, pixelRepresentation, ...header }: Omit<DicomHeader, "notes">,
): boolean {
  const images = header.frames ?? [header];
  return modality === "CT" && hasPixelData && pixelRepresentation === 0 &&
    images.some(({ rescaleIntercept }) => rescaleIntercept === null);
}

function patient(data: DicomDataSet): Pick<DicomHeader, "patientId" | "age" | "sex"> {
  const sex = data.text(0x00100040).toUpperCase();
  return {
    patientId: data.text(0x00100020),
    age: parseAge(data.text(0x00101010)),
    sex: ["M", "F", "O"].includes(sex) ? sex : null,
  };
}

function series(data: DicomDataSet) {
  return {
    studyInstanceUid: data.text(0x0020000d),
    seriesInstanceUid: data.text(0x0020000e),
    sopInstanceUid: data.text(0x00080018),
    sopClassUid: data.text(0x00080016),
    modality: data.text(0x00080060),
    seriesNumber: data.optionalNumber(0x00200011),
    acquisitionNumber: data.optionalNumber(0x00200012),
    instanceNumber: data.optionalNumber(0x00200013),
    seriesDescription: data.text(0x0008103e),
    bodyPartExamined: data.text(0x00180015),
    convolutionKernel: convolutionKernel(data),
    imageType: data.texts(0x00080008),
    contrastAgent: data.text(0x00180010),
  };
}

/** Of an Enhanced CT it is in the CT Reconstruction macro, mostly shared by all frames. */
function convolutionKernel(data: DicomDataSet): string {
  const macros = data.items(SHARED_GROUPS).flatMap((group) => group.items(0x00189314));
  return [data, ...macros].map((part) => part.texts(0x00181210)[0]).find(Boolean) ?? "";
}

function image(data: DicomDataSet) {
  return {
    transferSyntax: data.syntax.uid,
    hasPixelData: data.pixelData !== undefined,
    numberOfFrames: numberOfFrames(data),
    rows: data.uint16(0x00280010, "Rows") ?? 0,
    columns: data.uint16(0x00280011, "Columns") ?? 0,
    bitsStored: data.uint16(0x00280101, "BitsStored"),
    pixelRepresentation: data.uint16(0x00280103, "PixelRepresentation"),
    sliceLocation: data.optionalNumber(0x00201041),
  };
}

function numberOfFrames(data: DicomDataSet): number {
  const stated = data.number(0x00280008, "NumberOfFrames") ?? 1;
  if (stated !== 0 || data.pixelData === undefined) return stated;
  data.notes.add("no frames");
  return 1;
}
