import type { Attribute } from "../library/attributes.ts";
import type { TensorFlowBinding } from "../library/binding.ts";
import { AttributeType, DataType } from "../library/c_api.ts";
import type { Graph, GraphNode, Value } from "../library/graph.ts";

/**
 * Puts something better in the place of one operation: gives what its first output is to be, in the
 * new graph, or undefined where it does not apply. `unused` leaves the operation out.
 */
export type Rewrite = (node: GraphNode, copy: GraphCopy) => Value | "unused" | undefined;

/** Stands for whoever gets a function's results. */
const OUTSIDE: GraphNode = {
  serial: -1,
  operation: "",
  attributes: [],
  inputs: [],
  after: [],
  outputs: [],
  native: 0n,
};

/** Copies nodes from one graph into another, and rewrites them on the way. */
export class GraphCopy {
  /** The graph that is filled. */
  readonly graph: Graph;
  readonly #binding: TensorFlowBinding;
  readonly #nodes = new Map<GraphNode, GraphNode>();
  readonly #values = new Map<Value, Value>();
  /** The nodes of the source that use a value. */
  readonly #users = new Map<Value, GraphNode[]>();
  /** The nodes that use a variable's elements, by the input that stands for the variable. */
  readonly #readers = new Map<Value, GraphNode[]>();
  readonly #constants: bigint[] = [];

  constructor(binding: TensorFlowBinding) {
    this.#binding = binding;
    this.graph = binding.newGraph();
  }

  /**
   * Copies the nodes that `ends` depend on, and those.
   *
   * @param results Values that are used outside of the graph.
   */
  copy(
    source: Graph,
    ends: readonly GraphNode[],
    results: readonly Value[],
    rewrites: readonly Rewrite[],
  ): void {
    const needed = new Set<GraphNode>();
    const visit = [...ends];
    for (let node = visit.pop(); node; node = visit.pop()) {
      if (needed.has(node)) continue;
      needed.add(node);
      visit.push(...node.after, ...node.inputs.map((input) => input.node));
    }
    const nodes = source.nodes.filter((node) => needed.has(node));
    for (const result of results) this.#addUser(result, OUTSIDE);
    for (const node of nodes) for (const input of node.inputs) this.#addUser(input, node);
    for (const node of nodes) this.#rewriteOrCopy(node, rewrites);
  }

  /** What has become of a node. */
  node(original: GraphNode): GraphNode {
    return this.#nodes.get(original)!;
  }

  /** What has become of a value. */
  value(original: Value): Value {
    return this.#values.get(original)!;
  }

  /** The nodes of the source that use one of its values; one of no operation, if it is a result. */
  users(original: Value): readonly GraphNode[] {
    return this.#users.get(original) ?? [];
  }

  /** Adds an operation of one output. */
  add(operation: string, inputs: readonly Value[], attributes: readonly Attribute[] = []): Value {
    const node = this.graph.add(operation, attributes, inputs);
    this.#noteReaders(node);
    return node.outputs[0]!;
  }

  /** Adds a constant. */
  constant(values: Float32Array | Int32Array, shape: readonly number[] = [values.length]): Value {
    const dtype = values instanceof Float32Array ? DataType.FLOAT : DataType.INT32;
    const id = this.#binding.createTensor(shape, dtype, values);
    const tensor = this.#binding.constant(id);
    this.#binding.deleteTensor(id);
    this.#constants.push(tensor);
    return this.graph.constant(tensor, dtype);
  }

  /** Adds a change of shape. */
  reshape(value: Value, shape: readonly number[]): Value {
    return this.add("Reshape", [value, this.constant(Int32Array.from(shape))]);
  }

  /** Frees the graph and its constants. */
  dispose(): void {
    for (const tensor of this.#constants) this.#binding.releaseConstant(tensor);
    this.graph.dispose();
  }

  #addUser(value: Value, user: GraphNode): void {
    const users = this.#users.get(value);
    if (users) users.push(user);
    else this.#users.set(value, [user]);
  }

  #rewriteOrCopy(original: GraphNode, rewrites: readonly Rewrite[]): void {
    for (const rewrite of rewrites) {
      const value = rewrite(original, this);
      if (value === "unused") return;
      if (value) {
        this.#nodes.set(original, value.node);
        this.#values.set(original.outputs[0]!, value);
        return;
      }
    }
    this.#copy(original);
  }

  #copy(original: GraphNode): void {
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
    this.#noteReaders(node);
  }

  #noteReaders(node: GraphNode): void {
    for (const { node: { operation, inputs: [variable] } } of node.inputs) {
      if (operation === "ReadVariableOp") this.#readers.get(variable!)!.push(node);
    }
    if (node.operation === "ReadVariableOp") this.#readers.set(node.inputs[0]!, [node]);
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

/** One attribute of a node. */
export function attribute({ attributes }: GraphNode, name: string): Attribute["value"] | undefined {
  return attributes.find((attribute) => attribute.name === name)?.value;
}

/** A switch among a node's attributes. */
export function flag(name: string, value: boolean): Attribute {
  return { name, type: AttributeType.BOOL, value };
}
