/** What was out of the ordinary in reading a PNG, JPEG or TIFF image, in words for the user. */
export const RASTER_NOTES = {
  "other extension": "named as another kind of image than it is; read as what it is",
  "luminance": "color; read as luminance (Rec. 601), as no channel was named",
  "transparent": "transparent pixels; taken as black",
  "turned": "turned as its orientation tag says",
  "bytes after the image": "bytes follow the end of the image; they were left out",
} as const;

/** A key of {@link RASTER_NOTES}. */
export type RasterNote = keyof typeof RASTER_NOTES;
