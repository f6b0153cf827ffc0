import { DataType } from "../../library/c_api.ts";
import { attribute, flag, type Rewrite } from "../graph_copy.ts";

/** A change of shape to the shape there is: tfjs makes many. */
export const withoutIdleReshape: Rewrite = ({ operation, inputs, outputs }, copy) => {
  const [from] = inputs, [to] = outputs;
  if (operation !== "Reshape" || `${from!.shape}` !== `${to!.shape}`) return;
  return copy.value(from!);
};

/**
 * The addition of a vector to all pixels or rows as `BiasAdd`, which TensorFlow joins with the
 * convolution or product before it and the ReLU after it into one pass.
 */
export const biasAdd: Rewrite = ({ operation, inputs }, copy) => {
  const [x, bias] = inputs;
  if (operation !== "Add" && operation !== "AddV2") return;
  if (x!.dtype !== DataType.FLOAT || x!.shape.length < 2 || bias!.shape.length !== 1) return;
  if (x!.shape.at(-1) !== bias!.shape[0]) return;
  return copy.add("BiasAdd", [copy.value(x!), copy.value(bias!)]);
};

/** tfjs-node's product of two matrices is a list of one product: as `MatMul` it takes a bias along. */
export const plainMatMul: Rewrite = (node, copy) => {
  const { operation, inputs: [a, b] } = node;
  if (operation !== "BatchMatMulV2" || a!.shape.length !== 2 || b!.shape.length !== 2) return;
  return copy.add("MatMul", [copy.value(a!), copy.value(b!)], [
    flag("transpose_a", attribute(node, "adj_x") === true),
    flag("transpose_b", attribute(node, "adj_y") === true),
  ]);
};

/**
 * The gradient of a bias over a matrix of all pixels. Over images, TensorFlow would join it with the
 * gradient of the filter, which takes oneDNN longer than both take apart (1.7 times for CNN4's first
 * convolution at 256 pixels).
 */
export const biasGradientApart: Rewrite = ({ operation, inputs: [dy] }, copy) => {
  if (operation !== "BiasAddGrad" || dy!.shape.length !== 4) return;
  return copy.add("BiasAddGrad", [copy.reshape(copy.value(dy!), [-1, dy!.shape[3]!])]);
};
