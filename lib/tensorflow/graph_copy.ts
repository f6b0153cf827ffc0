import { DataType } from "./c_api.ts";
import type { Graph, GraphNode, Value } from "./graph.ts";

/** Copies nodes from one graph into another. */
export class GraphCopy {
  /** The graph that is filled. */
  readonly graph: Graph;
  readonly #nodes = new Map<GraphNode, GraphNode>();
  readonly #values = new Map<Value, Value>();
  /** The nodes that use a variable's elements, by the input that stands for the variable. */
  readonly #readers = new Map<Value, GraphNode[]>();

  constructor(graph: Graph) {
    this.graph = graph;
  }

  /** Copies the nodes that `ends` depend on, and those. */
  copy(source: Graph, ends: readonly GraphNode[]): void {
    const needed = new Set<GraphNode>();
    const visit = [...ends];
    for (let node = visit.pop(); node; node = visit.pop()) {
      if (needed.has(node)) continue;
      needed.add(node);
      visit.push(...node.after, ...node.inputs.map((input) => input.node));
    }
    for (const node of source.nodes) if (needed.has(node)) this.#add(node);
  }

  /** What has become of a node. */
  node(original: GraphNode): GraphNode {
    return this.#nodes.get(original)!;
  }

  /** What has become of a value. */
  value(original: Value): Value {
    return this.#values.get(original)!;
  }

  #add(original: GraphNode): void {
    const { operation, attributes, constant, outputs } = original;
    const inputs = original.inputs.map((input) => this.value(input));
    const isRead = operation === "ReadVariableOp";
    const after = original.after.map((node) => this.node(node));
    if (!isRead) after.push(...this.#waitFor(inputs));
    const node = this.graph.add(operation, attributes, inputs, {
      after,
      constant,
      ...(isRead && { shape: outputs[0]!.shape }),
    });
    this.#nodes.set(original, node);
    outputs.forEach((output, i) => this.#values.set(output, node.outputs[i]!));
    for (const { node: { operation, inputs: [variable] } } of inputs) {
      if (operation === "ReadVariableOp") this.#readers.get(variable!)!.push(node);
    }
    if (isRead) this.#readers.set(inputs[0]!, [node]);
  }

  /**
   * An update waits for those who use the variable's former elements: else TensorFlow, seeing them in
   * use, would copy the variable rather than write over it.
   */
  #waitFor(inputs: readonly Value[]): GraphNode[] {
    const variables = inputs.filter(({ dtype }) => dtype === DataType.RESOURCE);
    return [...new Set(variables.flatMap((variable) => this.#readers.get(variable) ?? []))];
  }
}
