import type { Rewrite } from "../graph_copy.ts";
import { biasAdd, biasGradientApart, plainMatMul, withoutIdleReshape } from "./dense_layers.ts";
import { poolBeforeRelu } from "./pool_before_relu.ts";
import { winograd } from "./winograd.ts";

/** What makes compiled functions faster than the operations that were recorded, for one graph. */
export function rewrites(): Rewrite[] {
  return [
    withoutIdleReshape,
    biasAdd,
    plainMatMul,
    poolBeforeRelu(),
    biasGradientApart,
    winograd(),
  ];
}
