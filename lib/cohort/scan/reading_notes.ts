import { DICOM_NOTES, type DicomNote } from "../../dicom/notes.ts";
import { RASTER_NOTES, type RasterNote } from "../../raster/notes.ts";

/** What may be out of the ordinary in reading the file of a slice, in words for the user. */
export const READING_NOTES = { ...DICOM_NOTES, ...RASTER_NOTES } as const;

/** A key of {@link READING_NOTES}. */
export type ReadingNote = DicomNote | RasterNote;

const ORDER = Object.keys(READING_NOTES) as ReadingNote[];

/** Notes in the order of {@link READING_NOTES}, so that the same ones always read the same. */
export function notesInOrder(notes: ReadonlySet<ReadingNote>): ReadingNote[] {
  return ORDER.filter((note) => notes.has(note));
}
