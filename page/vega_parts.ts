/**
 * What a page has in place of `vega`: the parts that figures need, without its maps, forces, trees and clouds of
 * words, which are an eighth of the page. These are the packages that `vega` itself hands on.
 *
 * @module
 */

import { transforms } from "vega-dataflow";
import * as encoders from "vega-encode";
import * as dataTransforms from "vega-transforms";
import * as viewTransforms from "vega-view-transforms";

Object.assign(transforms, dataTransforms, viewTransforms, encoders);

export { parse } from "vega-parser";
export { textMetrics } from "vega-scenegraph";
export { View } from "vega-view";
