/**
 * Encodings by what SpecificCharacterSet calls them (PS3.3 C.12.1.1.2), those without switching by
 * escape sequences. Latin 1 covers the default repertoire, ASCII, and what old files hold besides.
 */
const ENCODINGS: Readonly<Record<string, string>> = {
  "ISO_IR 192": "utf-8",
  "ISO_IR 101": "iso-8859-2",
  "ISO_IR 109": "iso-8859-3",
  "ISO_IR 110": "iso-8859-4",
  "ISO_IR 144": "iso-8859-5",
  "ISO_IR 127": "iso-8859-6",
  "ISO_IR 126": "iso-8859-7",
  "ISO_IR 138": "iso-8859-8",
  "ISO_IR 166": "windows-874",
  "ISO_IR 13": "shift_jis",
  "GB18030": "gb18030",
  "GBK": "gbk",
};

const decoders = new Map<string, TextDecoder>();

/** Decodes a header's text; an unknown character set counts as Latin 1. */
export function decodeText(bytes: Uint8Array, characterSet: string): string {
  const encoding = ENCODINGS[characterSet] ?? "latin1";
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding);
  decoders.set(encoding, decoder);
  return decoder.decode(bytes);
}
