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
  /** A table's cells, which the supplement keeps as a file; no front end shows it. */
  "text/csv"?: string;
  /** A picture's Vega-Lite specification, which the supplement keeps as a file; no front end shows it. */
  "application/vnd.hemoleak.vega-lite+json"?: object;
  /** A picture that JupyterLab's own Vega-Lite draws, with its answers to the mouse. */
  "application/vnd.vegalite.v5+json"?: object;
}

/** The method that the Deno kernel calls on the value of a cell's last expression. */
export const JUPYTER_DISPLAY: unique symbol = Symbol.for("Jupyter.display");

/** A value that Jupyter shows as a picture or a table. */
export interface Displayable {
  /** Called by the kernel. */
  [JUPYTER_DISPLAY](): MediaBundle;
}
