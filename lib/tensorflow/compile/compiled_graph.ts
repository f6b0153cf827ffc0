import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../../error.ts";
import { nativeBinding, tensorFlowBackend, tensorId } from "../backend/kernel_backend.ts";
import type { FunctionCall, Optimization } from "../library/binding.ts";
import { DataType } from "../library/c_api.ts";
import type { TensorMetadata } from "../library/tensor_values.ts";
import type { Compilable, CompilableArgument, CompilableResult } from "./compilable.ts";
import { finishedGraph } from "./finished_graph.ts";
import type { HostInput } from "./recorder.ts";
import { record } from "./recording.ts";
import { rewrites } from "./rewrites/rewrites.ts";
import { idForChange } from "./update_variables.ts";

/** What a compiled function is made of. */
interface Parts {
  /** Of TensorFlow's function. */
  readonly name: string;
  readonly hostInputs: readonly HostInput[];
  /** Tensors that were captured, under ids of their own. */
  readonly captures: readonly number[];
  readonly variables: readonly tf.Variable[];
  readonly changed: ReadonlySet<tf.Variable>;
  readonly outputCount: number;
  readonly optimization: Optimization;
  /** How many tensors there are in the result, or that it is one, or none. */
  readonly form: number | "one" | "none";
}

/**
 * Records a function for arguments of certain shapes and makes it one of TensorFlow's; for a large
 * network that takes a while, so that it yields where other work may have its turn.
 *
 * @throws {TensorFlowError} The function cannot be recorded.
 */
export function* compileGraph(
  run: Compilable,
  args: readonly CompilableArgument[],
  optimization: Optimization,
): Generator<void, CompiledGraph, void> {
  const binding = nativeBinding();
  const inputs = args.filter(isTensor).map((tensor) => binding.describe(tensorId(tensor)));
  let form: Parts["form"] = "none";
  const recording = record(inputs, (tensors) => {
    let next = 0;
    const result = run(...args.map((one) => isTensor(one) ? tensors[next++] : one));
    if (!result) return [];
    form = isTensor(result) ? "one" : result.length;
    return isTensor(result) ? [result] : result;
  });
  const { recorder } = recording;
  const captures = [...recorder.captures.keys()].map((id) => binding.share(id));
  try {
    yield;
    const finished = finishedGraph(binding, recording, optimization === "none" ? [] : rewrites());
    try {
      yield;
      return new CompiledGraph({
        name: binding.addFunction(finished.graph, finished.inputs, finished.outputs),
        hostInputs: recorder.hostInputs,
        captures,
        variables: [...recorder.variables.keys()],
        changed: recorder.updated,
        outputCount: finished.outputs.length,
        optimization,
        form,
      });
    } finally {
      finished.dispose();
    }
  } catch (error) {
    for (const id of captures) binding.deleteTensor(id);
    throw error;
  } finally {
    recorder.dispose();
  }
}

/** A function recorded for arguments of certain shapes, as one of TensorFlow's. */
export class CompiledGraph {
  readonly #binding = nativeBinding();
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Collects the inputs of one call. */
  prepare(args: readonly CompilableArgument[]): FunctionCall {
    const binding = this.#binding;
    const { name, hostInputs, captures, outputCount, optimization } = this.#parts;
    const scalars = hostInputs.flatMap(({ read }) => read()).map((value) =>
      binding.createTensor([], DataType.FLOAT, Float32Array.of(value))
    );
    try {
      const ids = [...args.filter(isTensor).map(tensorId), ...scalars, ...captures];
      const variables = this.#parts.variables.map((variable) =>
        binding.variable(this.#ready(variable))
      );
      return binding.functionCall(name, ids, variables, outputCount, optimization);
    } finally {
      for (const id of scalars) binding.deleteTensor(id);
    }
  }

  /** What the function gives, of what its call gave. */
  results(outputs: readonly TensorMetadata[]): CompilableResult {
    const { form } = this.#parts;
    const backend = tensorFlowBackend();
    const count = form === "one" ? 1 : form === "none" ? 0 : form;
    for (const { id } of outputs.slice(count)) this.#binding.deleteTensor(id);
    const tensors = outputs.slice(0, count).map((output) => backend.createOutputTensor(output));
    return form === "one" ? tensors[0]! : form === "none" ? undefined : tensors;
  }

  /** Frees TensorFlow's function and what it has captured. */
  dispose(): void {
    this.#binding.removeFunction(this.#parts.name);
    for (const id of this.#parts.captures) this.#binding.deleteTensor(id);
  }

  /** The id of a variable, whose elements may be written over if the function changes them. */
  #ready(variable: tf.Variable): number {
    if (variable.isDisposed) {
      throw new TensorFlowError(
        `A compiled function uses the variable ${variable.name}, which was disposed.`,
      );
    }
    return this.#parts.changed.has(variable) ? idForChange(variable) : tensorId(variable);
  }
}

function isTensor(value: unknown): value is tf.Tensor {
  return value instanceof tf.Tensor;
}
