import type { Config } from "vega-lite";

/**
 * One color a meaning, the same in every figure, table and page, from Okabe and Ito's palette (2008),
 * which remains distinct with every common form of color blindness; vermilion is darkened until text of
 * it has a contrast of 4.5 to 1 on paper and on shade (WCAG 2.2, criterion 1.4.3), as all text here has.
 * In gray-scale print the two splits also differ by place and by label, never by color alone.
 */
export const COLORS = {
  /** Split by slice, and what leaks: slices of subjects that were trained on. */
  slice: "#b84e00",
  /** Split by subject, and what does not leak: slices of subjects never met. */
  subject: "#0072b2",
  /** Text, and numbers of neither. */
  ink: "#222222",
  /** What is there for orientation: axes, notes, chance, permuted labels. */
  quiet: "#6b6b6b",
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

/**
 * What pages have in place of the colors of the same names on a screen that is set to dark. Figures keep
 * their white paper there, since files and print show them so.
 */
export const DARK_COLORS = {
  slice: "#ff8c42",
  subject: "#6fb7e9",
  ink: "#e8e6e3",
  quiet: "#a8a8a8",
  faint: "#44484d",
  paper: "#1b1d20",
  shade: "#26292d",
  warning: "#ffb27a",
  link: "#8ab8f0",
} as const satisfies Partial<Record<keyof typeof COLORS, string>>;

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
