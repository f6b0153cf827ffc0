import type { SliceStore } from "../../preprocess/store/slice_store.ts";
import { countText } from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/** What preprocessing has left: how many images of which size, and the fingerprint of it all. */
export function storeTable({ rows, rejected, size, fingerprint }: SliceStore): Table {
  const megabytes = rows.length * size * size / 1e6;
  return new Table({
    title: "The store of preprocessed slices",
    columns: [{ title: "What" }, { title: "How much", align: "right" }],
    rows: [
      ["Images", countText(rows.length)],
      ["Left out", countText(rejected.length)],
      ["Size", `${size} × ${size} pixels, 256 gray levels`],
      ["Bytes", `${megabytes.toFixed(1)} MB`],
      ["Fingerprint (SHA-256)", `${fingerprint.slice(0, 16)} …`],
    ],
  });
}
