import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../error.ts";
import type { Attribute, TensorFlowBinding, TensorMetadata } from "./binding.ts";

/** The name under which TensorFlow.js knows the backend. */
export const BACKEND_NAME = "tensorflow";

/**
 * What of tfjs-node's `NodeJSKernelBackend` serves to run operations that tfjs has no name for.
 * (Its own declarations call some of it private.)
 */
export interface TensorFlowBackend {
  readonly binding: TensorFlowBinding;
  /** The ids under which the binding knows tensors of tfjs's. */
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  /** Hands a tensor of the binding's over to tfjs, which disposes it like any other. */
  createOutputTensor(metadata: TensorMetadata): tf.Tensor;
  /** Runs an operation that has one output. */
  executeSingleOutput(
    operation: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.Tensor[],
  ): tf.Tensor;
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
