import { TensorFlowError } from "../../error.ts";
import { type Attribute, graphSetters, setAttribute, toInt64 } from "./attributes.ts";
import { AttributeType, type CApi, cString, DataType } from "./c_api.ts";
import { operationDefinition } from "./operation_definition.ts";
import type { Status } from "./status.ts";

/** One output of a node: a tensor that will be there when the graph runs. */
export interface Value {
  readonly node: GraphNode;
  readonly index: number;
  readonly shape: readonly number[];
  /** One of `DataType`. */
  readonly dtype: number;
}

/** One operation of a graph. */
export interface GraphNode {
  /** Nodes are numbered in the order they were added, so inputs come before what uses them. */
  readonly serial: number;
  readonly operation: string;
  readonly attributes: readonly Attribute[];
  readonly inputs: readonly Value[];
  /** Nodes that have to be done before it, beside its inputs. */
  readonly after: readonly GraphNode[];
  readonly outputs: readonly Value[];
  /** The values of a constant: the address of a `TF_Tensor` that its maker keeps. */
  readonly constant?: bigint | undefined;
  /** The address of its `TF_Operation`. */
  readonly native: bigint;
}

/** What may be set of a node. */
export interface NodeOptions {
  readonly after?: readonly GraphNode[];
  readonly constant?: bigint | undefined;
  /** The shape of its only output, where TensorFlow cannot infer it. */
  readonly shape?: readonly number[];
}

/** A `TF_Graph` under construction, which becomes a function of TensorFlow's. */
export class Graph {
  /** In the order they were added. */
  readonly nodes: GraphNode[] = [];
  readonly #api: CApi;
  readonly #status: Status;
  readonly #graph: bigint;

  constructor(api: CApi, status: Status) {
    this.#api = api;
    this.#status = status;
    this.#graph = api.TF_NewGraph();
  }

  /**
   * Adds an operation.
   *
   * @throws {TensorFlowError} TensorFlow refuses it, or the shape of an output depends on values,
   * which are only known when the graph runs.
   */
  add(
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly Value[],
    { after = [], constant, shape }: NodeOptions = {},
  ): GraphNode {
    const serial = this.nodes.length;
    const native = this.#finish(`${operation}_${serial}`, operation, attributes, inputs, {
      after,
      constant,
    });
    if (shape) this.#setShape(native, shape);
    const outputs: Value[] = [];
    const node = {
      ...{ serial, operation, attributes, inputs, after, outputs, native },
      ...(constant !== undefined && { constant }),
    };
    const count = this.#api.TF_OperationNumOutputs(native);
    for (let index = 0; index < count; index++) outputs.push(this.#output(node, index));
    this.nodes.push(node);
    return node;
  }

  /** Adds an input of the function that the graph becomes. */
  placeholder(shape: readonly number[], dtype: number): Value {
    const attributes = [
      { name: "dtype", type: AttributeType.TYPE, value: dtype },
      { name: "shape", type: AttributeType.SHAPE, value: shape },
    ];
    return this.add("Placeholder", attributes, []).outputs[0]!;
  }

  /** Adds a constant; `tensor`, the address of a `TF_Tensor`, has to outlive the graph. */
  constant(tensor: bigint, dtype: number): Value {
    const attributes = [{ name: "dtype", type: AttributeType.TYPE, value: dtype }];
    return this.add("Const", attributes, [], { constant: tensor }).outputs[0]!;
  }

  /** The function that computes `outputs` of `inputs`, as the address of a `TF_Function`. */
  toFunction(name: string, inputs: readonly Value[], outputs: readonly Value[]): bigint {
    const everything = -1;
    const made = this.#api.TF_GraphToFunction(
      ...[this.#graph, cString(name), 0, everything, 0n] as const,
      ...[inputs.length, addresses(inputs), outputs.length, addresses(outputs)] as const,
      ...[0n, 0n, 0n, this.#status.pointer] as const,
    );
    this.#status.check("the compilation of a function");
    return made;
  }

  /** Frees the graph; its nodes must not be used any more. */
  dispose(): void {
    this.#api.TF_DeleteGraph(this.#graph);
  }

  #finish(
    name: string,
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly Value[],
    { after = [], constant }: NodeOptions,
  ): bigint {
    const api = this.#api, status = this.#status;
    const definition = operationDefinition(api, this.#graph, operation, status);
    const description = api.TF_NewOperation(this.#graph, cString(operation), nodeName(name));
    this.#addInputs(description, definition.inputs, inputs);
    for (const node of after) api.TF_AddControlInput(description, node.native);
    const setters = graphSetters(api);
    for (const attribute of attributes) {
      // tfjs-node gives some types wrongly (the mean of booleans), which eager operations forgive.
      if (definition.inferred.has(attribute.name)) continue;
      setAttribute(setters, description, attribute, operation);
    }
    if (constant !== undefined) {
      api.TF_SetAttrTensor(description, cString("value"), constant, status.pointer);
    }
    const native = api.TF_FinishOperation(description, status.pointer);
    status.check(operation);
    return native;
  }

  #addInputs(
    description: bigint,
    definitions: readonly { isList: boolean }[],
    inputs: readonly Value[],
  ): void {
    const lists = definitions.filter(({ isList }) => isList).length;
    // No operation of tfjs-node's has two lists, so one takes what the single inputs leave.
    const listLength = inputs.length - (definitions.length - lists);
    let at = 0;
    for (const { isList } of definitions) {
      if (isList) {
        const list = inputs.slice(at, at += listLength);
        this.#api.TF_AddInputList(description, addresses(list), list.length);
      } else if (at < inputs.length) {
        this.#api.TF_AddInput(description, address(inputs[at++]!));
      }
    }
  }

  #setShape(native: bigint, shape: readonly number[]): void {
    const output = address({ node: { native }, index: 0 });
    const lengths = toInt64(shape), status = this.#status;
    this.#api.TF_GraphSetTensorShape(this.#graph, output, lengths, shape.length, status.pointer);
    status.check("the shape of a tensor");
  }

  #output(node: GraphNode, index: number): Value {
    const api = this.#api, status = this.#status;
    const output = address({ node, index });
    const dtype = api.TF_OperationOutputType(output);
    const rank = api.TF_GraphGetTensorNumDims(this.#graph, output, status.pointer);
    const lengths = new BigInt64Array(Math.max(rank, 1));
    if (rank > 0) {
      api.TF_GraphGetTensorShape(this.#graph, output, lengths, rank, status.pointer);
    }
    status.check(node.operation);
    const shape = Array.from(lengths.subarray(0, Math.max(rank, 0)), Number);
    if (dtype !== DataType.RESOURCE && (rank < 0 || shape.some((length) => length < 0))) {
      throw new TensorFlowError(
        `${node.operation} cannot be compiled: the shape of what it gives depends on values.`,
      );
    }
    return { node, index, shape, dtype };
  }
}

type Place = { readonly node: { readonly native: bigint }; readonly index: number };

/** A `TF_Output` as C takes it by value. */
function address(place: Place): Uint8Array<ArrayBuffer> {
  return new Uint8Array(addresses([place]).buffer);
}

function addresses(values: readonly Place[]): BigUint64Array<ArrayBuffer> {
  return BigUint64Array.from(values.flatMap(({ node, index }) => [node.native, BigInt(index)]));
}

/** Not kept as `cString` keeps texts: TensorFlow copies a node's name, and there are many. */
function nodeName(name: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(name + "\0");
}
