/**
 * What a page has in place of `vega-lite`: its makers' own script for browsers, which stands behind this one as
 * it is published, and takes what it needs of Vega from a global name.
 *
 * @module
 */

import { parseSelector } from "vega-event-selector";
import { parseExpression } from "vega-expression";
import * as util from "vega-util";
import type { compile as Compile } from "vega-lite";

Object.assign(globalThis, { vega: { ...util, parseExpression, parseSelector } });

export const compile: typeof Compile = (...args) =>
  Reflect.get(globalThis, "vegaLite").compile(...args);
