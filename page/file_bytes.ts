/** Larger pieces than a stream's of 64 kB: the browser fetches each from another process. */
const PIECE = 1 << 22;

/**
 * The bytes of a file that the reader chose, piece by piece; unpacked where it is gzip, whatever it is called.
 *
 * @param onRead Called with the share of the file that has been read.
 */
export async function* fileBytes(
  file: Blob,
  onRead: (share: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const pieces = piecesOf(file, onRead);
  if (first !== 0x1f || second !== 0x8b) return yield* pieces;
  const packed = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream("gzip")).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    yield value;
  }
}

async function* piecesOf(
  file: Blob,
  onRead: (share: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let start = 0; start < file.size; start += PIECE) {
    onRead(start / file.size);
    yield new Uint8Array(await file.slice(start, start + PIECE).arrayBuffer());
  }
}
