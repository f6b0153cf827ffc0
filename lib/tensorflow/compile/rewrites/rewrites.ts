import type { Rewrite } from "../graph_copy.ts";
import { biasAdd, biasGradientApart, plainMatMul, withoutIdleReshape } from "./dense_layers.ts";
import { pooledReluGradient } from "./pooled_relu_gradient.ts";
import { winograd } from "./winograd.ts";

/** What makes compiled functions faster than the operations that were recorded, for one graph. */
export function rewrites(): Rewrite[] {
  return [
    withoutIdleReshape,
    biasAdd,
    plainMatMul,
    pooledReluGradient(),
    biasGradientApart,
    winograd(),
  ];
}
