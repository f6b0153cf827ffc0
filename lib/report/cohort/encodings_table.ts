import type { SliceRow } from "../../cohort/slice_row.ts";
import { readDicomHeaderFile } from "../../dicom/header_file.ts";
import { transferSyntax } from "../../dicom/transfer_syntax.ts";
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

/** Files of plain pictures, which state no densities, by the ends of their names. */
const PICTURES = [[/\.png$/i, "PNG"], [/\.jpe?g$/i, "JPEG"], [/\.tiff?$/i, "TIFF"]] as const;

/** How densities are stored in the cohort's files; of each series one header is read. */
export async function encodingsTable({ root, slices }: ExampleSource): Promise<Table> {
  const series = Map.groupBy(slices, ({ study, series }) => `${study}\n${series}`);
  const encodings = await Promise.all(
    series.values().map((rows) => encodingOf(root, rows)),
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

async function encodingOf(root: string, rows: readonly SliceRow[]): Promise<Encoding> {
  const { file } = rows[0]!;
  const slices = rows.length;
  if (isNiftiName(file)) return { syntax: "NIfTI", intercept: "as its header says", slices };
  const picture = PICTURES.find(([ending]) => ending.test(file));
  if (picture) return { syntax: picture[1], intercept: "not stated", slices };
  const header = await readDicomHeaderFile(`${root}/${file}`, file);
  return {
    syntax: transferSyntax(header.transferSyntax).name,
    intercept: header.rescaleIntercept === null ? "not stated" : String(header.rescaleIntercept),
    slices,
  };
}
