/** How long a binary number is, by its value representation (PS3.5 section 6.2). */
const BYTES: Readonly<Record<string, number>> = {
  FD: 8,
  FL: 4,
  SL: 4,
  SS: 2,
  SV: 8,
  UL: 4,
  US: 2,
  UV: 8,
};

/** Those of text; none is stated where an implicit file or `UN` leaves it to the tag. */
const TEXTS = "AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT".split(" ").concat("", "UN");

/** Whether values of this representation are numbers in binary form. */
export function isBinaryVr(vr: string): boolean {
  return vr in BYTES;
}

/** Whether values of this representation may be numbers in words of digits. */
export function isTextVr(vr: string): boolean {
  return TEXTS.includes(vr);
}

/** The numbers in a binary value; NaN alone where its length is no multiple of theirs. */
export function readBinaryNumbers(value: Uint8Array, vr: string, littleEndian: boolean): number[] {
  const size = BYTES[vr]!;
  if (value.length % size !== 0) return [NaN];
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: value.length / size }, (_, i) => {
    return READERS[vr]!(view, i * size, littleEndian);
  });
}

type Reader = (view: DataView, at: number, littleEndian: boolean) => number;

const READERS: Readonly<Record<string, Reader>> = {
  FD: (view, at, little) => view.getFloat64(at, little),
  FL: (view, at, little) => view.getFloat32(at, little),
  SL: (view, at, little) => view.getInt32(at, little),
  SS: (view, at, little) => view.getInt16(at, little),
  SV: (view, at, little) => Number(view.getBigInt64(at, little)),
  UL: (view, at, little) => view.getUint32(at, little),
  US: (view, at, little) => view.getUint16(at, little),
  UV: (view, at, little) => Number(view.getBigUint64(at, little)),
};
