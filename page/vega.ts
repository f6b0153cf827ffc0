/**
 * What a page has in place of `vega` and `vega-lite`: the names that figures take of their makers' own scripts for
 * browsers, which run before this one.
 *
 * @module
 */

import type * as Vega from "vega";
import type * as VegaLite from "vega-lite";

const { vega, vegaLite } = globalThis as unknown as {
  vega: typeof Vega & { textMetrics: unknown };
  vegaLite: typeof VegaLite;
};

export const { parse, textMetrics, View } = vega;
export const { compile } = vegaLite;
