/**
 * The part of TensorFlow's C API (tensorflow/c/c_api.h, tensorflow/c/eager/c_api.h) that eager
 * execution and compiled functions need.
 *
 * Native pointers travel as `u64`, that is as BigInts: Deno's fast calls take them in about 10 ns,
 * where a pointer object has to be made anew from every output array (130 ns).
 *
 * @module
 */

const POINTER = "u64";
const SIZE = "u64";
const BUFFER = "buffer";
const INT = "i32";
const VOID = "void";
const C_STRING = "pointer";
/** `TF_Output`: an operation's address and which of its outputs. */
const OUTPUT = { struct: [POINTER, INT] } as const;

const EXECUTE = { parameters: [POINTER, BUFFER, BUFFER, POINTER], result: VOID } as const;

const SYMBOLS = {
  // Not TensorFlow's: libc's, found among the library's own dependencies.
  copyToNative: { name: "memcpy", parameters: [POINTER, BUFFER, SIZE], result: POINTER },
  copyFromNative: { name: "memcpy", parameters: [BUFFER, POINTER, SIZE], result: POINTER },

  TF_Version: { parameters: [], result: C_STRING },
  TF_NewStatus: { parameters: [], result: POINTER },
  TF_SetStatus: { parameters: [POINTER, INT, BUFFER], result: VOID },
  TF_GetCode: { parameters: [POINTER], result: INT },
  TF_Message: { parameters: [POINTER], result: C_STRING },

  TF_AllocateTensor: { parameters: [INT, BUFFER, INT, SIZE], result: POINTER },
  TF_DeleteTensor: { parameters: [POINTER], result: VOID },
  TF_TensorData: { parameters: [POINTER], result: POINTER },
  TF_TensorByteSize: { parameters: [POINTER], result: SIZE },

  TFE_NewContextOptions: { parameters: [], result: POINTER },
  TFE_DeleteContextOptions: { parameters: [POINTER], result: VOID },
  TFE_NewContext: { parameters: [POINTER, POINTER], result: POINTER },
  TFE_ContextListDevices: { parameters: [POINTER, POINTER], result: POINTER },
  TF_DeviceListCount: { parameters: [POINTER], result: INT },
  TF_DeviceListName: { parameters: [POINTER, INT, POINTER], result: C_STRING },
  TF_DeviceListType: { parameters: [POINTER, INT, POINTER], result: C_STRING },
  TF_DeleteDeviceList: { parameters: [POINTER], result: VOID },

  TFE_NewTensorHandle: { parameters: [POINTER, POINTER], result: POINTER },
  TFE_DeleteTensorHandle: { parameters: [POINTER], result: VOID },
  TFE_TensorHandleResolve: { parameters: [POINTER, POINTER], result: POINTER },
  TFE_TensorHandleCopyToDevice: {
    parameters: [POINTER, POINTER, BUFFER, POINTER],
    result: POINTER,
  },
  TFE_TensorHandleCopySharingTensor: { parameters: [POINTER, POINTER], result: POINTER },
  TFE_TensorHandleDataType: { parameters: [POINTER], result: INT },
  TFE_TensorHandleNumDims: { parameters: [POINTER, POINTER], result: INT },
  TFE_TensorHandleDim: { parameters: [POINTER, INT, POINTER], result: "i64" },

  TFE_NewOp: { parameters: [POINTER, BUFFER, POINTER], result: POINTER },
  TFE_DeleteOp: { parameters: [POINTER], result: VOID },
  TFE_OpAddInput: { parameters: [POINTER, POINTER, POINTER], result: VOID },
  TFE_OpSetAttrString: { parameters: [POINTER, BUFFER, BUFFER, SIZE], result: VOID },
  TFE_OpSetAttrInt: { parameters: [POINTER, BUFFER, "i64"], result: VOID },
  TFE_OpSetAttrIntList: { parameters: [POINTER, BUFFER, BUFFER, INT], result: VOID },
  TFE_OpSetAttrFloat: { parameters: [POINTER, BUFFER, "f32"], result: VOID },
  TFE_OpSetAttrFloatList: { parameters: [POINTER, BUFFER, BUFFER, INT], result: VOID },
  TFE_OpSetAttrBool: { parameters: [POINTER, BUFFER, "u8"], result: VOID },
  TFE_OpSetAttrBoolList: { parameters: [POINTER, BUFFER, BUFFER, INT], result: VOID },
  TFE_OpSetAttrType: { parameters: [POINTER, BUFFER, INT], result: VOID },
  TFE_OpSetAttrTypeList: { parameters: [POINTER, BUFFER, BUFFER, INT], result: VOID },
  TFE_OpSetAttrShape: { parameters: [POINTER, BUFFER, BUFFER, INT, POINTER], result: VOID },
  TFE_Execute: EXECUTE,
  executeOffThread: { name: "TFE_Execute", ...EXECUTE, nonblocking: true },

  TF_NewGraph: { parameters: [], result: POINTER },
  TF_DeleteGraph: { parameters: [POINTER], result: VOID },
  TF_NewOperation: { parameters: [POINTER, BUFFER, BUFFER], result: POINTER },
  TF_FinishOperation: { parameters: [POINTER, POINTER], result: POINTER },
  TF_AddInput: { parameters: [POINTER, OUTPUT], result: VOID },
  TF_AddInputList: { parameters: [POINTER, BUFFER, INT], result: VOID },
  TF_AddControlInput: { parameters: [POINTER, POINTER], result: VOID },
  TF_SetAttrString: { parameters: [POINTER, BUFFER, BUFFER, SIZE], result: VOID },
  TF_SetAttrInt: { parameters: [POINTER, BUFFER, "i64"], result: VOID },
  TF_SetAttrIntList: { parameters: [POINTER, BUFFER, BUFFER, INT], result: VOID },
  TF_SetAttrFloat: { parameters: [POINTER, BUFFER, "f32"], result: VOID },
  TF_SetAttrFloatList: { parameters: [POINTER, BUFFER, BUFFER, INT], result: VOID },
  TF_SetAttrBool: { parameters: [POINTER, BUFFER, "u8"], result: VOID },
  TF_SetAttrBoolList: { parameters: [POINTER, BUFFER, BUFFER, INT], result: VOID },
  TF_SetAttrType: { parameters: [POINTER, BUFFER, INT], result: VOID },
  TF_SetAttrTypeList: { parameters: [POINTER, BUFFER, BUFFER, INT], result: VOID },
  TF_SetAttrShape: { parameters: [POINTER, BUFFER, BUFFER, INT], result: VOID },
  TF_SetAttrTensor: { parameters: [POINTER, BUFFER, POINTER, POINTER], result: VOID },
  TF_OperationNumOutputs: { parameters: [POINTER], result: INT },
  TF_OperationOutputType: { parameters: [OUTPUT], result: INT },
  TF_GraphGetTensorNumDims: { parameters: [POINTER, OUTPUT, POINTER], result: INT },
  TF_GraphGetTensorShape: { parameters: [POINTER, OUTPUT, BUFFER, INT, POINTER], result: VOID },
  TF_GraphSetTensorShape: { parameters: [POINTER, OUTPUT, BUFFER, INT, POINTER], result: VOID },
  TF_GraphGetOpDef: { parameters: [POINTER, BUFFER, POINTER, POINTER], result: VOID },
  TF_NewBuffer: { parameters: [], result: POINTER },
  TF_DeleteBuffer: { parameters: [POINTER], result: VOID },
  TF_GraphToFunction: {
    parameters: [
      ...[POINTER, BUFFER, "u8", INT, POINTER, INT, BUFFER, INT, BUFFER] as const,
      ...[POINTER, POINTER, POINTER, POINTER] as const,
    ],
    result: POINTER,
  },
  TF_DeleteFunction: { parameters: [POINTER], result: VOID },
  TFE_ContextAddFunction: { parameters: [POINTER, POINTER, POINTER], result: VOID },
  TFE_ContextRemoveFunction: { parameters: [POINTER, BUFFER, POINTER], result: VOID },
} as const satisfies Deno.ForeignLibraryInterface;

