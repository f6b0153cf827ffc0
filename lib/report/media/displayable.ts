/**
 * What Jupyter shows of a value, by media type. The front end takes the richest type it knows:
 * JupyterLab and nbconvert both take SVG and HTML, a terminal takes the plain text.
 */
export interface MediaBundle {
  /** What a terminal shows. */
  "text/plain": string;
  /** A table. */
  "text/html"?: string;
  /** A picture. */
  "image/svg+xml"?: string;
}

/** The method that the Deno kernel calls on the value of a cell's last expression. */
export const JUPYTER_DISPLAY: unique symbol = Symbol.for("Jupyter.display");

/** A value that Jupyter shows as a picture or a table. */
export interface Displayable {
  /** Called by the kernel. */
  [JUPYTER_DISPLAY](): MediaBundle;
}
