import { type CApi, cString } from "./c_api.ts";
import type { Status } from "./status.ts";

/** What TensorFlow's registry says of an operation (`OpDef`, tensorflow/core/framework/op_def.proto). */
export interface OperationDefinition {
  /** Whether each input is a list of tensors. */
  readonly inputs: readonly { readonly name: string; readonly isList: boolean }[];
  /** Attributes that follow from the inputs: their types and how many are in a list. */
  readonly inferred: ReadonlySet<string>;
}

// Field numbers of OpDef and of OpDef.ArgDef.
const INPUT_ARG = 2, NAME = 1, TYPE_ATTR = 4, NUMBER_ATTR = 5, TYPE_LIST_ATTR = 6;

const known = new Map<string, OperationDefinition>();

/**
 * Looks an operation up.
 *
 * @throws {TensorFlowError} TensorFlow has no operation of that name.
 */
export function operationDefinition(
  api: CApi,
  graph: bigint,
  name: string,
  status: Status,
): OperationDefinition {
  let definition = known.get(name);
  if (!definition) {
    definition = parse(serialized(api, graph, name, status));
    known.set(name, definition);
  }
  return definition;
}

function serialized(api: CApi, graph: bigint, name: string, status: Status): Uint8Array {
  const buffer = api.TF_NewBuffer();
  try {
    api.TF_GraphGetOpDef(graph, cString(name), buffer, status.pointer);
    status.check(`operation ${name}`);
    const head = new BigUint64Array(2); // Its address and its length.
    api.copyFromNative(head, buffer, 16n);
    const bytes = new Uint8Array(Number(head[1]));
    api.copyFromNative(bytes, head[0]!, head[1]!);
    return bytes;
  } finally {
    api.TF_DeleteBuffer(buffer);
  }
}

function parse(bytes: Uint8Array): OperationDefinition {
  const inferred = new Set<string>();
  const inputs = messages(bytes, INPUT_ARG).map((argument) => {
    const text = (field: number) => {
      const [bytes] = messages(argument, field);
      return bytes && new TextDecoder().decode(bytes);
    };
    const count = text(NUMBER_ATTR), types = text(TYPE_LIST_ATTR);
    for (const attribute of [text(TYPE_ATTR), count, types]) {
      if (attribute) inferred.add(attribute);
    }
    return { name: text(NAME) ?? "", isList: Boolean(count || types) };
  });
  return { inputs, inferred };
}

/** The length-delimited fields of one number in a protocol buffer. */
function messages(bytes: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0;; shift += 7) {
      const byte = bytes[at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint(), wire = tag & 7;
    if (wire === 2) {
      const end = varint() + at;
      if (tag >> 3 === wanted) found.push(bytes.subarray(at, end));
      at = end;
    } else if (wire === 0) varint();
    else at += wire === 1 ? 8 : 4;
  }
  return found;
}
