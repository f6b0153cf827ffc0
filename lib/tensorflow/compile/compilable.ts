import type * as tf from "@tensorflow/tfjs";

/** An argument that is not a tensor: another value of it makes another TensorFlow function. */
export type StaticArgument = number | boolean | string | null | undefined;

/** What a function that can be compiled takes. */
export type CompilableArgument = tf.Tensor | StaticArgument;

/** What it gives. */
export type CompilableResult = tf.Tensor | readonly tf.Tensor[] | void;

/** A function that can be compiled, of whatever arguments. */
export type Compilable = (...args: readonly CompilableArgument[]) => CompilableResult;
