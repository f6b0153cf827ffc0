import { TensorFlowError } from "../../error.ts";
import { DataType } from "./c_api.ts";

/** A tensor in TensorFlow's memory: its id here, its shape and its `DataType`. */
export interface TensorMetadata {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/** The elements of a tensor. An int64 is written as two int32, lower half first. */
export type TensorValues = Float32Array | Int32Array | Uint8Array | BigInt64Array;

/** The values if they are what tfjs-node would write for this shape and type. */
export function checkedValues(
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
  const length = dtype === DataType.INT64 ? 2 * elementCount(shape) : elementCount(shape);
  if (values.length !== length) throw miscounted(shape, values.length, length);
  return values as ArrayBufferView<ArrayBuffer>;
}

/** How many elements a tensor of this shape has. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** What is thrown where a tensor has not as many values as its shape asks for. */
export function miscounted(
  shape: readonly number[],
  found: number | string,
  expected = elementCount(shape),
): TensorFlowError {
  return new TensorFlowError(
    `Expected ${expected} values for a tensor of shape [${shape}] but found ${found}.`,
  );
}

/** The elements of a tensor, by its `DataType`, from their bytes. */
export function typedArray(dtype: number, bytes: ArrayBuffer): TensorValues {
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
