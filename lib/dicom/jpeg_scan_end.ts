const EOI = 0xd9, FIRST_RESTART = 0xd0, LAST_RESTART = 0xd7;

/**
 * Where the end marker after the only scan of a JPEG or JPEG-LS image ends, or -1 where the scan's
 * data end without it. Within the data FF is followed by a zero byte (ITU-T T.81 B.1.1.5) or at least
 * a zero bit (T.87 A.1), or makes a restart marker.
 *
 * @param start Where the scan's data begin.
 */
export function scanEnd(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1]!;
    if (next === EOI) return at + 2;
    const restart = next >= FIRST_RESTART && next <= LAST_RESTART;
    if (next >= 0x80 && next !== 0xff && !restart) return -1;
  }
  return -1;
}
