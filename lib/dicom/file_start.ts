import { DicomError } from "../error.ts";
import { type Element, ElementReader, isKnownVr } from "./element_reader.ts";
import type { DicomNote } from "./notes.ts";
import { type ElementEncoding, type TransferSyntax, transferSyntax } from "./transfer_syntax.ts";

const PREAMBLE_LENGTH = 128;
const META: ElementEncoding = { explicit: true, littleEndian: true };
const TRANSFER_SYNTAX_UID = 0x00020010;

/** Groups that a file without a preamble may begin with. */
const META_GROUP = 2, IDENTIFYING_GROUP = 8, PATIENT_GROUP = 0x10;
/** The first element of either group is short: a length, a version, a character set, a UID. */
const LONGEST_FIRST_VALUE = 256;

/** Where a data set starts in a file, and how it is written. */
export interface FileStart {
  syntax: TransferSyntax;
  /** Of the data set, before it is inflated. */
  start: number;
}

/**
 * Whether bytes begin as a DICOM file does: with a preamble, or as files do that lack it (ACR-NEMA's,
 * data sets without file meta information) with an element of group 0002 or 0008.
 */
export function isDicom(bytes: Uint8Array): boolean {
  return metaStart(bytes) !== null;
}

/** Where the file meta information begins, or the data set where there is none; null for other files. */
function metaStart(bytes: Uint8Array): number | null {
  for (const at of [PREAMBLE_LENGTH, 0]) {
    const [d, i, c, m] = bytes.subarray(at, at + 4);
    if (d === 0x44 && i === 0x49 && c === 0x43 && m === 0x4d) return at + 4;
  }
  return beginsWithElement(bytes) ? 0 : null;
}

function beginsWithElement(bytes: Uint8Array): boolean {
  const encoding = encodingAt(bytes, 0);
  if (encoding === null) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { explicit, littleEndian } = encoding;
  const group = view.getUint16(0, littleEndian), number = view.getUint16(2, littleEndian);
  if (group !== META_GROUP && group !== IDENTIFYING_GROUP || number > 0x200) return false;
  const length = explicit ? view.getUint16(6, littleEndian) : view.getUint32(4, littleEndian);
  if (length > LONGEST_FIRST_VALUE || length % 2 === 1) return false;
  if (explicit) return true;
  // That alone says little: an element of the same group or one after it has to follow.
  const next = 8 + length < bytes.length - 1 ? view.getUint16(8 + length, littleEndian) : 0;
  return next >= group && next <= PATIENT_GROUP;
}

/**
 * Finds the data set of a file by its file meta information (PS3.10 section 7.1). Where that is
 * missing, or its transfer syntax is not what follows, the data set's first elements decide.
 *
 * @param notes Gets what is out of the ordinary.
 * @throws {DicomError} If the bytes are not DICOM or the file meta information is damaged.
 */
export function readFileStart(bytes: Uint8Array, file: string, notes: Set<DicomNote>): FileStart {
  const first = metaStart(bytes);
  if (first === null) {
    throw new DicomError({
      file,
      problem: `not a DICOM file: expected "DICM" at byte ${PREAMBLE_LENGTH}`,
    });
  }
  if (first !== PREAMBLE_LENGTH + 4) notes.add("no preamble");
  const isMeta = (tag: number) => tag >>> 16 === META_GROUP;
  const { elements, at } = new ElementReader(bytes, META, file).read(first, bytes.length, isMeta);
  const uid = uidOf(bytes, elements.get(TRANSFER_SYNTAX_UID));
  if (uid !== "") return { syntax: transferSyntax(uid), start: at };
  notes.add("no transfer syntax");
  const encoding = encodingAt(bytes, at);
  if (encoding === null) {
    throw new DicomError({ file, problem: "the DICOM file states no transfer syntax" });
  }
  return { syntax: transferSyntax(uidFor(encoding)), start: at };
}

/**
 * How a data set is written: as its transfer syntax says, unless its first elements are clearly of
 * another encoding.
 *
 * @param content The data set from `start` on, inflated.
 * @param notes Gets a note where it is another.
 */
export function actualSyntax(
  content: Uint8Array,
  start: number,
  stated: TransferSyntax,
  notes: Set<DicomNote>,
): TransferSyntax {
  const found = encodingAt(content, start);
  if (found === null) return stated;
  // Some writers lay single elements out implicitly in explicit files: one alone shows nothing.
  const isOne = !found.explicit && stated.explicit && !isImplicitTwice(content, start, found);
  const explicit = isOne ? stated.explicit : found.explicit;
  const { littleEndian } = found;
  if (explicit === stated.explicit && littleEndian === stated.littleEndian) return stated;
  notes.add("other encoding");
  return { ...stated, explicit, littleEndian };
}

function isImplicitTwice(bytes: Uint8Array, at: number, { littleEndian }: ElementEncoding) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const next = at + 8 + view.getUint32(at + 4, littleEndian);
  return encodingAt(bytes, next)?.explicit === false;
}

/**
 * The encoding that an element shows: whether it states a value representation, and in which byte order
 * its group is a number below 256, as those at a data set's beginning are. Null where there is no
 * element or that is not clear.
 */
function encodingAt(bytes: Uint8Array, at: number): ElementEncoding | null {
  if (at + 8 > bytes.length) return null;
  const [first, second] = [bytes[at]!, bytes[at + 1]!];
  if ((first === 0) === (second === 0)) return null;
  return { explicit: isKnownVr(bytes, at + 4), littleEndian: second === 0 };
}

function uidFor({ explicit, littleEndian }: ElementEncoding): string {
  if (!explicit) return "1.2.840.10008.1.2";
  return littleEndian ? "1.2.840.10008.1.2.1" : "1.2.840.10008.1.2.2";
}

/** A UID's text up to its padding. */
function uidOf(bytes: Uint8Array, element: Element | undefined): string {
  if (element === undefined) return "";
  const { offset, length } = element;
  const value = bytes.subarray(offset, Math.min(offset + length, offset + 256));
  const end = value.indexOf(0);
  return new TextDecoder("latin1").decode(end === -1 ? value : value.subarray(0, end)).trim();
}
