import type { GraphNode, Value } from "../../library/graph.ts";
import type { GraphCopy, Rewrite } from "../graph_copy.ts";

/**
 * Takes the gradient of a ReLU before a max-pooling at the pooled elements, which are a quarter, and
 * so that of a bias before both: pooling's gradient only spreads what it gets. The ReLU itself costs
 * nothing where it is, within the convolution.
 *
 * It gives the same elements: where the largest of a window is not positive, none of the window has a
 * gradient in either order.
 */
export function pooledReluGradient(): Rewrite {
  /** The small gradient that a pooling's gradient spreads. */
  const small = new Map<Value, Value>();
  return (node, copy) => {
    const { operation, inputs: [first, second, third], outputs: [output], attributes } = node;
    if (operation === "MaxPoolGrad" && isOfPooledRelu(node, copy)) {
      const pooled = copy.value(second!);
      const gradient = copy.add("ReluGrad", [copy.value(third!), pooled]);
      small.set(output!, gradient);
      return copy.add("MaxPoolGrad", [copy.value(first!), pooled, gradient], attributes);
    }
    if (operation === "ReluGrad" && small.has(first!)) {
      small.set(output!, small.get(first!)!);
      return copy.value(first!);
    }
    if (operation === "BiasAddGrad" && small.has(first!)) {
      return copy.add("BiasAddGrad", [small.get(first!)!]);
    }
    return undefined;
  };
}

/** Whether a pooling's gradient is of a pooled ReLU, and serves for nothing but the ReLU's. */
function isOfPooledRelu({ inputs: [y, pooled], outputs }: GraphNode, copy: GraphCopy): boolean {
  const [gradient] = outputs;
  return y!.node.operation === "Relu" && pooled!.node.inputs[0] === y &&
    copy.users(gradient!).every(({ operation, inputs }) =>
      operation === "ReluGrad" && inputs[0] === gradient && inputs[1] === y
    );
}
