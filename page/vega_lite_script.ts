/** Where `vega-lite` has its script for browsers, in the package's folder. */
export const VEGA_LITE_SCRIPT = "build/vega-lite.min.js";

/** That script as the page holds it: all of it but the address of its source map, which no page could load. */
export function vegaLiteScript(published: string): string {
  return published.replace(/\s*\/\/# sourceMappingURL=\S+\s*$/, "");
}
