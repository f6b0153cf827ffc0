import { TensorFlowError } from "../../error.ts";
import {
  type Attribute,
  type AttributeSetters,
  eagerSetters,
  setAttribute,
  toInt64,
} from "./attributes.ts";
import { AttributeType, type CApi, cString, DataType, fromCString } from "./c_api.ts";
import { Graph, type Value } from "./graph.ts";
import type { Precision } from "./precision.ts";
import { Status } from "./status.ts";
import {
  checkedValues,
  elementCount,
  miscounted,
  type TensorMetadata,
  type TensorValues,
  typedArray,
} from "./tensor_values.ts";

/** A variable of TensorFlow's: memory that compiled functions change in place. */
export interface NativeVariable {
  /** Address of the tensor that stands for it. */
  readonly handle: bigint;
  readonly shape: readonly number[];
  readonly dtype: number;
  /** Whether a function that may change it runs on another thread. */
  busy: boolean;
}

/** A compiled function with its inputs, to be run once. */
export interface FunctionCall {
  /** @throws {TensorFlowError} TensorFlow refuses; its message is kept. */
  run(): TensorMetadata[];
  /** Runs on another thread; one call at a time may, which is the caller's to see to. */
  runOffThread(): Promise<TensorMetadata[]>;
}

/** How TensorFlow is to change a function's graph before it first runs: not at all, or in a precision. */
export type Optimization = "none" | Precision;

/**
 * Bids TensorFlow optimize a function's graph before it first runs, as it does for Keras: it does
 * so only for a call that has a `ConfigProto`. These, in Protocol Buffers' encoding, say
 * `graph_options { rewrite_options { constant_folding: OFF } }`, since folding turns the division by
 * a constant into a product, which rounds otherwise; and `auto_mixed_precision_onednn_bfloat16: ON`.
 */
const REWRITE_OPTIONS: Readonly<Record<Precision, readonly number[]>> = {
  float32: [0x18, 2],
  mixed: [0x18, 2, 0xf8, 0x01, 1],
};

function configured(precision: Precision): Attribute {
  const options = REWRITE_OPTIONS[precision], { length } = options;
  const value = Uint8Array.of(0x52, length + 2, 0x52, length, ...options);
  return { name: "config_proto", type: AttributeType.STRING, value };
}

const USUAL_OUTPUTS = 16;

/** The name that bids TensorFlow think one up (`ResourceHandle::ANONYMOUS_NAME`). */
const NAMED_BY_TENSORFLOW = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

/**
 * The interface of tfjs-node's compiled addon (binding/tfjs_backend.cc there), spoken to
 * libtensorflow through its C API. Saved models and tensors of strings are left out.
 *
 * Tensors are named by numbers that are never used again, so that one used after its disposal is
 * recognized instead of reaching freed memory, or another tensor that has taken its place.
 */
export class TensorFlowBinding {
  readonly TF_FLOAT = DataType.FLOAT;
  readonly TF_INT32 = DataType.INT32;
  readonly TF_INT64 = DataType.INT64;
  readonly TF_BOOL = DataType.BOOL;
  readonly TF_COMPLEX64 = DataType.COMPLEX64;
  readonly TF_STRING = DataType.STRING;
  readonly TF_RESOURCE = DataType.RESOURCE;
  readonly TF_UINT8 = DataType.UINT8;
  readonly TF_ATTR_STRING = AttributeType.STRING;
  readonly TF_ATTR_INT = AttributeType.INT;
  readonly TF_ATTR_FLOAT = AttributeType.FLOAT;
  readonly TF_ATTR_BOOL = AttributeType.BOOL;
  readonly TF_ATTR_TYPE = AttributeType.TYPE;
  readonly TF_ATTR_SHAPE = AttributeType.SHAPE;
  readonly TF_Version: string;

  readonly #api: CApi;
  readonly #status: Status;
  readonly #setters: AttributeSetters;
  readonly #context: bigint;
  readonly #device: Device;
  readonly #handles = new Map<number, bigint>();
  /** Tensors whose elements lie in a variable of TensorFlow's, to be changed in place. */
  readonly #variables = new Map<number, NativeVariable>();
  #nextId = 0;
  #functions = 0;
  #offThreadStatus: Status | undefined;
  readonly #outputs = new BigUint64Array(USUAL_OUTPUTS);
  readonly #outputCount = new Int32Array(1);

