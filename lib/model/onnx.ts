import type * as tf from "@tensorflow/tfjs";
import proto, { type onnx } from "onnx-proto";
import { TrainingError } from "../error.ts";

/** Of ONNX 1.8, which every runtime of the last years reads. */
const OPSET = 13;
const IR_VERSION = 7;
/** TensorProto.DataType and AttributeProto.AttributeType. */
const FLOAT = 1;
const INT = 2;
const STRING = 3;
const INTS = 7;

const CHANNELS_FIRST = [0, 3, 1, 2];
const CHANNELS_LAST = [0, 2, 3, 1];

/** How activations are named in ONNX; null for none. */
const ACTIVATIONS: Readonly<Record<string, string | null>> = {
  linear: null,
  relu: "Relu",
  sigmoid: "Sigmoid",
  softmax: "Softmax",
};

/**
 * A network in the Open Neural Network Exchange format (https://onnx.ai), for inference elsewhere.
 * Input and output are as in TensorFlow.js: `[batch, rows, columns, channels]`, float32 in [0, 1], to
 * probabilities; the batch is of any size.
 *
 * @param model A chain of convolutions, max-poolings, a flattening and dense layers, such as
 *   {@linkcode cnn4} and {@linkcode vgg16}.
 * @returns The bytes of an `.onnx` file.
 * @throws {TrainingError} The network holds a layer of another kind.
 *
 * @example
 * ```ts
 * import { cnn4, Random, toOnnx, useTensorFlow } from "hemoleak";
 *
 * await useTensorFlow();
 * const bytes = await toOnnx(cnn4({ size: 32, random: new Random(1) }));
 * console.assert(bytes.length > 0); // await Deno.writeFile("cnn4.onnx", bytes);
 * ```
 */
export async function toOnnx(model: tf.LayersModel): Promise<Uint8Array> {
  const graph = new GraphBuilder();
  for (const layer of model.layers) await graph.add(layer);
  const { ModelProto } = proto.onnx;
  return ModelProto.encode(ModelProto.create({
    irVersion: IR_VERSION,
    producerName: "hemoleak",
    opsetImport: [{ domain: "", version: OPSET }],
    graph: graph.finish(model),
  })).finish();
}

/** Adds a network's layers one after the other. */
class GraphBuilder {
  readonly #nodes: onnx.INodeProto[] = [];
  readonly #weights: onnx.ITensorProto[] = [];
  /** The value that the next layer takes. */
  #value = "input";
  /** ONNX convolves images with their channels first, TensorFlow.js with their channels last. */
  #isChannelsFirst = false;

  async add(layer: tf.layers.Layer): Promise<void> {
    const config = layer.getConfig();
    switch (layer.getClassName()) {
      case "InputLayer":
        return;
      case "Conv2D":
        await this.#addConvolution(layer, config);
        return;
      case "MaxPooling2D":
        this.#addPooling(layer, config);
        return;
      case "Flatten":
        this.#order(layer, false);
        this.#node(layer, "Flatten", [], [int("axis", 1)]);
        return;
      case "Dense":
        await this.#addDense(layer, config);
        return;
      default:
        throw new TrainingError({
          expected: "a network of convolutions, max-poolings, a flattening and dense layers",
          found: `${layer.getClassName()} "${layer.name}", which cannot be written as ONNX here`,
        });
    }
  }

  finish(model: tf.LayersModel): onnx.IGraphProto {
    const shape = (each: tf.SymbolicTensor) => each.shape.slice(1) as number[];
    this.#nodes.push({ opType: "Identity", input: [this.#value], output: ["output"] });
    return {
      name: model.name,
      node: this.#nodes,
      initializer: this.#weights,
      input: [valueInfo("input", shape(model.inputs[0]!))],
      output: [valueInfo("output", shape(model.outputs[0]!))],
    };
  }

