import type * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../../error.ts";
import type { Binding } from "../backend/kernel_backend.ts";
import type { Attribute } from "../library/attributes.ts";
import type { TensorFlowBinding } from "../library/binding.ts";
import { AttributeType, DataType } from "../library/c_api.ts";
import type { Graph, GraphNode, Value } from "../library/graph.ts";
import type { TensorMetadata, TensorValues } from "../library/tensor_values.ts";

/** Ids from here on stand for tensors that will be there when the graph runs. */
const FIRST_SYMBOL = 2 ** 40;

/** Numbers that are read from JavaScript each time the function runs. */
export interface HostInput {
  /** Scalars, float32. */
  readonly values: readonly Value[];
  read(): readonly number[];
}

/**
 * Stands in for the binding while a function is recorded: operations are added to a graph instead
 * of being run, and what they give are symbols, with a shape and a type but no elements.
 *
 * Tensors that are there already become inputs of the graph. Those that the function makes of
 * JavaScript's numbers become constants.
 */
export class Recorder implements Binding {
  readonly graph: Graph;
  /** Tensors from outside, by their ids. */
  readonly captures = new Map<number, Value>();
  /** Variables from outside: the input that stands for each. */
  readonly variables = new Map<tf.Variable, Value>();
  readonly hostInputs: HostInput[] = [];
  /** Operations that change variables, in order. */
  readonly updates: GraphNode[] = [];
  /** Variables that the updates change. */
  readonly updated = new Set<tf.Variable>();

  /** The binding that it stands in for. */
  readonly native: TensorFlowBinding;
  readonly #symbols: Value[] = [];
  readonly #variableIds: Map<number, tf.Variable>;
  /** The present elements of variables. */
  readonly #reads = new Map<tf.Variable, Value>();
  /** Tensors that the function made of JavaScript's numbers, and the constants they became. */
  readonly #made = new Map<number, Value | undefined>();
  readonly #constants: bigint[] = [];

  /** @param variableIds The variables there are, by the ids of their tensors. */
  constructor(native: TensorFlowBinding, variableIds: Map<number, tf.Variable>) {
    this.native = native;
    this.#variableIds = variableIds;
    this.graph = native.newGraph();
    const constants = Object.entries(native).filter(([name]) => name.startsWith("TF_"));
    Object.assign(this, Object.fromEntries(constants));
  }

  /** Takes in a variable that was made, outside of the recording, while it goes on. */
  addVariable(id: number, variable: tf.Variable): void {
    this.#variableIds.set(id, variable);
  }

  /** Whether a variable was there before the recording, or was taken in. */
  knows(variable: tf.Variable): boolean {
    return [...this.#variableIds.values()].includes(variable);
  }

  /** A symbol for a value, as operations give them. */
  symbol(value: Value): TensorMetadata {
    const id = FIRST_SYMBOL + this.#symbols.push(value) - 1;
    return { id, shape: [...value.shape], dtype: value.dtype };
  }

  /** The value that a tensor has in the graph. */
  value(id: number): Value {
    if (id >= FIRST_SYMBOL) return this.#symbols[id - FIRST_SYMBOL]!;
    const variable = this.#variableIds.get(id);
    if (variable) return this.#read(variable, id);
    return this.#made.has(id) ? this.#constant(id) : this.#capture(id);
  }

  /** The input that stands for a variable. */
  variable(variable: tf.Variable): Value {
    let input = this.variables.get(variable);
    if (!input) {
      input = this.graph.placeholder([], DataType.RESOURCE);
      this.variables.set(variable, input);
    }
    return input;
  }

  /**
   * Records an operation that changes variables in place.
   *
   * @param changed Its first inputs.
   * @param inputs Ids of its other inputs.
   */
  update(
    operation: string,
    attributes: readonly Attribute[],
    changed: readonly tf.Variable[],
    inputs: readonly number[],
  ): void {
    const values = inputs.map((id) => this.value(id));
    const variables = changed.map((variable) => this.variable(variable));
    this.updates.push(this.graph.add(operation, attributes, [...variables, ...values]));
    for (const variable of changed) {
      this.updated.add(variable);
      this.#reads.delete(variable);
    }
  }

  /** Records scalars that are read anew each time the function runs. */
  hostScalars(count: number, read: () => readonly number[]): TensorMetadata[] {
    const values = Array.from({ length: count }, () => this.graph.placeholder([], DataType.FLOAT));
    this.hostInputs.push({ values, read });
    return values.map((value) => this.symbol(value));
  }

  /** Frees the graph and its constants. */
  dispose(): void {
    for (const tensor of this.#constants) this.native.releaseConstant(tensor);
    this.graph.dispose();
  }

  createTensor(shape: readonly number[], dtype: number, values: ArrayLike<unknown>): number {
    const id = this.native.createTensor(shape, dtype, values);
    this.#made.set(id, undefined);
    return id;
  }

  deleteTensor(id: number): void {
    if (id >= FIRST_SYMBOL) return;
    this.#made.delete(id);
    this.native.deleteTensor(id);
  }

  describe(id: number): TensorMetadata {
    if (id < FIRST_SYMBOL) return this.native.describe(id);
    const { shape, dtype } = this.value(id);
    return { id, shape: [...shape], dtype };
  }

  tensorDataSync(id: number): TensorValues {
    if (id < FIRST_SYMBOL) return this.native.tensorDataSync(id);
    throw new TensorFlowError(
      `The elements of what ${this.value(id).node.operation} gives cannot be read within a ` +
        "compiled function: return the tensor and read it outside.",
    );
  }

  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputCount: number,
  ): TensorMetadata[] {
    const node = this.graph.add(name, attributes, inputs.map((id) => this.value(id)));
    return node.outputs.slice(0, outputCount).map((value) => this.symbol(value));
  }

  isUsingGpuDevice(): boolean {
    return this.native.isUsingGpuDevice();
  }

  getNumOfTensors(): number {
    return this.native.getNumOfTensors();
  }

  #read(variable: tf.Variable, id: number): Value {
    let value = this.#reads.get(variable);
    if (!value) {
      const { dtype } = this.native.describe(id);
      const attributes = [{ name: "dtype", type: AttributeType.TYPE, value: dtype }];
      const after = this.updates.filter(({ inputs }) => inputs.includes(this.variable(variable)));
      const node = this.graph.add("ReadVariableOp", attributes, [this.variable(variable)], {
        after,
        shape: variable.shape,
      });
      value = node.outputs[0]!;
      this.#reads.set(variable, value);
    }
    return value;
  }

  #capture(id: number): Value {
    let value = this.captures.get(id);
    if (!value) {
      const { shape, dtype } = this.native.describe(id);
      value = this.graph.placeholder(shape, dtype);
      this.captures.set(id, value);
    }
    return value;
  }

  #constant(id: number): Value {
    let value = this.#made.get(id);
    if (!value) {
      const tensor = this.native.constant(id);
      this.#constants.push(tensor);
      value = this.graph.constant(tensor, this.native.describe(id).dtype);
      this.#made.set(id, value);
    }
    return value;
  }
}
