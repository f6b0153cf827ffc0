/**
 * Whether a name is one of a kind wherever it comes from, so that two studies or slices of that name are
 * one: a UID, or a long random name. Dates, numbers that were counted up, and words are not.
 */
export function isUniqueName(name: string): boolean {
  if (UID.test(name)) return true;
  const longest = (name.match(/[\da-f]{8,}/gi) ?? []).some((run) => {
    const digits = run.replace(/\D/g, "").length;
    return digits >= 3 && digits < run.length || /^[1-9]\d{9,}$/.test(run) && !DATE.test(run);
  });
  return longest;
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

/** DICOM PS3.5, chapter 9: components of digits; the first are those of whoever hands them out. */
const UID = /^(?!(?:19|20)\d\d\.)(?=.{14})[0-2](?:\.\d+){4,}$/;
const DATE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/;
