import { setImmediate } from "node:timers/promises";
import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../../error.ts";
import { tensorFlowBackend, tensorId } from "../backend/kernel_backend.ts";
import { type Precision, requireBfloat16 } from "../library/precision.ts";
import type { Compilable, CompilableArgument, CompilableResult } from "./compilable.ts";
import { type CompiledGraph, compileGraph } from "./compiled_graph.ts";
import { recorderInUse } from "./recording.ts";
import { uploadVariables } from "./upload_variables.ts";

/** How to compile. */
export interface CompileOptions {
  /**
   * Keeps the operations that were recorded, whose results are those of the plain function to the
   * bit. Default false: faster equals take the place of some, and results differ by rounding.
   */
  asRecorded?: boolean;
  /**
   * Default `float32`. `mixed` takes about 0.6 of the time where the processor computes in bfloat16;
   * results differ in the third digit. It has no effect on what is kept as recorded.
   */
  precision?: Precision;
}

/** A compiled function; see {@linkcode compiled}. */
export interface Compiled<
  Arguments extends readonly CompilableArgument[],
  Result extends CompilableResult,
> {
  /** Runs it; gives new tensors. */
  (...args: Arguments): Result;
  /**
   * Runs it on another thread, after those that were started before: timers, signals and messages
   * have their turn meanwhile. Until it is done, variables that it uses can be neither read nor
   * changed, and its arguments must not be disposed.
   */
  runAsync(...args: Arguments): Promise<Result>;
  /** How many TensorFlow functions there are: one for each shape, type and static argument met. */
  readonly size: number;
  /** Frees them. */
  dispose(): void;
}

/** The call that the next one off the thread waits for. */
let lastCall: Promise<unknown> = Promise.resolve();

/**
 * Turns a function of tensors into one of TensorFlow's: in the first call the operations of its
 * ordinary TensorFlow.js code are recorded into a graph (gradients and optimizers included), which
 * TensorFlow optimizes; this call and later ones run it as a whole.
 *
 * - Tensor arguments may have other elements each time; another shape or type, or another value of a
 *   static argument, is recorded anew.
 * - Variables are read when it runs, and those it assigns are assigned.
 * - Tensors from outside that are not arguments are taken as they are when it is recorded, and so
 *   is all else that JavaScript computes; for numbers that change there is {@linkcode hostScalars}.
 * - Elements cannot be read in it, and shapes must not depend on elements.
 * - Within `tf.grad` and its like it cannot be called: take the gradient within the function.
 *
 * @throws {TensorFlowError} The precision is mixed and the processor has no bfloat16. In a call: the
 * function does what cannot be recorded (the message names the operation), or TensorFlow refuses.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import { compiled, useTensorFlow } from "hemoleak";
 * await useTensorFlow();
 *
 * const weight = tf.variable(tf.scalar(0));
 * const optimizer = tf.train.sgd(0.1);
 * const step = compiled((x: tf.Tensor, y: tf.Tensor) =>
 *   optimizer.minimize(() => x.mul(weight).sub(y).square().mean(), true, [weight])!
 * );
 * const x = tf.tensor1d([1, 2, 3]), y = tf.tensor1d([2, 4, 6]);
 * for (let i = 0; i < 20; i++) step(x, y).dispose();
 * console.assert(Math.abs(weight.dataSync()[0]! - 2) < 1e-3);
 * step.dispose();
 * ```
 */
export function compiled<
  Arguments extends readonly CompilableArgument[],
  Result extends CompilableResult,
>(
  run: (...args: Arguments) => Result,
  { asRecorded = false, precision = "float32" }: CompileOptions = {},
): Compiled<Arguments, Result> {
  if (precision === "mixed") requireBfloat16();
  const optimization = asRecorded ? "none" : precision;
  const graphs = new Map<string, CompiledGraph>();
  const keyOf = (args: Arguments) => args.map(signature).join();
  const make = (args: Arguments) => compileGraph(run as unknown as Compilable, args, optimization);
  const graphNow = (args: Arguments): CompiledGraph => {
    const key = keyOf(args), known = graphs.get(key);
    if (known) return known;
    const stages = make(args);
    let stage = stages.next();
    while (!stage.done) stage = stages.next();
    graphs.set(key, stage.value);
    return stage.value;
  };
  const graphInTurns = async (args: Arguments): Promise<CompiledGraph> => {
    const key = keyOf(args);
    if (!graphs.has(key)) {
      await uploadVariables();
      const stages = make(args);
      let stage = stages.next();
      while (!stage.done) {
        await setImmediate();
        stage = stages.next();
      }
      // A call meanwhile has made another.
      graphs.get(key)?.dispose();
      graphs.set(key, stage.value);
    }
    return graphs.get(key)!;
  };
  const call = (...args: Arguments): Result => {
    if (recorderInUse()) return run(...args);
    refuseTape();
    const graph = graphNow(args);
    return graph.results(graph.prepare(args).run()) as Result;
  };
  const runAsync = async (...args: Arguments): Promise<Result> => {
    refuseTape();
    const before = lastCall;
    const { promise, resolve } = Promise.withResolvers<void>();
    lastCall = promise;
    try {
      await before;
      const graph = await graphInTurns(args);
      return graph.results(await graph.prepare(args).runOffThread()) as Result;
    } finally {
      resolve();
    }
  };
  const dispose = () => {
    for (const graph of graphs.values()) graph.dispose();
    graphs.clear();
  };
  return Object.defineProperty(Object.assign(call, { runAsync, dispose, size: 0 }), "size", {
    get: () => graphs.size,
  });
}

function refuseTape(): void {
  const { gradientDepth } = tf.engine().state as unknown as { gradientDepth: number };
  if (gradientDepth > 0) {
    throw new TensorFlowError(
      "A compiled function has no gradient from outside: take the gradient within the function.",
    );
  }
}

/** Of what arguments with the same graph have in common. */
function signature(argument: CompilableArgument): string {
  if (argument instanceof tf.Tensor) {
    const { shape, dtype } = tensorFlowBackend().binding.describe(tensorId(argument));
    return `${dtype}[${shape}]`;
  }
  if (argument === null || ["number", "boolean", "string", "undefined"].includes(typeof argument)) {
    return typeof argument === "string" ? JSON.stringify(argument) : `${argument}`;
  }
  throw new TensorFlowError(
    `Expected tensors, numbers, booleans, strings or null but found an argument of type ` +
      `${typeof argument}: use it within the function without passing it.`,
  );
}
