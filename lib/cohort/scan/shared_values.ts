import type { DicomHeader } from "../../dicom/header.ts";

/** Fields that differ from image to image. */
const OWN_FIELDS: readonly string[] = ["sopInstanceUid", "position", "frames"];

/**
 * Keeps one copy of what the headers of many images have in common: the 193,317 headers of CQ500 then
 * take 0.5 KB each with their paths, not 1.2 KB.
 */
export class SharedValues {
  readonly #texts = new Map<string, string>();
  readonly #arrays = new Map<string, unknown[]>();

  /** Replaces in a header whatever an earlier one has as well. */
  share(header: DicomHeader): DicomHeader {
    const fields = header as unknown as Record<string, unknown>;
    for (const [name, value] of Object.entries(fields)) {
      if (OWN_FIELDS.includes(name)) continue;
      if (typeof value === "string") fields[name] = this.#text(value);
      else if (Array.isArray(value)) fields[name] = this.#array(value);
    }
    return header;
  }

  #text(text: string): string {
    return this.#texts.getOrInsert(text, text);
  }

  #array(array: unknown[]): unknown[] {
    return this.#arrays.getOrInsert(JSON.stringify(array), array);
  }
}