  /**
   * @throws {TensorFlowError} TensorFlow cannot start, for example for want of memory.
   */
  constructor(api: CApi) {
    this.#api = api;
    this.TF_Version = fromCString(api.TF_Version());
    this.#status = new Status(api);
    this.#setters = eagerSetters(api, this.#status.pointer);
    const options = api.TFE_NewContextOptions();
    this.#context = api.TFE_NewContext(options, this.#status.pointer);
    api.TFE_DeleteContextOptions(options);
    this.#status.check("the start of its runtime");
    this.#device = this.#findDevice();
  }

  /** Whether tensors are computed on a GPU. */
  isUsingGpuDevice(): boolean {
    return this.#device.isGpu;
  }

  /** How many tensors TensorFlow holds for JavaScript. */
  getNumOfTensors(): number {
    let count = this.#handles.size;
    for (const id of this.#variables.keys()) if (!this.#handles.has(id)) count++;
    return count;
  }

  /**
   * Copies values into a new tensor and returns its id.
   *
   * @param dtype One of `DataType`.
   * @throws {TensorFlowError} The values do not fit the shape or the type, or memory is short.
   */
  createTensor(shape: readonly number[], dtype: number, values: ArrayLike<unknown>): number {
    const api = this.#api;
    const checked = checkedValues(shape, dtype, values);
    const tensor = this.#allocate(shape, dtype, checked.byteLength);
    if (checked.byteLength > 0) {
      api.copyToNative(api.TF_TensorData(tensor), checked, BigInt(checked.byteLength));
    }
    return this.#handOver(tensor, dtype);
  }

  /**
   * As {@linkcode createTensor}, of float32 values that come one piece after the other.
   *
   * @throws {TensorFlowError} They are not as many as the shape has, or memory is short.
   */
  async createTensorOfPieces(
    shape: readonly number[],
    pieces: AsyncIterable<Float32Array<ArrayBuffer>>,
  ): Promise<number> {
    const api = this.#api, bytes = 4 * elementCount(shape);
    const tensor = this.#allocate(shape, DataType.FLOAT, bytes);
    try {
      let at = 0;
      for await (const piece of pieces) {
        const end = at + piece.byteLength;
        if (end > bytes) throw miscounted(shape, `${end / 4} or more`);
        const place = api.TF_TensorData(tensor) + BigInt(at);
        api.copyToNative(place, piece, BigInt(piece.byteLength));
        at = end;
      }
      if (at < bytes) throw miscounted(shape, at / 4);
    } catch (error) {
      api.TF_DeleteTensor(tensor);
      throw error;
    }
    return this.#handOver(tensor, DataType.FLOAT);
  }

  /**
   * Frees a tensor.
   *
   * @throws {TensorFlowError} It was disposed before.
   */
  deleteTensor(id: number): void {
    const handle = this.#handles.get(id), variable = this.#variables.get(id);
    if (handle === undefined && variable === undefined) this.#handle(id, "disposal"); // Throws.
    if (handle !== undefined) this.#api.TFE_DeleteTensorHandle(handle);
    if (variable !== undefined) this.#destroy(variable);
    this.#handles.delete(id);
    this.#variables.delete(id);
  }

  /**
   * The shape and the type of a tensor.
   *
   * @throws {TensorFlowError} It was disposed.
   */
  describe(id: number): TensorMetadata {
    const variable = this.#variables.get(id);
    if (variable) return { id, shape: [...variable.shape], dtype: variable.dtype };
    return this.#metadata(id, this.#handle(id, "the shape of a tensor"));
  }

  /**
   * A copy of a tensor's elements.
   *
   * @throws {TensorFlowError} The tensor was disposed, or its type has no typed array.
   */
  tensorDataSync(id: number): TensorValues {
    const api = this.#api;
    const handle = this.#handle(id, "reading");
    const tensor = api.TFE_TensorHandleResolve(handle, this.#status.pointer);
    this.#status.check("the reading of a tensor");
    const bytes = new ArrayBuffer(Number(api.TF_TensorByteSize(tensor)));
    if (bytes.byteLength > 0) {
      api.copyFromNative(
        new Uint8Array(bytes),
        api.TF_TensorData(tensor),
        BigInt(bytes.byteLength),
      );
    }
    api.TF_DeleteTensor(tensor);
    return typedArray(api.TFE_TensorHandleDataType(handle), bytes);
  }

  /**
   * Runs one operation of TensorFlow's.
   *
   * @param name The operation's name in TensorFlow's registry, such as `Conv2D`.
   * @param attributes Its attributes; those with a default may be left out.
   * @param inputs Ids of its inputs, in order.
   * @param outputCount How many outputs it has at the most.
   * @throws {TensorFlowError} An input was disposed, or TensorFlow refuses; its message is kept.
   */
  executeOp(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly number[],
    outputCount: number,
  ): TensorMetadata[] {
    const api = this.#api;
    const outputs = outputCount <= USUAL_OUTPUTS ? this.#outputs : new BigUint64Array(outputCount);
    const handles = inputs.map((id) => this.#handle(id, name));
    const operation = this.#newOperation(name, attributes, handles);
    try {
      this.#outputCount[0] = outputCount;
      api.TFE_Execute(operation, outputs, this.#outputCount, this.#status.pointer);
      this.#status.check(name);
    } finally {
      api.TFE_DeleteOp(operation);
    }
    return Array.from(
      outputs.subarray(0, this.#outputCount[0]),
      (handle) => this.#describe(handle),
    );
  }

  /** Another id for the elements of a tensor, which live on when the tensor is disposed. */
  share(id: number): number {
    const handle = this.#handle(id, "a captured tensor");
    const shared = this.#api.TFE_TensorHandleCopySharingTensor(handle, this.#status.pointer);
    this.#status.check("the sharing of a tensor");
    return this.#keep(shared);
  }

  /** An empty graph, to be filled and made into a function. */
  newGraph(): Graph {
    return new Graph(this.#api, this.#status);
  }

  /** The elements of a tensor as a `TF_Tensor`, for a constant; to be given to `releaseConstant`. */
  constant(id: number): bigint {
    const handle = this.#handle(id, "a constant");
    const tensor = this.#api.TFE_TensorHandleResolve(handle, this.#status.pointer);
    this.#status.check("the reading of a tensor");
    return tensor;
  }

  /** Frees what {@linkcode constant} gave. */
  releaseConstant(tensor: bigint): void {
    this.#api.TF_DeleteTensor(tensor);
  }

  /** Makes a graph's function known under a name of its own, which is given back. */
  addFunction(graph: Graph, inputs: readonly Value[], outputs: readonly Value[]): string {
    const api = this.#api;
    const name = `hemoleak_${this.#functions++}`;
    const made = graph.toFunction(name, inputs, outputs);
    api.TFE_ContextAddFunction(this.#context, made, this.#status.pointer);
    api.TF_DeleteFunction(made);
    this.#status.check("a compiled function");
    return name;
  }

  /** Forgets a function. */
  removeFunction(name: string): void {
    this.#api.TFE_ContextRemoveFunction(this.#context, cString(name), this.#status.pointer);
    this.#status.check("the removal of a compiled function");
  }

  /**
   * Runs a function that was added, or prepares that: see {@linkcode FunctionCall}.
   *
   * @param inputs Ids of its first inputs.
   * @param variables Its other inputs: variables, which it may change.
   * @throws {TensorFlowError} An input was disposed.
   */
  functionCall(
    name: string,
    inputs: readonly number[],
    variables: readonly NativeVariable[],
    outputCount: number,
    optimization: Optimization,
  ): FunctionCall {
    if (variables.some(({ busy }) => busy)) throw busyVariable();
    const handles = inputs.map((id) => this.#handle(id, "a compiled function"));
    handles.push(...variables.map(({ handle }) => handle));
    const operation = this.#newOperation(
      name,
      optimization === "none" ? [] : [configured(optimization)],
      handles,
    );
    const outputs = new BigUint64Array(Math.max(outputCount, 1));
    const count = Int32Array.of(outputCount);
    const finish = (status: Status) => {
      this.#api.TFE_DeleteOp(operation);
      status.check("a compiled function");
      return Array.from(outputs.subarray(0, count[0]), (handle) => this.#describe(handle));
    };
    return {
      run: () => {
        this.#api.TFE_Execute(operation, outputs, count, this.#status.pointer);
        return finish(this.#status);
      },
      runOffThread: async () => {
        // Meanwhile other operations use the binding's own status.
        const status = this.#offThreadStatus ??= new Status(this.#api);
        for (const variable of variables) variable.busy = true;
        try {
          await this.#api.executeOffThread(operation, outputs, count, status.pointer);
        } finally {
          for (const variable of variables) variable.busy = false;
        }
        return finish(status);
      },
    };
  }

  /**
   * The variable that a tensor's elements lie in; they move into one if they do not yet. The tensor
   * is read under its id as before.
   *
   * @throws {TensorFlowError} The tensor was disposed.
   */
  variable(id: number): NativeVariable {
    const known = this.#variables.get(id);
    if (known) return known;
    const value = this.#handle(id, "a variable");
    const { shape, dtype } = this.#metadata(id, value);
    const type = { name: "dtype", type: AttributeType.TYPE, value: dtype };
    const [handle] = this.#execute("VarHandleOp", [
      type,
      { name: "shape", type: AttributeType.SHAPE, value: shape },
      { name: "shared_name", type: AttributeType.STRING, value: NAMED_BY_TENSORFLOW },
    ], []);
    this.#execute("AssignVariableOp", [type], [handle!, value]);
    this.#forgetValue(id);
    const variable = { handle: handle!, shape, dtype, busy: false };
    this.#variables.set(id, variable);
    return variable;
  }

  /** To be called before a variable's elements are changed: its memory is then written over. */
  variableChanges(id: number): void {
    if (this.#variables.has(id)) this.#forgetValue(id);
  }

  /** Runs an operation that changes variables, which are its first inputs. */
  changeVariables(
    name: string,
    attributes: readonly Attribute[],
    variables: readonly NativeVariable[],
    inputs: readonly number[],
  ): void {
    if (variables.some(({ busy }) => busy)) throw busyVariable();
    const handles = variables.map(({ handle }) => handle);
    this.#execute(name, attributes, [...handles, ...inputs.map((id) => this.#handle(id, name))]);
  }

  /**
   * Parts a tensor from its variable: the tensor keeps the present elements, whatever becomes of the
   * variable, which is to be had under the id that is given back.
   */
  partFromVariable(id: number): number {
    const variable = this.variable(id);
    this.#handle(id, "a variable");
    this.#variables.delete(id);
    this.#variables.set(this.#nextId, variable);
    return this.#nextId++;
  }

  #forgetValue(id: number): void {
    const handle = this.#handles.get(id);
    if (handle === undefined) return;
    this.#api.TFE_DeleteTensorHandle(handle);
    this.#handles.delete(id);
  }

  #readVariable(id: number, { handle, dtype, busy }: NativeVariable): bigint {
    if (busy) throw busyVariable();
    const type = { name: "dtype", type: AttributeType.TYPE, value: dtype };
    const [value] = this.#execute("ReadVariableOp", [type], [handle]);
    this.#handles.set(id, value!);
    return value!;
  }

  #destroy({ handle }: NativeVariable): void {
    this.#execute("DestroyResourceOp", [], [handle]);
    this.#api.TFE_DeleteTensorHandle(handle);
  }

  /** Runs an operation of at most one output on handles. */
  #execute(name: string, attributes: readonly Attribute[], inputs: readonly bigint[]): bigint[] {
    const operation = this.#newOperation(name, attributes, inputs);
    try {
      const outputs = new BigUint64Array(1), count = Int32Array.of(1);
      this.#api.TFE_Execute(operation, outputs, count, this.#status.pointer);
      this.#status.check(name);
      return Array.from(outputs.subarray(0, count[0]));
    } finally {
      this.#api.TFE_DeleteOp(operation);
    }
  }

  #newOperation(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly bigint[],
  ): bigint {
    const api = this.#api, status = this.#status;
    const operation = api.TFE_NewOp(this.#context, cString(name), status.pointer);
    status.check(name);
    try {
      for (const input of inputs) {
        api.TFE_OpAddInput(operation, input, status.pointer);
        status.check(name);
      }
      for (const attribute of attributes) {
        setAttribute(this.#setters, operation, attribute, name);
        status.check(name);
      }
      return operation;
    } catch (error) {
      api.TFE_DeleteOp(operation);
      throw error;
    }
  }

  #allocate(shape: readonly number[], dtype: number, bytes: number): bigint {
    const api = this.#api;
    const tensor = api.TF_AllocateTensor(dtype, toInt64(shape), shape.length, BigInt(bytes));
    if (tensor === 0n) throw new TensorFlowError(`No memory for a tensor of shape [${shape}].`);
    return tensor;
  }

  /** Makes a filled `TF_Tensor` one that operations take; gives its id. */
  #handOver(tensor: bigint, dtype: number): number {
    let handle = this.#api.TFE_NewTensorHandle(tensor, this.#status.pointer);
    this.#api.TF_DeleteTensor(tensor); // The handle holds the data from here on.
    this.#status.check("the creation of a tensor");
    // The GPU's kernels expect int32, which are shapes and indices, in the host's memory.
    if (this.#device.isGpu && dtype !== DataType.INT32) handle = this.#moveToDevice(handle);
    return this.#keep(handle);
  }

  #moveToDevice(handle: bigint): bigint {
    const name = cString(this.#device.name);
    const moved = this.#api.TFE_TensorHandleCopyToDevice(
      handle,
      this.#context,
      name,
      this.#status.pointer,
    );
    this.#api.TFE_DeleteTensorHandle(handle);
    this.#status.check(`the copy of a tensor to ${this.#device.name}`);
    return moved;
  }

  #describe(handle: bigint): TensorMetadata {
    return this.#metadata(this.#keep(handle), handle);
  }

  #metadata(id: number, handle: bigint): TensorMetadata {
    const api = this.#api;
    const dtype = api.TFE_TensorHandleDataType(handle);
    const rank = api.TFE_TensorHandleNumDims(handle, this.#status.pointer);
    const shape = new Array<number>(rank);
    for (let axis = 0; axis < rank; axis++) {
      shape[axis] = Number(api.TFE_TensorHandleDim(handle, axis, this.#status.pointer));
    }
    this.#status.check("the shape of a tensor");
    return { id, shape, dtype };
  }

  #keep(handle: bigint): number {
    this.#handles.set(this.#nextId, handle);
    return this.#nextId++;
  }

  #handle(id: number, purpose: string): bigint {
    const handle = this.#handles.get(id);
    if (handle !== undefined) return handle;
    const variable = this.#variables.get(id);
    if (variable !== undefined) return this.#readVariable(id, variable);
    throw new TensorFlowError(`${purpose}: tensor ${id} was disposed or never existed.`);
  }

  #findDevice(): Device {
    const api = this.#api;
    const list = api.TFE_ContextListDevices(this.#context, this.#status.pointer);
    this.#status.check("the list of its devices");
    const devices: Device[] = [];
    for (let i = 0; i < api.TF_DeviceListCount(list); i++) {
      const name = fromCString(api.TF_DeviceListName(list, i, this.#status.pointer));
      const type = fromCString(api.TF_DeviceListType(list, i, this.#status.pointer));
      if (type === "CPU" || type === "GPU") devices.push({ name, isGpu: type === "GPU" });
    }
    api.TF_DeleteDeviceList(list);
    const device = devices.find((device) => device.isGpu) ?? devices[0];
    if (!device) throw new TensorFlowError("TensorFlow found no device to compute on.");
    return device;
  }
}

function busyVariable(): TensorFlowError {
  return new TensorFlowError(
    "A variable was used while a compiled function that may change it runs: await it first.",
  );
}

interface Device {
  readonly name: string;
  readonly isGpu: boolean;
}
