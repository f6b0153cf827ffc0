/** A table of predictions that a page brings along. */
export interface GivenTable {
  /** The file's name, such as `cnn4_by_slice.csv`. */
  file: string;
  /** What the button says, such as `CNN4, split by slice`. */
  title: string;
  /** The table as CSV. */
  text: string;
}

/** Where in the page they stand; `page/template.html` has it. */
const PLACE = "<!-- predictions -->";

/**
 * The page that audits a table in a browser (`deno task page`), with tables to be audited at a click. They are
 * data, which no browser runs, so the page's policy stays as it is.
 */
export function withTables(page: string, tables: readonly GivenTable[]): string {
  if (!page.includes(PLACE)) throw new RangeError("Expected the page that deno task page builds");
  // In a script's text a `<` could end it.
  const data = JSON.stringify(tables).replaceAll("<", "\\u003c");
  return page.replace(
    PLACE,
    () => `<script type="application/json" id="given-tables">${data}</script>`,
  );
}
