import * as tf from "@tensorflow/tfjs";
import { nativeBinding, tensorFlowBackend, tensorId } from "../backend/kernel_backend.ts";
import type { Attribute } from "../library/attributes.ts";
import { recorderInUse } from "./recording.ts";

/**
 * Runs an operation of TensorFlow's that changes variables in place, such as `ResourceApplyAdam`; or
 * records it. Clones of the variables keep what they have.
 *
 * @param variables Its first inputs.
 * @param inputs Its other inputs.
 * @throws {TensorFlowError} TensorFlow refuses.
 */
export function updateVariables(
  operation: string,
  attributes: readonly Attribute[],
  variables: readonly tf.Variable[],
  inputs: readonly tf.Tensor[],
): void {
  const recorder = recorderInUse(), ids = inputs.map(tensorId);
  if (recorder) return recorder.update(operation, attributes, variables, ids);
  const binding = nativeBinding();
  const natives = variables.map((variable) => binding.variable(idForChange(variable)));
  binding.changeVariables(operation, attributes, natives, ids);
}

/** The id of a variable whose elements may be written over. */
export function idForChange(variable: tf.Variable): number {
  const backend = tensorFlowBackend();
  const binding = nativeBinding(), id = tensorId(variable);
  binding.variable(id);
  if (backend.refCount(variable.dataId) === 1) {
    binding.variableChanges(id);
    return id;
  }
  const own = backend.createOutputTensor(binding.describe(binding.partFromVariable(id)));
  variable.assign(own);
  own.dispose();
  return tensorId(variable);
}

/** Makes a variable of zeros that is not trained; also while a function is recorded, whose it is not. */
export function zerosVariable(shape: number[], name: string): tf.Variable {
  const backend = tensorFlowBackend(), recorder = recorderInUse();
  backend.binding = recorder?.native ?? backend.binding;
  try {
    const variable = tf.tidy(() => tf.variable(tf.fill(shape, 0), false, name));
    recorder?.addVariable(tensorId(variable), variable);
    return variable;
  } finally {
    backend.binding = recorder ?? backend.binding;
  }
}
