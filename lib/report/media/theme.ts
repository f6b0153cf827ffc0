import type { Config } from "vega-lite";

/**
 * One color a meaning, the same in every figure, table and page, from Okabe and Ito's palette (2008),
 * which remains distinct with every common form of color blindness. In gray-scale print the two splits
 * also differ by place and by label, never by color alone. The notebooks' pages have the same colors
 * (`jupyter/templates/hemoleak/page.css`).
 */
export const COLORS = {
  /** Split by slice, and what leaks: slices of subjects that were trained on. */
  slice: "#d55e00",
  /** Split by subject, and what does not leak: slices of subjects never met. */
  subject: "#0072b2",
  /** Text, and numbers of neither. */
  ink: "#222222",
  /** What is there for orientation: axes, notes, chance, permuted labels. */
  quiet: "#767676",
  /** Lines of a table, ranges behind a value. */
  faint: "#d9d9d9",
  /** What all is drawn on. */
  paper: "white",
  /** Behind a warning or code. */
  shade: "#f6f4f1",
  /** What the reader has to mind: synthetic data, a question that is left open. */
  warning: "#a04600",
  link: "#0550ae",
  /** Over gray images, so that bone does not outshine the heat. */
  veil: "black",
  /** What a network looks at, over gray images. */
  heat: "#e69f00",
  /** Where the lesion is, over gray images. */
  lesion: "#56b4e9",
} as const;

/** Families that are metrically alike, then whatever sans-serif the reader's machine has. */
export const FONT = "Helvetica, Arial, sans-serif";

/** The look of every Vega-Lite figure: thin axes, no frame, no grid, no bold type. */
export const THEME: Config = {
  background: COLORS.paper,
  font: FONT,
  padding: 8,
  view: { stroke: null },
  axis: {
    grid: false,
    domainColor: COLORS.quiet,
    tickColor: COLORS.quiet,
    tickSize: 4,
    labelColor: COLORS.ink,
    labelFontSize: 12,
    titleColor: COLORS.ink,
    titleFontSize: 13,
    titleFontWeight: "normal",
    labelFlush: false,
  },
  title: {
    anchor: "start",
    frame: "group",
    color: COLORS.ink,
    fontSize: 14,
    fontWeight: "bold",
    subtitleColor: COLORS.quiet,
    subtitleFontSize: 12,
    subtitlePadding: 4,
    offset: 10,
  },
  text: { color: COLORS.ink, fontSize: 12 },
};
