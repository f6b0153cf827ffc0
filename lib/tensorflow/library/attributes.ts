import { TensorFlowError } from "../../error.ts";
import { AttributeType, type CApi, cString } from "./c_api.ts";

/** An operation's attribute, as tfjs-node's kernels give it. */
export interface Attribute {
  readonly name: string;
  /** One of `AttributeType`. */
  readonly type: number;
  readonly value: AttributeValue;
}

/** A number, switch, option or type; or a list of them; or a shape; or bytes that are no text. */
export type AttributeValue =
  | number
  | boolean
  | string
  | Uint8Array<ArrayBuffer>
  | readonly number[]
  | readonly boolean[];

type Key = Uint8Array<ArrayBuffer>;
type Values = BufferSource;

/** The functions that give attributes to an operation: to one that runs, or to one of a graph. */
export interface AttributeSetters {
  string(operation: bigint, key: Key, text: Values, length: bigint): void;
  int(operation: bigint, key: Key, value: bigint): void;
  float(operation: bigint, key: Key, value: number): void;
  bool(operation: bigint, key: Key, value: number): void;
  type(operation: bigint, key: Key, value: number): void;
  shape(operation: bigint, key: Key, lengths: Values, rank: number): void;
  intList(operation: bigint, key: Key, values: Values, count: number): void;
  floatList(operation: bigint, key: Key, values: Values, count: number): void;
  boolList(operation: bigint, key: Key, values: Values, count: number): void;
  typeList(operation: bigint, key: Key, values: Values, count: number): void;
}

/** Sets attributes of an operation that is to run at once; errors go into `status`. */
export function eagerSetters(api: CApi, status: bigint): AttributeSetters {
  return {
    string: api.TFE_OpSetAttrString,
    int: api.TFE_OpSetAttrInt,
    float: api.TFE_OpSetAttrFloat,
    bool: api.TFE_OpSetAttrBool,
    type: api.TFE_OpSetAttrType,
    shape: (operation, key, lengths, rank) =>
      api.TFE_OpSetAttrShape(operation, key, lengths, rank, status),
    intList: api.TFE_OpSetAttrIntList,
    floatList: api.TFE_OpSetAttrFloatList,
    boolList: api.TFE_OpSetAttrBoolList,
    typeList: api.TFE_OpSetAttrTypeList,
  };
}

/** Sets attributes of an operation that becomes part of a graph. */
export function graphSetters(api: CApi): AttributeSetters {
  return {
    string: api.TF_SetAttrString,
    int: api.TF_SetAttrInt,
    float: api.TF_SetAttrFloat,
    bool: api.TF_SetAttrBool,
    type: api.TF_SetAttrType,
    shape: api.TF_SetAttrShape,
    intList: api.TF_SetAttrIntList,
    floatList: api.TF_SetAttrFloatList,
    boolList: api.TF_SetAttrBoolList,
    typeList: api.TF_SetAttrTypeList,
  };
}

/**
 * Gives an operation one attribute.
 *
 * @throws {TensorFlowError} The attribute's type is none of `AttributeType`.
 */
export function setAttribute(
  setters: AttributeSetters,
  operation: bigint,
  { name, type, value }: Attribute,
  operationName: string,
): void {
  const key = cString(name);
  if (Array.isArray(value)) return setList(setters, operation, key, type, value);
  switch (type) {
    case AttributeType.TYPE:
      return setters.type(operation, key, value as number);
    case AttributeType.INT:
      return setters.int(operation, key, BigInt(value as number));
    case AttributeType.BOOL:
      return setters.bool(operation, key, value ? 1 : 0);
    case AttributeType.FLOAT:
      return setters.float(operation, key, value as number);
    case AttributeType.STRING: {
      const bytes = value instanceof Uint8Array ? value : new TextEncoder().encode(value as string);
      return setters.string(operation, key, bytes, BigInt(bytes.length));
    }
    default:
      throw new TensorFlowError(`${operationName}: attribute ${name} is of unknown type ${type}.`);
  }
}

function setList(
  setters: AttributeSetters,
  operation: bigint,
  key: Key,
  type: number,
  list: readonly number[] | readonly boolean[],
): void {
  const numbers = list as readonly number[], count = list.length;
  switch (type) {
    case AttributeType.INT:
      return setters.intList(operation, key, toInt64(numbers), count);
    case AttributeType.FLOAT:
      return setters.floatList(operation, key, Float32Array.from(numbers), count);
    case AttributeType.BOOL:
      return setters.boolList(operation, key, Uint8Array.from(numbers), count);
    case AttributeType.TYPE:
      return setters.typeList(operation, key, Int32Array.from(numbers), count);
    case AttributeType.SHAPE:
      return setters.shape(operation, key, toInt64(numbers), count);
    default:
      throw new TensorFlowError(`A list of attribute type ${type} is not supported.`);
  }
}

/** Lengths and counts as C takes them. */
export function toInt64(numbers: readonly number[]): BigInt64Array<ArrayBuffer> {
  return BigInt64Array.from(numbers, BigInt);
}
