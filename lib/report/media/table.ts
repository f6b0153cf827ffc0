import { csvText } from "../../files/csv.ts";
import { type Displayable, JUPYTER_DISPLAY, type MediaBundle } from "./displayable.ts";
import { escapeMarkup } from "./markup.ts";
import { COLORS } from "./theme.ts";

/** A column's heading, the heading it shares with its neighbors, and where its text stands. */
export interface Column {
  /** Its own heading. */
  title: string;
  /** A heading over it and those beside it that have the same. */
  group?: string;
  /** Where its text stands; default `left`. */
  align?: "left" | "right";
}

/** A table's parts; every cell is text that is ready to be read. */
export interface TableParts {
  title: string;
  columns: readonly Column[];
  /** A row whose first cell is empty belongs to the row above it. */
  rows: readonly (readonly string[])[];
  /** Sentences below the table. */
  notes?: readonly string[];
}

const CELL = "padding:2px 5px;vertical-align:top";
const ROW_HEADING = ";font-weight:normal";
/** Cells of more characters are broken into lines. */
const LONG = 36;

/** A table that a notebook shows as HTML and a terminal as aligned text. */
export class Table implements Displayable {
  /** What the table shows, above it. */
  readonly title: string;
  /** From left to right. */
  readonly columns: readonly Column[];
  /** Text by row and column. */
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table. */
  readonly notes: readonly string[];

  /**
   * Takes the parts as they are.
   *
   * @throws {RangeError} When a row has another number of cells than there are columns.
   */
  constructor({ title, columns, rows, notes = [] }: TableParts) {
    const odd = rows.findIndex((row) => row.length !== columns.length);
    if (odd >= 0) {
      throw new RangeError(
        `Expected ${columns.length} cells in row ${odd} of "${title}" but found ${
          rows[odd]!.length
        }`,
      );
    }
    this.title = title;
    this.columns = columns;
    this.rows = rows;
    this.notes = notes;
  }

  /**
   * The table as one HTML element, styled inline so that it looks alike wherever it is shown. The first
   * cell of a row is its heading. The element takes the focus, or a wide table could not be scrolled by
   * the keyboard.
   */
  get html(): string {
    const body = this.rows.map((_, index) => this.#bodyRow(index)).join("\n");
    const notes = this.notes.map((note) =>
      `<p style="font-size:0.85em;margin:4px 5px">${escapeMarkup(note)}</p>`
    ).join("\n");
    return `<div class="hemoleak-table" role="group" aria-label="${escapeMarkup(this.title)}" ` +
      `tabindex="0">\n<table style="border-collapse:collapse;font-size:0.82em">\n` +
      `<caption style="text-align:left;font-weight:bold;padding:4px 5px">${
        escapeMarkup(this.title)
      }</caption>\n` +
      `<thead>\n${this.#headings()}\n</thead>\n<tbody>\n${body}\n</tbody>\n</table>\n` +
      `${notes && `${notes}\n`}</div>`;
  }

  /** The table as CSV: a line of headings, then the rows, a first cell that is empty as in the row above. */
  get csv(): string {
    let heading = "";
    const rows = this.rows.map(([first = "", ...others]) => {
      heading = first || heading;
      return [heading, ...others];
    });
    return csvText([this.#fullTitles(), ...rows]);
  }

  /** The table as GitHub-flavored Markdown whose columns also line up as plain text. */
  get markdown(): string {
    const headings = this.#fullTitles();
    const lines = [headings, ...this.rows].map((row) =>
      row.map((cell) => cell.replaceAll("|", "\\|"))
    );
    const widths = headings.map((_, column) =>
      Math.max(3, ...lines.map((row) => row[column]!.length))
    );
    const line = (row: readonly string[]) => {
      const cells = row.map((cell, column) =>
        this.columns[column]!.align === "right"
          ? cell.padStart(widths[column]!)
          : cell.padEnd(widths[column]!)
      );
      return `| ${cells.join(" | ")} |`;
    };
    const rule = widths.map((width, column) =>
      this.columns[column]!.align === "right" ? `${"-".repeat(width - 1)}:` : "-".repeat(width)
    );
    const table = [line(lines[0]!), line(rule), ...lines.slice(1).map(line)];
    return [this.title, "", ...table, ...this.notes.flatMap((note) => ["", note])].join("\n");
  }

  /** HTML for a notebook, aligned text for a terminal. */
  [JUPYTER_DISPLAY](): MediaBundle {
    return { "text/html": this.html, "text/plain": this.markdown, "text/csv": this.csv };
  }

  #fullTitles(): string[] {
    return this.columns.map(({ group, title }) => group ? `${group}: ${title}` : title);
  }

  #headings(): string {
    const groups: { group: string; columns: Column[] }[] = [];
    for (const column of this.columns) {
      const { group = "" } = column, last = groups.at(-1);
      if (group && last?.group === group) last.columns.push(column);
      else groups.push({ group, columns: [column] });
    }
    if (groups.every(({ group }) => !group)) {
      return `<tr>${this.columns.map((column) => heading(column)).join("")}</tr>`;
    }
    // A column without a group is as high as both lines.
    const upper = groups.map(({ group, columns }) =>
      group
        ? `<th scope="colgroup" colspan="${columns.length}" style="${CELL};text-align:center">${
          escapeMarkup(group)
        }</th>`
        : heading(columns[0]!, ' rowspan="2"')
    );
    const lower = this.columns.filter(({ group }) => group).map((column) => heading(column));
    return `<tr>${upper.join("")}</tr>\n<tr>${lower.join("")}</tr>`;
  }

  #bodyRow(index: number): string {
    const row = this.rows[index]!;
    const border = row[0] !== "" && index > 0 ? `;border-top:1px solid ${COLORS.faint}` : "";
    const cells = row.map((cell, column) => {
      const align = this.columns[column]!.align ?? "left";
      const style = `${CELL};${breaks(cell)};text-align:${align}${border}`;
      if (column > 0 || (cell === "" && index === 0)) {
        return `<td style="${style}">${escapeMarkup(cell)}</td>`;
      }
      if (cell === "") return "";
      const next = this.rows.findIndex(([first], at) => at > index && first !== "");
      const rows = (next < 0 ? this.rows.length : next) - index;
      return `<th scope="${rows > 1 ? "rowgroup" : "row"}"${
        rows > 1 ? ` rowspan="${rows}"` : ""
      } ` +
        `style="${style}${ROW_HEADING}">${escapeMarkup(cell)}</th>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  }
}

function breaks(cell: string): string {
  return cell.length > LONG ? "overflow-wrap:anywhere" : "white-space:nowrap";
}

function heading({ title, align = "left" }: Column, span = ""): string {
  const [tag, scope] = title === "" ? ["td", ""] : ["th", ' scope="col"'];
  return `<${tag}${scope}${span} style="${CELL};text-align:${align}">${
    escapeMarkup(title)
  }</${tag}>`;
}
