/** The kinds of image files that are read. */
export const RASTER_KINDS = ["PNG", "JPEG", "TIFF"] as const;
/** One of {@linkcode RASTER_KINDS}. */
export type RasterKind = typeof RASTER_KINDS[number];

/** How files begin, and what they are then; the others are named where they are refused. */
const BEGINNINGS: readonly (readonly [bytes: readonly number[], kind: string, at?: number])[] = [
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "PNG"],
  [[0xff, 0xd8, 0xff], "JPEG"],
  [[0x49, 0x49, 0x2a, 0x00], "TIFF"],
  [[0x4d, 0x4d, 0x00, 0x2a], "TIFF"],
  [[0x49, 0x49, 0x2b, 0x00], "a BigTIFF"],
  [[0x4d, 0x4d, 0x00, 0x2b], "a BigTIFF"],
  [[0x47, 0x49, 0x46, 0x38], "a GIF"],
  [[0x42, 0x4d], "a BMP"],
  [[0x57, 0x45, 0x42, 0x50], "a WebP", 8],
  [[0x6a, 0x50, 0x20, 0x20], "a JPEG 2000 image", 4],
  [[0xff, 0x4f, 0xff, 0x51], "a JPEG 2000 image"],
  [[0x66, 0x74, 0x79, 0x70], "an AVIF or HEIF image or a film", 4],
  [[0x8a, 0x4d, 0x4e, 0x47], "an MNG"],
  [[0x25, 0x50, 0x44, 0x46], "a PDF"],
  [[0x50, 0x4b, 0x03, 0x04], "a ZIP archive"],
  [[0x1f, 0x8b], "a gzip file"],
  [[0x44, 0x49, 0x43, 0x4d], "a DICOM file", 128],
  [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], "a NumPy array"],
];

/** What text is by what stands first in it after blanks, for a message. */
const TEXTS: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^version https:\/\/git-lfs/, `a pointer of Git LFS (\`git lfs pull\` gets the file)`],
  [
    /^(?:\/annex\/objects|(?:\.\.\/)*\.git\/annex)\//,
    `a pointer of git-annex (\`git annex get\` gets the file)`,
  ],
  [/^</, "a web page or other markup"],
  [/^[{[]/, "JSON"],
  [/^/, "text"],
];

/** Bytes that {@linkcode rasterKind} and {@linkcode otherKind} look at. */
export const KIND_BYTES = 132;

function beginningOf(bytes: Uint8Array): string | undefined {
  return BEGINNINGS.find(([pattern, , at = 0]) =>
    pattern.every((byte, i) => bytes[at + i] === byte)
  )?.[1];
}

/** What an image file is by its first bytes, or null where it is none that is read. */
export function rasterKind(bytes: Uint8Array): RasterKind | null {
  const found = beginningOf(bytes);
  return RASTER_KINDS.find((kind) => kind === found) ?? null;
}

/** What another file is, for a message: after "found". */
export function otherKind(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  if (bytes.every((byte) => byte === 0)) return "zero bytes";
  return beginningOf(bytes) ?? textKind(bytes) ?? "something else by its first bytes";
}

/** What a file of text is; undefined where its first bytes are no text. */
function textKind(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, KIND_BYTES);
  if (start.some((byte) => byte < 0x20 && !BLANKS.includes(byte))) return undefined;
  // A letter may be cut off at the end.
  const text = new TextDecoder().decode(start, { stream: true }).trimStart();
  return text.includes("\ufffd") ? undefined : TEXTS.find(([pattern]) => pattern.test(text))?.[1];
}

/** Tab, line feed, form feed, carriage return. */
const BLANKS = [0x09, 0x0a, 0x0c, 0x0d];

const EXTENSIONS: Readonly<Record<string, RasterKind | null>> = {
  png: "PNG",
  apng: "PNG",
  jpg: "JPEG",
  jpeg: "JPEG",
  jpe: "JPEG",
  jfif: "JPEG",
  tif: "TIFF",
  tiff: "TIFF",
  ...Object.fromEntries(["bmp", "gif", "webp", "jp2", "heic", "avif"].map((name) => [name, null])),
};

/** What a file is by its name: a kind, null for an image of a kind that is not read, else undefined. */
export function namedKind(file: string): RasterKind | null | undefined {
  const extension = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
  return Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
}
