import { TensorFlowError } from "../error.ts";
import { AttributeType, type CApi, cString, DataType, fromCString } from "./c_api.ts";

/** An operation's attribute, as tfjs-node's kernels give it. */
export interface Attribute {
  readonly name: string;
  /** One of `AttributeType`. */
  readonly type: number;
  readonly value: AttributeValue;
}

/** A number, switch, option or type; or a list of them; or a shape. */
export type AttributeValue = number | boolean | string | readonly number[] | readonly boolean[];

/** A tensor in TensorFlow's memory: its id here, its shape and its `DataType`. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The elements of a tensor. An int64 is written as two int32, lower half first. */
export type TensorValues = Float32Array | Int32Array | Uint8Array | BigInt64Array;

const USUAL_OUTPUTS = 16;

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
  readonly #status: bigint;
  readonly #context: bigint;
  readonly #device: Device;
  readonly #handles = new Map<number, bigint>();
  #nextId = 0;
  readonly #outputs = new BigUint64Array(USUAL_OUTPUTS);
  readonly #outputCount = new Int32Array(1);

  /**
   * @throws {TensorFlowError} TensorFlow cannot start, for example for want of memory.
   */
  constructor(api: CApi) {
    this.#api = api;
    this.TF_Version = fromCString(api.TF_Version());
    this.#status = api.TF_NewStatus();
    const options = api.TFE_NewContextOptions();
    this.#context = api.TFE_NewContext(options, this.#status);
    api.TFE_DeleteContextOptions(options);
    this.#check("the start of its runtime");
    this.#device = this.#findDevice();
  }

  /** Whether tensors are computed on a GPU. */
  isUsingGpuDevice(): boolean {
    return this.#device.isGpu;
  }

  /** How many tensors TensorFlow holds for JavaScript. */
  getNumOfTensors(): number {
    return this.#handles.size;
  }

  /**
   * Copies values into a new tensor and returns its id.
   *
   * @param dtype One of `DataType`.
   * @throws {TensorFlowError} The values do not fit the shape or the type, or memory is short.
   */
  createTensor(shape: readonly number[], dtype: number, values: ArrayLike<unknown>): number {
    const api = this.#api;
    const tensor = this.#newTensor(shape, dtype, checkedValues(shape, dtype, values));
    let handle = api.TFE_NewTensorHandle(tensor, this.#status);
    api.TF_DeleteTensor(tensor); // The handle holds the data from here on.
    this.#check("the creation of a tensor");
    // The GPU's kernels expect int32, which are shapes and indices, in the host's memory.
    if (this.#device.isGpu && dtype !== DataType.INT32) handle = this.#moveToDevice(handle);
    return this.#keep(handle);
  }

  /**
   * Frees a tensor.
   *
   * @throws {TensorFlowError} It was disposed before.
   */
  deleteTensor(id: number): void {
    this.#api.TFE_DeleteTensorHandle(this.#handle(id, "disposal"));
    this.#handles.delete(id);
  }

  /**
   * A copy of a tensor's elements.
   *
   * @throws {TensorFlowError} The tensor was disposed, or its type has no typed array.
   */
  tensorDataSync(id: number): TensorValues {
    const api = this.#api;
    const handle = this.#handle(id, "reading");
    const tensor = api.TFE_TensorHandleResolve(handle, this.#status);
    this.#check("the reading of a tensor");
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
    const operation = api.TFE_NewOp(this.#context, cString(name), this.#status);
    this.#check(name);
    try {
      for (const handle of handles) {
        api.TFE_OpAddInput(operation, handle, this.#status);
        this.#check(name);
      }
      for (const attribute of attributes) this.#setAttribute(operation, attribute, name);
      this.#outputCount[0] = outputCount;
      api.TFE_Execute(operation, outputs, this.#outputCount, this.#status);
      this.#check(name);
    } finally {
      api.TFE_DeleteOp(operation);
    }
    return Array.from(
      outputs.subarray(0, this.#outputCount[0]),
      (handle) => this.#describe(handle),
    );
  }

  #newTensor(shape: readonly number[], dtype: number, values: ArrayBufferView<ArrayBuffer>) {
    const api = this.#api;
    const bytes = BigInt(values.byteLength);
    const tensor = api.TF_AllocateTensor(dtype, toInt64(shape), shape.length, bytes);
    if (tensor === 0n) throw new TensorFlowError(`No memory for a tensor of shape [${shape}].`);
    if (bytes > 0n) api.copyToNative(api.TF_TensorData(tensor), values, bytes);
    return tensor;
  }

  #moveToDevice(handle: bigint): bigint {
    const name = cString(this.#device.name);
    const moved = this.#api.TFE_TensorHandleCopyToDevice(
      handle,
      this.#context,
      name,
      this.#status,
    );
    this.#api.TFE_DeleteTensorHandle(handle);
    this.#check(`the copy of a tensor to ${this.#device.name}`);
    return moved;
  }

  #setAttribute(operation: bigint, { name, type, value }: Attribute, operationName: string): void {
    const api = this.#api;
    const key = cString(name);
    if (Array.isArray(value)) {
      this.#setListAttribute(operation, key, type, value);
      this.#check(operationName);
    } else if (type === AttributeType.TYPE) {
      api.TFE_OpSetAttrType(operation, key, value as number);
    } else if (type === AttributeType.INT) {
      api.TFE_OpSetAttrInt(operation, key, BigInt(value as number));
    } else if (type === AttributeType.BOOL) {
      api.TFE_OpSetAttrBool(operation, key, value ? 1 : 0);
    } else if (type === AttributeType.FLOAT) {
      api.TFE_OpSetAttrFloat(operation, key, value as number);
    } else if (type === AttributeType.STRING) {
      const text = cString(value as string);
      api.TFE_OpSetAttrString(operation, key, text, BigInt(text.length - 1));
    } else {
      throw new TensorFlowError(`${operationName}: attribute ${name} is of unknown type ${type}.`);
    }
  }

  #setListAttribute(
    operation: bigint,
    key: Uint8Array<ArrayBuffer>,
    type: number,
    list: readonly number[] | readonly boolean[],
  ): void {
    const api = this.#api;
    const numbers = list as readonly number[];
    switch (type) {
      case AttributeType.INT:
        return api.TFE_OpSetAttrIntList(operation, key, toInt64(numbers), list.length);
      case AttributeType.FLOAT:
        return api.TFE_OpSetAttrFloatList(operation, key, Float32Array.from(numbers), list.length);
      case AttributeType.BOOL:
        return api.TFE_OpSetAttrBoolList(operation, key, Uint8Array.from(numbers), list.length);
      case AttributeType.TYPE:
        return api.TFE_OpSetAttrTypeList(operation, key, Int32Array.from(numbers), list.length);
      case AttributeType.SHAPE:
        return api.TFE_OpSetAttrShape(
          operation,
          key,
          toInt64(numbers),
          list.length,
          this.#status,
        );
      default:
        throw new TensorFlowError(`A list of attribute type ${type} is not supported.`);
    }
  }

  #describe(handle: bigint): TensorMetadata {
    const api = this.#api;
    const id = this.#keep(handle);
    const rank = api.TFE_TensorHandleNumDims(handle, this.#status);
    const shape = new Array<number>(rank);
    for (let axis = 0; axis < rank; axis++) {
      shape[axis] = Number(api.TFE_TensorHandleDim(handle, axis, this.#status));
    }
    this.#check("the shape of a tensor");
    return { id, shape, dtype: api.TFE_TensorHandleDataType(handle) };
  }

  #keep(handle: bigint): number {
    this.#handles.set(this.#nextId, handle);
    return this.#nextId++;
  }

  #handle(id: number, purpose: string): bigint {
    const handle = this.#handles.get(id);
    if (handle === undefined) {
      throw new TensorFlowError(`${purpose}: tensor ${id} was disposed or never existed.`);
    }
    return handle;
  }

  /** Turns a status that is not OK into an exception, and makes it OK again. */
  #check(doing: string): void {
    const api = this.#api;
    if (api.TF_GetCode(this.#status) === 0) return;
    const message = fromCString(api.TF_Message(this.#status));
    api.TF_SetStatus(this.#status, 0, cString(""));
    throw new TensorFlowError(`TensorFlow refused ${doing}: ${withoutNodeName(message)}`);
  }

  #findDevice(): Device {
    const api = this.#api;
    const list = api.TFE_ContextListDevices(this.#context, this.#status);
    this.#check("the list of its devices");
    const devices: Device[] = [];
    for (let i = 0; i < api.TF_DeviceListCount(list); i++) {
      const name = fromCString(api.TF_DeviceListName(list, i, this.#status));
      const type = fromCString(api.TF_DeviceListType(list, i, this.#status));
      if (type === "CPU" || type === "GPU") devices.push({ name, isGpu: type === "GPU" });
    }
    api.TF_DeleteDeviceList(list);
    const device = devices.find((device) => device.isGpu) ?? devices[0];
    if (!device) throw new TensorFlowError("TensorFlow found no device to compute on.");
    return device;
  }
}

interface Device {
  readonly name: string;
  readonly isGpu: boolean;
}

/** The values if they are what tfjs-node would write for this shape and type. */
function checkedValues(
  shape: readonly number[],
  dtype: number,
  values: ArrayLike<unknown>,
): ArrayBufferView<ArrayBuffer> {
  const expected = dtype === DataType.FLOAT
    ? Float32Array
    : dtype === DataType.INT32 || dtype === DataType.INT64
    ? Int32Array
    : dtype === DataType.BOOL || dtype === DataType.UINT8
    ? Uint8Array
    : undefined;
  if (!expected) throw new TensorFlowError(`A tensor of data type ${dtype} cannot be written.`);
  if (!(values instanceof expected)) {
    throw new TensorFlowError(`Expected the values of a tensor in a ${expected.name}.`);
  }
  const size = shape.reduce((product, length) => product * length, 1);
  const length = dtype === DataType.INT64 ? 2 * size : size;
  if (values.length !== length) {
    throw new TensorFlowError(
      `Expected ${length} values for a tensor of shape [${shape}] but found ${values.length}.`,
    );
  }
  return values as ArrayBufferView<ArrayBuffer>;
}

function typedArray(dtype: number, bytes: ArrayBuffer): TensorValues {
  switch (dtype) {
    case DataType.FLOAT:
    case DataType.COMPLEX64:
      return new Float32Array(bytes);
    case DataType.INT32:
      return new Int32Array(bytes);
    case DataType.INT64:
      return new BigInt64Array(bytes);
    case DataType.BOOL:
    case DataType.UINT8:
      return new Uint8Array(bytes);
    default:
      throw new TensorFlowError(`A tensor of data type ${dtype} cannot be read.`);
  }
}

function toInt64(numbers: readonly number[]): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from(numbers, BigInt);
}

/** TensorFlow puts the name of a wrapper function of its own before a kernel's message. */
function withoutNodeName(message: string): string {
  return message.replace(/^\{\{function_node [^}]*\}\} /, "").replace(
    / \[Op:\w+\](?: name: )?$/,
    "",
  );
}
