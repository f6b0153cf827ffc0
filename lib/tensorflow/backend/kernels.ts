import * as tf from "@tensorflow/tfjs";
import { TensorFlowError } from "../../error.ts";
import { recorderInUse } from "../compile/recording.ts";
import type { Attribute } from "../library/attributes.ts";
import { AttributeType, DataType } from "../library/c_api.ts";
import { BACKEND_NAME, tensorFlowBackend } from "./kernel_backend.ts";

const OF_FLOATS: Attribute = { name: "T", type: AttributeType.TYPE, value: DataType.FLOAT };

/**
 * Replaces kernels of tfjs-node's that have a faster equal in TensorFlow: the gradient of
 * max-pooling by oneDNN (9 times as fast for CNN4's first, on a CPU) and the gradient of a bias (3
 * times). To be called once the backend is in use.
 */
export function registerFasterKernels(): void {
  if (oneDnnPoolingWorks()) replaceKernel(tf.MaxPoolGrad, maxPoolGradient);
  replaceKernel(tf.Sum, sumToLastAxis);
}

interface KernelArguments {
  readonly inputs: tf.NamedTensorInfoMap;
  readonly attrs?: tf.NamedAttrMap;
  readonly backend: unknown;
}

/** Puts `kernel` before tfjs-node's, which still serves where it gives undefined. */
function replaceKernel(
  kernelName: string,
  kernel: (args: KernelArguments) => tf.TensorInfo | undefined,
): void {
  const stock = tf.getKernel(kernelName, BACKEND_NAME).kernelFunc;
  tf.unregisterKernel(kernelName, BACKEND_NAME);
  tf.registerKernel({
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: (args) => kernel(args) ?? stock(args),
  });
}

/** The sum over all axes but the last, which is what the gradient of a bias comes to. */
function sumToLastAxis({ inputs, attrs }: KernelArguments): tf.TensorInfo | undefined {
  const x = inputs["x"] as tf.Tensor;
  const { axis, keepDims } = attrs as unknown as tf.SumAttrs & { keepDims?: boolean };
  const axes = tf.util.parseAxisParam(axis, x.shape).toSorted((a, b) => a - b);
  const allButLast = axes.length === x.rank - 1 && axes.every((axis, i) => axis === i);
  if (x.dtype !== "float32" || x.rank < 2 || x.size === 0 || keepDims || !allButLast) return;
  return tensorFlowBackend().executeSingleOutput("BiasAddGrad", [OF_FLOATS], [x]);
}

/**
 * oneDNN remembers which element of each window was the largest; as tfjs keeps no such memory, the
 * pooling is done once more here, which still costs far less than TensorFlow's own kernel.
 */
function maxPoolGradient({ inputs, attrs }: KernelArguments): tf.TensorInfo | undefined {
  const { dy, input, output } = inputs as Record<string, tf.Tensor4D>;
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as tf.MaxPoolGradAttrs;
  const pool = tf.backend_util.computePool2DInfo(
    input!.shape,
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const padding = pool.padInfo.type;
  if (input!.dtype !== "float32" || (padding !== "SAME" && padding !== "VALID")) return;
  // In a graph TensorFlow joins pooling and gradient by itself.
  if (recorderInUse()) return;
  const attributes = oneDnnPooling(
    [1, pool.filterHeight, pool.filterWidth, 1],
    [1, pool.strideHeight, pool.strideWidth, 1],
    padding,
  );
  const backend = tensorFlowBackend(), { binding } = backend;
  const ids = backend.getInputTensorIds([input!, output!, dy!]);
  const pooled = binding.executeOp("_MklNativeMaxPool", attributes, [ids[0]!], 2);
  const inputIds = [...ids, pooled[1]!.id];
  const [dx] = binding.executeOp("_MklNativeMaxPoolGrad", attributes, inputIds, 1);
  for (const { id } of pooled) binding.deleteTensor(id);
  return backend.createOutputTensor(dx!);
}

function oneDnnPooling(ksize: number[], strides: number[], padding: string): Attribute[] {
  return [
    OF_FLOATS,
    { name: "ksize", type: AttributeType.INT, value: ksize },
    { name: "strides", type: AttributeType.INT, value: strides },
    { name: "padding", type: AttributeType.STRING, value: padding },
    { name: "workspace_enabled", type: AttributeType.BOOL, value: true },
    // The label under which TensorFlow registers oneDNN's kernels.
    { name: "_kernel", type: AttributeType.STRING, value: "MklNameChangeOp" },
  ];
}

/** Whether this build has oneDNN's pooling: those for GPUs and for other processors may not. */
function oneDnnPoolingWorks(): boolean {
  const { binding } = tensorFlowBackend();
  if (binding.isUsingGpuDevice()) return false;
  const image = binding.createTensor([1, 2, 2, 1], DataType.FLOAT, new Float32Array(4));
  try {
    const attributes = oneDnnPooling([1, 2, 2, 1], [1, 2, 2, 1], "VALID");
    const outputs = binding.executeOp("_MklNativeMaxPool", attributes, [image], 2);
    for (const { id } of outputs) binding.deleteTensor(id);
    return outputs.length === 2;
  } catch (error) {
    if (error instanceof TensorFlowError) return false;
    throw error;
  } finally {
    binding.deleteTensor(image);
  }
}
