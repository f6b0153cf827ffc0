/**
 * Whether a name is one of a kind wherever it comes from, so that two studies or slices of that name are
 * one: a UID, or a long random name. Dates, numbers that were counted up, and words are not.
 */
export function isUniqueName(name: string): boolean {
  if (UID.test(name) || hasRandomRun(name)) return true;
  return runsOf(name).some((run) => /^[1-9]\d{9,}$/.test(run) && !DATE.test(run));
}

function hasRandomRun(name: string): boolean {
  return runsOf(name).some((run) => {
    const digits = run.replace(/\D/g, "").length;
    return digits >= 3 && digits < run.length;
  });
}

/** Long hexadecimal numbers. */
function runsOf(name: string): readonly string[] {
  return name.match(/[\da-f]{8,}/gi) ?? [];
}

/** Whether a name in UTF-8 is long enough and has the digits for one; quick. */
export function mayBeUnique(bytes: Uint8Array): boolean {
  if (bytes.length < 8) return false;
  let digits = 0;
  for (let i = 0; i < bytes.length && digits < 3; i++) {
    if (bytes[i]! >= 0x30 && bytes[i]! <= 0x39) digits++;
  }
  return digits === 3;
}

/**
 * The bytes by which a name is compared with others where it is one of a kind, in small letters: of a path or a
 * file the name without folders and ending if that is a UID or a random name by itself, else all of it.
 * `train/1.2.840.113619.2.1.dcm` is `1.2.840.113619.2.1`.
 */
export function uniquePart(bytes: Uint8Array): Uint8Array {
  const small = inSmallLetters(bytes);
  let start = 0, dot = -1;
  for (let i = 0; i < small.length; i++) {
    if (small[i] === 0x2f || small[i] === 0x5c) start = i + 1;
    if (small[i] === 0x2e) dot = i;
  }
  const isEnding = dot > start && dot < small.length - 1 && isLetter(small[dot + 1]!);
  if (start === 0 && !isEnding) return small;
  const part = small.subarray(start, isEnding ? dot : small.length);
  if (!mayBeUnique(part)) return small;
  const name = nameOfBytes(part);
  // A number of ten digits may be counted in each folder.
  return UID.test(name) || hasRandomRun(name) ? part : small;
}

/** A name from its bytes. */
export function nameOfBytes(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

const decoder = new TextDecoder();

function inSmallLetters(bytes: Uint8Array): Uint8Array {
  const isCapital = (byte: number) => byte >= 0x41 && byte <= 0x5a;
  return bytes.some(isCapital) ? bytes.map((byte) => isCapital(byte) ? byte + 0x20 : byte) : bytes;
}

function isLetter(byte: number): boolean {
  return byte >= 0x61 && byte <= 0x7a;
}

/** DICOM PS3.5, chapter 9: components of digits; the first are those of whoever hands them out. */
const UID = /^(?!(?:19|20)\d\d\.)(?=.{14})[0-2](?:\.\d+){4,}$/;
const DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/;
