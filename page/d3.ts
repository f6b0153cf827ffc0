/**
 * What of D3 the report's figures need, under the global name by which Vega's own script for browsers asks for it.
 * D3 is as large as Vega, and most of it draws maps, trees and forces. A figure that needs more of it is not drawn
 * in the page as it is elsewhere, which its tests find.
 *
 * @module
 */

import { bisector, range, tickStep } from "d3-array";
import * as formats from "d3-format";
import { interpolate, interpolateRgb, interpolateRound, piecewise } from "d3-interpolate";
import { path } from "d3-path";
import { scaleLinear, scaleOrdinal } from "d3-scale";
import { arc, area, curveLinear, line, symbol } from "d3-shape";
import { timeMonth, utcMonth } from "d3-time";

/** Vega makes one when it is loaded, for the maps that are not drawn. */
const geoPath = () => null;

const d3 = {
  ...formats,
  ...{ arc, area, bisector, curveLinear, geoPath, interpolate, interpolateRgb, interpolateRound },
  ...{ line, path, piecewise, range, scaleLinear, scaleOrdinal, symbol, tickStep },
  ...{ timeMonth, utcMonth },
};
Object.assign(globalThis, { d3 });
