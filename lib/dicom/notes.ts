/**
 * What a DICOM file has that it should not, or lacks, and how it was read all the same: as DCMTK,
 * GDCM or pydicom read it. In words for the user.
 */
export const DICOM_NOTES = {
  "no preamble": "no DICOM preamble; read from its first element on",
  "no transfer syntax": "states no transfer syntax; read as its first elements are written",
  "other encoding": "written in another way than its transfer syntax says; read as it is written",
  "unknown VR":
    "a data element of an unknown value representation; its length was taken as it shows",
  "other VR": "a number in another value representation than usual; read by the one it has",
  "decimal comma": "a number with a decimal comma; read as with a point",
  "malformed geometry": "malformed position, orientation or pixel spacing; taken as not given",
  "no frames": "NumberOfFrames is 0; taken as 1",
  "slope of 0": "RescaleSlope is 0; taken as 1",
  "other high bit": "HighBit does not fit BitsStored; taken as the highest bit stored",
  "other photometric name": "PhotometricInterpretation is spelled otherwise; taken as gray",
  "no rescale":
    "CT of unsigned pixels without RescaleIntercept: stored values were taken for HU, " +
    "which they are only if air is clipped",
  "native pixels": "uncompressed pixel data, though its transfer syntax says compressed",
  "other compression": "compressed in another way than its transfer syntax says; read as it is",
  "no delimiter": "the pixel data end without a delimiter, after a whole frame",
  "excess bytes": "more bytes than the image needs follow the pixels; they were left out",
  "wrapped air": "negative HU that had wrapped around to the top of 12 bits were corrected",
} as const;

/** A key of {@link DICOM_NOTES}. */
export type DicomNote = keyof typeof DICOM_NOTES;

const ORDER = Object.keys(DICOM_NOTES) as DicomNote[];

/** Notes in the order of {@link DICOM_NOTES}, so that the same ones always read the same. */
export function inOrder(notes: ReadonlySet<DicomNote>): DicomNote[] {
  return notes.size === 0 ? [] : ORDER.filter((note) => notes.has(note));
}
