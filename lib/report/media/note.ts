import { type Displayable, JUPYTER_DISPLAY, type MediaBundle } from "./displayable.ts";
import { escapeMarkup } from "./markup.ts";

/** A paragraph that follows from the data, where what is fixed beforehand would not hold for all. */
export class Note implements Displayable {
  /** What it says. */
  readonly text: string;
  /** What the reader has to mind, before the text. */
  readonly warning: string;

  /** Takes plain text; with a warning before it, which pages set off. */
  constructor(text: string, warning = "") {
    this.text = text;
    this.warning = warning;
  }

  /** A paragraph for a notebook, a line for a terminal. */
  [JUPYTER_DISPLAY](): MediaBundle {
    const { text, warning } = this;
    return {
      "text/html": warning === ""
        ? `<p>${escapeMarkup(text)}</p>`
        : `<p class="warning"><strong>${escapeMarkup(warning)}</strong> ${escapeMarkup(text)}</p>`,
      "text/plain": warning === "" ? text : `${warning} ${text}`,
    };
  }
}
