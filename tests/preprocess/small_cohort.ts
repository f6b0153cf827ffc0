import type { SliceRow } from "hemoleak/cohort/slice_row.ts";
import type { CohortSlices } from "hemoleak/preprocess/workers/cohort_series.ts";
import { Random } from "hemoleak/random.ts";

/** HU of a synthetic cut through a head: an ellipse of brain in bone, over a headrest, with noise. */
export function syntheticHead(size: number, seed: number, noise = 4): Int16Array {
  const random = new Random(seed, "head");
  const hu = new Int16Array(size * size);
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++, at++) {
      const radius = Math.hypot((x - size / 2) / (size * 0.36), (y - size * 0.45) / (size * 0.4));
      const density = radius < 0.85 ? 32 : radius < 0.95 ? 900 : radius < 1 ? 20 : -1000;
      const headrest = density === -1000 && y === Math.round(size * 0.95);
      hu[at] = Math.round((headrest ? 60 : density) + random.normal(0, noise));
    }
  }
  return hu;
}

/**
 * A DICOM Part 10 file (explicit VR little endian) of a CT image with the elements a reader needs.
 *
 * @param rescale RescaleSlope, which is 1 anyway.
 */
export function dicomFile(
  hu: Int16Array,
  rows: number,
  columns: number,
  rescale = "1",
): Uint8Array {
  const meta = element(0x0002, 0x0010, "UI", text("1.2.840.10008.1.2.1", "\0"));
  const parts = [
    new Uint8Array(128),
    new TextEncoder().encode("DICM"),
    element(0x0002, 0x0000, "UL", uint32(meta.length)),
    meta,
    element(0x0008, 0x0016, "UI", text("1.2.840.10008.5.1.4.1.1.2", "\0")),
    element(0x0008, 0x0018, "UI", text("1.2.3.4", "\0")),
    element(0x0008, 0x0060, "CS", text("CT", " ")),
    element(0x0010, 0x0020, "LO", text("SMALL", " ")),
    element(0x0020, 0x000d, "UI", text("1.2.3", "\0")),
    element(0x0020, 0x000e, "UI", text("1.2.3.1", "\0")),
    element(0x0020, 0x0032, "DS", text("0\\0\\0", " ")),
    element(0x0020, 0x0037, "DS", text("1\\0\\0\\0\\1\\0", " ")),
    element(0x0028, 0x0002, "US", uint16(1)),
    element(0x0028, 0x0004, "CS", text("MONOCHROME2", " ")),
    element(0x0028, 0x0010, "US", uint16(rows)),
    element(0x0028, 0x0011, "US", uint16(columns)),
    element(0x0028, 0x0030, "DS", text("0.9\\0.9", " ")),
    element(0x0028, 0x0100, "US", uint16(16)),
    element(0x0028, 0x0101, "US", uint16(16)),
    element(0x0028, 0x0102, "US", uint16(15)),
    element(0x0028, 0x0103, "US", uint16(1)),
    element(0x0028, 0x0120, "SS", uint16(3000)),
    element(0x0028, 0x1052, "DS", text("0", " ")),
    element(0x0028, 0x1053, "DS", text(rescale, " ")),
    element(0x7fe0, 0x0010, "OW", new Uint8Array(hu.buffer, hu.byteOffset, hu.byteLength)),
  ];
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

function element(group: number, number: number, vr: string, value: Uint8Array): Uint8Array {
  const long = vr === "OW";
  const bytes = new Uint8Array((long ? 12 : 8) + value.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, group, true);
  view.setUint16(2, number, true);
  bytes.set(new TextEncoder().encode(vr), 4);
  if (long) view.setUint32(8, value.length, true);
  else view.setUint16(6, value.length, true);
  bytes.set(value, long ? 12 : 8);
  return bytes;
}

function text(value: string, padding: string): Uint8Array {
  return new TextEncoder().encode(value.length % 2 === 0 ? value : value + padding);
}

function uint16(value: number): Uint8Array {
  return new Uint8Array(Uint16Array.of(value).buffer);
}

function uint32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

/** Writes studies of one series each as DICOM files under a folder. */
export async function writeSmallCohort(
  root: string,
  { studies = 3, slices = 4, size = 48 }: { studies?: number; slices?: number; size?: number } = {},
): Promise<CohortSlices> {
  const rows: SliceRow[] = [];
  for (let study = 0; study < studies; study++) {
    const series = `Study ${study}/CT Plain`;
    await Deno.mkdir(`${root}/${series}`, { recursive: true });
    for (let slice = 0; slice < slices; slice++) {
      const file = `${series}/CT${String(slice).padStart(6, "0")}.dcm`;
      const hu = syntheticHead(size, 100 * study + slice);
      await Deno.writeFile(`${root}/${file}`, dicomFile(hu, size, size));
      rows.push(sliceRow({ study: `S-${study}`, slice, file }));
    }
  }
  return { root, slices: rows };
}

/** A row with what a test does not care about filled in. */
export function sliceRow(row: Pick<SliceRow, "study" | "slice" | "file">): SliceRow {
  return {
    subject: row.study,
    series: "CT Plain",
    frame: 0,
    position: 5 * row.slice - 0.5,
    label: 1,
    IPH: 1,
    IVH: 0,
    SDH: 0,
    EDH: 0,
    SAH: 0,
    age: row.slice === 0 ? null : 61,
    sex: row.slice === 0 ? null : "F",
    ...row,
  };
}
