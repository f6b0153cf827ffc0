import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../../error.ts";
import {
  nativeBinding,
  type TensorFlowBackend,
  tensorFlowBackend,
  tensorId,
} from "../backend/kernel_backend.ts";
import type { TensorFlowBinding } from "../library/binding.ts";
import { AttributeType } from "../library/c_api.ts";
import type { Value } from "../library/graph.ts";
import type { TensorMetadata } from "../library/tensor_values.ts";
import { Recorder } from "./recorder.ts";

/** What came of recording a function. */
export interface Recording {
  readonly recorder: Recorder;
  /** The inputs that stand for its tensor arguments. */
  readonly inputs: readonly Value[];
  /** What it gives. */
  readonly results: readonly Value[];
}

/**
 * Runs a function of tensors with symbols for its arguments and records every operation of it.
 * Variables that it assigns keep their values; the assignments are recorded.
 *
 * @param inputs Shape and type of each tensor argument.
 * @param run The function; gets its tensors in order.
 * @throws {TensorFlowError} It does what cannot be recorded. Nothing is left behind.
 */
export function record(
  inputs: readonly Pick<TensorMetadata, "shape" | "dtype">[],
  run: (tensors: readonly tf.Tensor[]) => readonly tf.Tensor[],
): Recording {
  const backend = tensorFlowBackend();
  const binding = nativeBinding();
  const variables = Object.values(tf.engine().registeredVariables);
  const recorder = new Recorder(binding, idsOf(variables, backend, binding));
  try {
    const placeholders = inputs.map(({ shape, dtype }) => recorder.graph.placeholder(shape, dtype));
    const results = recordedBy(recorder, backend, variables, () => {
      const symbols = placeholders.map((value) =>
        backend.createOutputTensor(recorder.symbol(value))
      );
      return run(symbols).map((result) => recorder.value(tensorId(result)));
    });
    return { recorder, inputs: placeholders, results };
  } catch (error) {
    recorder.dispose();
    throw error;
  }
}

/** The recorder, while a function is recorded. */
export function recorderInUse(): Recorder | undefined {
  const { binding } = tensorFlowBackend();
  return binding instanceof Recorder ? binding : undefined;
}

/** The variables by their ids; those that share one, as after `setWeights`, get ids of their own. */
function idsOf(
  variables: readonly tf.Variable[],
  backend: TensorFlowBackend,
  binding: TensorFlowBinding,
): Map<number, tf.Variable> {
  const ids = new Map<number, tf.Variable>();
  for (const variable of variables) {
    const id = tensorId(variable);
    if (ids.has(id)) {
      const own = backend.createOutputTensor(binding.describe(binding.share(id)));
      variable.assign(own);
      own.dispose();
    }
    ids.set(tensorId(variable), variable);
  }
  return ids;
}

function recordedBy<Result>(
  recorder: Recorder,
  backend: TensorFlowBackend,
  variables: readonly tf.Variable[],
  work: () => Result,
): Result {
  const native = backend.binding;
  const originals = variables.map((variable) => variable.dataId);
  // Else an assignment would free the value that is to be put back.
  for (const dataId of originals) backend.incRef(dataId);
  const random = Math.random;
  Math.random = refuseRandomness;
  backend.binding = recorder;
  const engine = tf.engine();
  engine.startScope("recording");
  try {
    const result = work();
    recordAssignments(recorder, variables, originals);
    refuseNewVariables(recorder);
    return result;
  } finally {
    variables.forEach((variable, i) => restore(backend, variable, originals[i]!));
    engine.endScope();
    backend.binding = native;
    Math.random = random;
  }
}

function recordAssignments(
  recorder: Recorder,
  variables: readonly tf.Variable[],
  originals: readonly tf.DataId[],
): void {
  variables.forEach((variable, i) => {
    if (variable.isDisposed) throw unsupported(`disposes of the variable ${variable.name}`);
    if (variable.dataId === originals[i]) return;
    if (recorder.updated.has(variable)) {
      throw unsupported(
        `assigns the variable ${variable.name}, which an optimizer changes as well`,
      );
    }
    const id = tensorId(variable);
    const type = { name: "dtype", type: AttributeType.TYPE, value: recorder.value(id).dtype };
    recorder.update("AssignVariableOp", [type], [variable], [id]);
  });
}

function refuseNewVariables(recorder: Recorder): void {
  const all = Object.values(tf.engine().registeredVariables);
  const made = all.filter((variable) => !recorder.knows(variable));
  for (const variable of made) variable.dispose();
  if (made.length > 0) {
    throw unsupported(
      `makes variables (${made.map(({ name }) => name).join(", ")}): make them before, for ` +
        "example by one call of the plain function",
    );
  }
}

function restore(backend: TensorFlowBackend, variable: tf.Variable, original: tf.DataId): void {
  const engine = tf.engine();
  if (variable.dataId !== original) {
    engine.disposeTensor(variable);
    variable.dataId = original;
    // Counted as a tensor anew, as an assignment counts it.
    engine.incRef(variable, backend as unknown as tf.KernelBackend);
  }
  backend.disposeData(original);
}

function refuseRandomness(): never {
  throw unsupported(
    "draws random numbers in JavaScript, which would be the same in every call: give a seed, " +
      "or use seededUniform",
  );
}

function unsupported(what: string): TensorFlowError {
  return new TensorFlowError(`The function cannot be compiled because it ${what}.`);
}