  async #addConvolution(layer: tf.layers.Layer, config: tf.serialization.ConfigDict) {
    this.#order(layer, true);
    const [kernel, bias] = layer.getWeights() as [tf.Tensor, tf.Tensor | undefined];
    const inputs = [await this.#weight(layer, "kernel", kernel.transpose([3, 2, 0, 1]))];
    if (bias) inputs.push(await this.#weight(layer, "bias", bias.clone()));
    this.#node(layer, "Conv", inputs, [
      ints("kernel_shape", config.kernelSize as number[]),
      ints("strides", config.strides as number[]),
      ints("dilations", config.dilationRate as number[]),
      autoPad(config),
    ]);
    this.#activate(layer, config);
  }

  #addPooling(layer: tf.layers.Layer, config: tf.serialization.ConfigDict): void {
    this.#order(layer, true);
    this.#node(layer, "MaxPool", [], [
      ints("kernel_shape", config.poolSize as number[]),
      ints("strides", config.strides as number[]),
      autoPad(config),
    ]);
  }

  async #addDense(layer: tf.layers.Layer, config: tf.serialization.ConfigDict) {
    const [kernel, bias] = layer.getWeights() as [tf.Tensor, tf.Tensor | undefined];
    const inputs = [await this.#weight(layer, "kernel", kernel.clone())];
    if (bias) inputs.push(await this.#weight(layer, "bias", bias.clone()));
    this.#node(layer, "Gemm", inputs, []);
    this.#activate(layer, config);
  }

  #activate(layer: tf.layers.Layer, { activation }: tf.serialization.ConfigDict): void {
    const operation = ACTIVATIONS[activation as string];
    if (operation === undefined) {
      throw new TrainingError({
        expected: `"${layer.name}" to have one of the activations ` +
          `${Object.keys(ACTIVATIONS).join(", ")}`,
        found: `${activation}`,
      });
    }
    if (operation !== null) this.#node(layer, operation, [], []);
  }

  /** Moves the channels where the next layer wants them. */
  #order(layer: tf.layers.Layer, channelsFirst: boolean): void {
    if (this.#isChannelsFirst === channelsFirst) return;
    this.#isChannelsFirst = channelsFirst;
    const order = channelsFirst ? CHANNELS_FIRST : CHANNELS_LAST;
    this.#node(layer, "Transpose", [], [ints("perm", order)]);
  }

  #node(
    layer: tf.layers.Layer,
    opType: string,
    weights: string[],
    attribute: onnx.IAttributeProto[],
  ): void {
    const name = `${layer.name}/${opType}`;
    this.#nodes.push({ name, opType, input: [this.#value, ...weights], output: [name], attribute });
    this.#value = name;
  }

  /** Keeps a weight's values, disposes of the tensor and returns the weight's name. */
  async #weight(layer: tf.layers.Layer, part: string, values: tf.Tensor): Promise<string> {
    const name = `${layer.name}/${part}`;
    const { buffer, byteOffset, byteLength } = await values.data<"float32">();
    this.#weights.push({
      name,
      dataType: FLOAT,
      dims: values.shape,
      rawData: new Uint8Array(buffer, byteOffset, byteLength),
    });
    values.dispose();
    return name;
  }
}

function autoPad({ padding }: tf.serialization.ConfigDict): onnx.IAttributeProto {
  const text = padding === "same" ? "SAME_UPPER" : "VALID";
  return { name: "auto_pad", type: STRING, s: new TextEncoder().encode(text) };
}

function int(name: string, value: number): onnx.IAttributeProto {
  return { name, type: INT, i: value };
}

function ints(name: string, values: readonly number[]): onnx.IAttributeProto {
  return { name, type: INTS, ints: [...values] };
}

/** A value of float32 whose first axis, the batch, is of any length. */
function valueInfo(name: string, shape: readonly number[]): onnx.IValueInfoProto {
  const dim = [{ dimParam: "batch" }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}
