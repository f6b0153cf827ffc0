import type { MediaBundle } from "../media/displayable.ts";
import type { Page } from "../media/html_page.ts";
import { type Numbering, refer } from "../media/numbering.ts";

/** A notebook as markup, before its figures and tables have their numbers. */
export interface RenderedNotebook {
  /** The page's file, such as `1_cohort.html`. */
  file: string;
  /** Its first heading. */
  title: string;
  /**
   * Its markup, its first heading included. In the place of the first figure or table stands
   * `<!-- shown 0 -->`, and so on, and after the text that leads to the first two of them
   * `<!-- refer 0 1 -->`.
   */
  body: string;
  /** The figures and tables that are to be numbered, in their order. */
  shown: readonly MediaBundle[];
}

/** A notebook's page, with its figures and tables numbered, and referred to in the text before them. */
export function notebookPage(
  { file, title, body, shown }: RenderedNotebook,
  numbering: Numbering,
): Page {
  const numbered = shown.map((bundle) => numbering.add(bundle));
  const [first = "", ...others] = body.split(/<!-- refer ([\d ]+) -->/);
  const referring = others.reduce((before, piece, i) => {
    if (i % 2 === 1) return before + piece;
    return refer(before, piece.split(" ").map((number) => numbered[Number(number)]!));
  }, first);
  const whole = referring.replaceAll(
    /<!-- shown (\d+) -->/g,
    (_, number: string) => numbered[Number(number)]!.html,
  );
  return { file, title, body: whole };
}
