import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../../error.ts";
import type { Attribute } from "../library/attributes.ts";
import type { TensorFlowBinding } from "../library/binding.ts";
import type { TensorMetadata } from "../library/tensor_values.ts";

/** The name under which TensorFlow.js knows the backend. */
export const BACKEND_NAME = "tensorflow";

/** What kernels ask of a binding, be it that they run at once or are recorded for later. */
export type Binding = Pick<
  TensorFlowBinding,
  | "createTensor"
  | "deleteTensor"
  | "describe"
  | "executeOp"
  | "getNumOfTensors"
  | "isUsingGpuDevice"
  | "tensorDataSync"
>;

/**
 * What of tfjs-node's `NodeJSKernelBackend` serves to run operations that tfjs has no name for.
 * (Its own declarations call some of it private.)
 */
export interface TensorFlowBackend {
  binding: Binding;
  /** What is known of tensors; `values` are elements that have not been handed to the binding. */
  readonly tensorMap: {
    has(dataId: tf.DataId): boolean;
    get(dataId: tf.DataId): { id: number; readonly shape: number[]; values: unknown };
  };
  /** The ids under which the binding knows tensors of tfjs's. */
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  /** Hands a tensor of the binding's over to tfjs, which disposes it like any other. */
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  /** Runs an operation that has one output. */
  executeSingleOutput(
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.Tensor[],
  ): tf.Tensor;
  /** How many of tfjs's tensors share an id, which lives until the last is disposed. */
  refCount(dataId: tf.DataId): number;
  incRef(dataId: tf.DataId): void;
  /** Takes one tensor off those that share an id; returns whether it was the last. */
  disposeData(dataId: tf.DataId): boolean;
}

/**
 * The backend in use.
 *
 * @throws {TensorFlowError} It is not TensorFlow's.
 */
export function tensorFlowBackend(): TensorFlowBackend {
  if (tf.getBackend() !== BACKEND_NAME) {
    throw new TensorFlowError("Call useTensorFlow before any work with tensors.");
  }
  return tf.backend() as unknown as TensorFlowBackend;
}

/** The binding to libtensorflow itself; not to be asked for while a function is recorded. */
export function nativeBinding(): TensorFlowBinding {
  return tensorFlowBackend().binding as TensorFlowBinding;
}

/** The id under which the binding knows a tensor. */
export function tensorId(tensor: tf.TensorInfo): number {
  return tensorFlowBackend().getInputTensorIds([tensor])[0]!;
}
