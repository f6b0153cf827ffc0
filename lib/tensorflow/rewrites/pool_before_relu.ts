import type { GraphNode, Value } from "../graph.ts";
import type { GraphCopy, Rewrite } from "../graph_copy.ts";

/**
 * Max-pooling before the ReLU instead of after: the largest of non-negative parts is the non-negative
 * part of the largest, and the ReLU and its gradient then work on a quarter of the elements. So does
 * the gradient of a bias before them, since pooling's gradient only spreads what it gets.
 *
 * It gives the same elements, gradients included: where the largest of a window is not positive, none
 * of the window has a gradient in either order.
 */
export function poolBeforeRelu(): Rewrite {
  /** Where a pooling went: its result before and after the ReLU. */
  const pooled = new Map<GraphNode, { raw: Value; relu: Value }>();
  /** The small gradient that a pooling's gradient spreads. */
  const small = new Map<Value, Value>();
  return (node, copy) => {
    const { operation, inputs: [first, second, third], attributes } = node;
    if (operation === "Relu") return poolOf(node, copy) && "unused";
    if (operation === "MaxPool" && isPooledRelu(first!, copy)) {
      const raw = copy.add("MaxPool", [copy.value(first!.node.inputs[0]!)], attributes);
      const relu = copy.add("Relu", [raw]);
      pooled.set(node, { raw, relu });
      return relu;
    }
    const pool = second && pooled.get(second.node);
    if (operation === "MaxPoolGrad" && pool && first!.node === second.node.inputs[0]!.node) {
      const gradient = copy.add("ReluGrad", [copy.value(third!), pool.relu]);
      const x = copy.value(first!.node.inputs[0]!);
      small.set(node.outputs[0]!, gradient);
      return copy.add("MaxPoolGrad", [x, pool.raw, gradient], attributes);
    }
    if (operation === "ReluGrad" && small.has(first!)) {
      small.set(node.outputs[0]!, small.get(first!)!);
      return copy.value(first!);
    }
    if (operation === "BiasAddGrad" && small.has(first!)) {
      return copy.add("BiasAddGrad", [small.get(first!)!]);
    }
    return undefined;
  };
}

function isPooledRelu({ node }: Value, copy: GraphCopy): boolean {
  return node.operation === "Relu" && poolOf(node, copy) !== undefined;
}

/** The pooling that alone uses a ReLU, gradients of both aside. */
function poolOf(relu: GraphNode, copy: GraphCopy): GraphNode | undefined {
  const [y] = relu.outputs, users = copy.users(y!);
  const pools = users.filter(({ operation }) => operation === "MaxPool");
  const [pool] = pools;
  const gradients = users.filter((user) =>
    user.operation === "MaxPoolGrad" && user.inputs[0] === y && user.inputs[1]!.node === pool
  );
  const slopes = users.filter((user) =>
    user.operation === "ReluGrad" && user.inputs[1] === y && user.inputs[0] !== y &&
    gradients.includes(user.inputs[0]!.node)
  );
  const isAll = pools.length + gradients.length + slopes.length === users.length;
  // What pooling's gradient gives must not be used without the ReLU's.
  const isMasked = gradients.every(({ outputs }) =>
    copy.users(outputs[0]!).every((user) => slopes.includes(user))
  );
  return pools.length === 1 && isAll && isMasked ? pool : undefined;
}