/** The C API's functions, by name. */
export type CApi = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

/**
 * Binds the C API of a libtensorflow_cc.
 *
 * @throws {TypeError} It lacks one of the functions.
 */
export function openCApi(path: string): CApi {
  return Deno.dlopen(path, SYMBOLS).symbols;
}

/** `TF_DataType` (tensorflow/c/tf_datatype.h): the types of elements that tfjs's kernels name. */
export const DataType = {
  FLOAT: 1,
  INT32: 3,
  UINT8: 4,
  STRING: 7,
  COMPLEX64: 8,
  INT64: 9,
  BOOL: 10,
  RESOURCE: 20,
} as const;

/** `TF_AttrType` (tensorflow/c/tf_attrtype.h): the types of an operation's attributes. */
export const AttributeType = { STRING: 0, INT: 1, FLOAT: 2, BOOL: 3, TYPE: 4, SHAPE: 5 } as const;

const encoder = new TextEncoder();
const encoded = new Map<string, Uint8Array<ArrayBuffer>>();

/**
 * A string as C takes it: UTF-8, ended by a zero. Kept for the life of the process, because
 * TensorFlow holds on to the names of attributes; so only for names and options (`SAME`, `NHWC`), whose
 * number is bounded.
 */
export function cString(text: string): Uint8Array<ArrayBuffer> {
  let bytes = encoded.get(text);
  if (!bytes) {
    bytes = encoder.encode(text + "\0");
    encoded.set(text, bytes);
  }
  return bytes;
}

/** The text that a `char *` of TensorFlow's points at. */
export function fromCString(pointer: Deno.PointerValue): string {
  return pointer === null ? "" : Deno.UnsafePointerView.getCString(pointer);
}
