import type { PixelReading } from "../../cohort/pixel_reading.ts";
import type { SliceRow } from "../../cohort/slice_row.ts";
import { readDicomHeaderFile } from "../../dicom/header_file.ts";
import { transferSyntax } from "../../dicom/transfer_syntax.ts";
import { isDicom } from "../../dicom/file_start.ts";
import { KIND_BYTES, type RasterKind, rasterKind } from "../../raster/raster_kind.ts";
import { isNiftiName } from "../../nifti/nifti_file.ts";
import { countText } from "../../text/numbers.ts";
import { Table } from "../media/table.ts";
import type { ExampleSource } from "./example_slices.ts";

/** How the files of one series store densities. */
interface Encoding {
  syntax: string;
  intercept: string;
  slices: number;
}

/** How densities, or gray values, are stored in the cohort's files; of each series one header is read. */
export async function encodingsTable(
  { root, slices, reading }: ExampleSource,
): Promise<Table> {
  const series = Map.groupBy(slices, ({ study, series }) => `${study}\n${series}`);
  const encodings = await Promise.all(
    series.values().map((rows) => encodingOf(root, rows, reading)),
  );
  const groups = Map.groupBy(encodings, ({ syntax, intercept }) => `${syntax}\n${intercept}`);
  const lines = [...groups.values()].toSorted((a, b) =>
    b.length - a.length || a[0]!.syntax.localeCompare(b[0]!.syntax) ||
    a[0]!.intercept.localeCompare(b[0]!.intercept)
  );
  return new Table({
    title: "How the files store densities",
    columns: [
      { title: "Encoding" },
      { title: "HU of the stored value 0", align: "right" },
      { title: "Series", align: "right" },
      { title: "Slices", align: "right" },
    ],
    rows: lines.map((group) => {
      const [{ syntax, intercept }] = group as [Encoding];
      const count = group.reduce((sum, { slices }) => sum + slices, 0);
      return [syntax, intercept, countText(group.length), countText(count)];
    }),
  });
}

async function encodingOf(
  root: string,
  rows: readonly SliceRow[],
  reading: PixelReading | undefined,
): Promise<Encoding> {
  const { file } = rows[0]!;
  const slices = rows.length;
  if (isNiftiName(file)) return { syntax: "NIfTI", intercept: "as its header says", slices };
  const kind = await rasterKindOf(`${root}/${file}`);
  if (kind !== null) {
    return {
      syntax: kind,
      intercept: reading?.imageWindow ? "air, by the image window" : "none",
      slices,
    };
  }
  const header = await readDicomHeaderFile(`${root}/${file}`, file);
  return {
    syntax: transferSyntax(header.transferSyntax).name,
    intercept: header.rescaleIntercept === null ? "not stated" : String(header.rescaleIntercept),
    slices,
  };
}

async function rasterKindOf(path: string): Promise<RasterKind | null> {
  using file = await Deno.open(path);
  const start = new Uint8Array(KIND_BYTES);
  const length = await file.read(start) ?? 0;
  const bytes = start.subarray(0, length);
  return isDicom(bytes) ? null : rasterKind(bytes);
}
