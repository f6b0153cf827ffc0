import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../error.ts";
import type { FunctionCall, TensorFlowBinding, TensorMetadata } from "./binding.ts";
import type { Compilable, CompilableArgument, CompilableResult } from "./compiled.ts";
import { DataType } from "./c_api.ts";
import { finishedGraph } from "./finished_graph.ts";
import { nativeBinding, tensorFlowBackend, tensorId } from "./kernel_backend.ts";
import type { HostInput } from "./recorder.ts";
import { record } from "./recording.ts";
import { rewrites } from "./rewrites/rewrites.ts";
import { idForChange } from "./update_variables.ts";

/** A function recorded for arguments of certain shapes, as one of TensorFlow's. */
export class CompiledGraph {
  readonly #binding: TensorFlowBinding;
  readonly #name: string;
  readonly #hostInputs: readonly HostInput[];
  /** Tensors that were captured, under ids of their own. */
  readonly #captures: readonly number[];
  readonly #variables: readonly tf.Variable[];
  readonly #changed: ReadonlySet<tf.Variable>;
  readonly #outputCount: number;
  readonly #isAsRecorded: boolean;
  /** How many tensors there are in the result, or that it is one, or none. */
  #form: number | "one" | "none" = "none";

  /** @throws {TensorFlowError} The function cannot be recorded. */
  constructor(run: Compilable, args: readonly CompilableArgument[], isAsRecorded: boolean) {
    const binding = this.#binding = nativeBinding();
    this.#isAsRecorded = isAsRecorded;
    const inputs = args.filter(isTensor).map((tensor) => binding.describe(tensorId(tensor)));
    const recording = record(inputs, (tensors) => {
      let next = 0;
      return this.#resultList(run(...args.map((one) => isTensor(one) ? tensors[next++] : one)));
    });
    const { recorder } = recording;
    try {
      const finished = finishedGraph(binding, recording, isAsRecorded ? [] : rewrites());
      this.#name = binding.addFunction(finished.graph, finished.inputs, finished.outputs);
      this.#outputCount = finished.outputs.length;
      finished.dispose();
    } finally {
      recorder.dispose();
    }
    this.#hostInputs = recorder.hostInputs;
    this.#captures = [...recorder.captures.keys()].map((id) => binding.share(id));
    this.#variables = [...recorder.variables.keys()];
    this.#changed = recorder.updated;
  }

  /** Collects the inputs of one call. */
  prepare(args: readonly CompilableArgument[]): FunctionCall {
    const binding = this.#binding;
    const scalars = this.#hostInputs.flatMap(({ read }) => read()).map((value) =>
      binding.createTensor([], DataType.FLOAT, Float32Array.of(value))
    );
    try {
      const ids = [...args.filter(isTensor).map(tensorId), ...scalars, ...this.#captures];
      const variables = this.#variables.map((variable) => binding.variable(this.#ready(variable)));
      const outputCount = this.#outputCount, isAsAdded = this.#isAsRecorded;
      return binding.functionCall(this.#name, ids, variables, outputCount, isAsAdded);
    } finally {
      for (const id of scalars) binding.deleteTensor(id);
    }
  }

  /** What the function gives, of what its call gave. */
  results(outputs: readonly TensorMetadata[]): CompilableResult {
    const backend = tensorFlowBackend();
    const count = this.#form === "one" ? 1 : this.#form === "none" ? 0 : this.#form;
    for (const { id } of outputs.slice(count)) this.#binding.deleteTensor(id);
    const tensors = outputs.slice(0, count).map((output) => backend.createOutputTensor(output));
    return this.#form === "one" ? tensors[0]! : this.#form === "none" ? undefined : tensors;
  }

  /** Frees TensorFlow's function and what it has captured. */
  dispose(): void {
    this.#binding.removeFunction(this.#name);
    for (const id of this.#captures) this.#binding.deleteTensor(id);
  }

  #resultList(result: CompilableResult): readonly tf.Tensor[] {
    if (!result) return [];
    this.#form = isTensor(result) ? "one" : result.length;
    return isTensor(result) ? [result] : result;
  }

  /** The id of a variable, whose elements may be written over if the function changes them. */
  #ready(variable: tf.Variable): number {
    if (variable.isDisposed) {
      throw new TensorFlowError(
        `A compiled function uses the variable ${variable.name}, which was disposed.`,
      );
    }
    return this.#changed.has(variable) ? idForChange(variable) : tensorId(variable);
  }
}

function isTensor(value: unknown): value is tf.Tensor {
  return value instanceof tf.Tensor;
}
