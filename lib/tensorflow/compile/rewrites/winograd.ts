import { DataType } from "../../library/c_api.ts";
import type { GraphNode, Value } from "../../library/graph.ts";
import { attribute, flag, type GraphCopy, type Rewrite } from "../graph_copy.ts";

/**
 * Where products of channels, of which it takes a quarter, outweigh the moving of elements, of which
 * it takes more: from 64 x 128 channels on, measured on processors with AVX2 and with AVX-512.
 */
const LEAST_CHANNEL_PRODUCT = 64 * 128;

/** Outputs a side of a tile, and the inputs a side that they take. */
const OUTPUTS = 4, INPUTS = OUTPUTS + 2;

// F(4 x 4, 3 x 3) of Lavin and Gray 2016 (arXiv:1509.09308), section 4.3.
const INPUT_TRANSFORM = [
  [4, 0, -5, 0, 1, 0],
  [0, -4, -4, 1, 1, 0],
  [0, 4, -4, -1, 1, 0],
  [0, -2, -1, 2, 1, 0],
  [0, 2, -1, -2, 1, 0],
  [0, 4, 0, -5, 0, 1],
];
const FILTER_TRANSFORM = [
  [1 / 4, 0, 0],
  [-1 / 6, -1 / 6, -1 / 6],
  [-1 / 6, 1 / 6, -1 / 6],
  [1 / 24, 1 / 12, 1 / 6],
  [1 / 24, -1 / 12, 1 / 6],
  [0, 0, 1],
];
const OUTPUT_TRANSFORM = [
  [1, 1, 1, 1, 1, 0],
  [0, 1, -1, 2, -2, 0],
  [0, 1, 1, 4, 4, 0],
  [0, 1, -1, 8, -8, 1],
];

type Matrix = readonly (readonly number[])[];

/** A matrix under the name of its constant in the graph. */
interface Transform {
  readonly name: string;
  readonly matrix: Matrix;
}

const OF_FILTERS: Transform = { name: "filters", matrix: kronecker(FILTER_TRANSFORM) };
const OF_TURNED_FILTERS: Transform = {
  name: "turned filters",
  matrix: OF_FILTERS.matrix.map((row) => row.toReversed()),
};
const OF_INPUTS: Transform = { name: "inputs", matrix: kronecker(INPUT_TRANSFORM) };
const OF_OUTPUTS: Transform = { name: "outputs", matrix: kronecker(OUTPUT_TRANSFORM) };

/**
 * 3 x 3 convolutions and their gradients with respect to images by Winograd's minimal filtering: 36
 * products of matrices of channels for each tile of 4 x 4 outputs in the place of 144. All steps are
 * products and gathers of TensorFlow's own. Results differ from the direct ones by rounding, about
 * 1e-5 of the largest.
 *
 * The gradient with respect to the filter stays direct, though it would gain as much: of filters that
 * have no gradient (those of dead channels) rounding would make a small one, and Adam, which divides
 * by a gradient's size, would make steps of it.
 */
export function winograd(): Rewrite {
  const parts = new Parts();
  return (node, copy) => {
    switch (node.operation) {
      case "Conv2D": {
        const [x, filter] = node.inputs;
        if (!applies(node, filter!.shape)) return undefined;
        const border = attribute(node, "padding") === "SAME" ? 1 : 0;
        return parts.convolution(copy, x!, filter!, border, false);
      }
      case "Conv2DBackpropInput": {
        const [, filter, dy] = node.inputs;
        if (!applies(node, filter!.shape)) return undefined;
        // The gradient is the convolution of dy, bordered with zeros, with the filter turned.
        const border = attribute(node, "padding") === "SAME" ? 1 : 2;
        return parts.convolution(copy, dy!, filter!, border, true);
      }
      default:
        return undefined;
    }
  };
}

function applies(node: GraphNode, [rows, columns, from, to]: readonly number[]): boolean {
  const ones = (name: string) => (attribute(node, name) as number[]).every((one) => one === 1);
  return rows === 3 && columns === 3 && from! * to! >= LEAST_CHANNEL_PRODUCT &&
    node.outputs[0]!.dtype === DataType.FLOAT && ones("strides") && ones("dilations") &&
    attribute(node, "data_format") === "NHWC" && attribute(node, "padding") !== "EXPLICIT";
}

/** How many images and tiles there are, and how large the images are. */
interface Tiling {
  readonly images: number;
  readonly rows: number;
  readonly columns: number;
  readonly tileRows: number;
  readonly tileColumns: number;
}

/** The parts of the computation; constants that serve twice are made once. */
class Parts {
  readonly #constants = new Map<string, Value>();

  /** Convolves x, bordered with zeros; `isTurned` swaps the filter's ends and its channels. */
  convolution(copy: GraphCopy, x: Value, filter: Value, border: number, isTurned: boolean): Value {
    const tiling = tilingOf(x.shape, border);
    const [, , from, to] = filter.shape;
    const transform = isTurned ? OF_TURNED_FILTERS : OF_FILTERS;
    const filters = this.#transformed(copy, transform, copy.value(filter), 9, [36, from!, to!]);
    const tiles = this.#inputTiles(copy, x, border, tiling);
    const products = copy.add("BatchMatMulV2", [tiles, filters], [
      flag("adj_x", false),
      flag("adj_y", isTurned),
    ]);
    const channels = isTurned ? from! : to!;
    const outputs = this.#transformed(copy, OF_OUTPUTS, products, 36, [-1, channels]);
    const { images, rows, columns } = tiling;
    const pixels = this.#gather(copy, outputs, `pixels ${key(tiling)}`, () => pixelOrder(tiling));
    return copy.reshape(pixels, [images, rows, columns, channels]);
  }

  /** The transformed tiles of x: [36, tiles, channels]. */
  #inputTiles(copy: GraphCopy, x: Value, border: number, tiling: Tiling): Value {
    const height = OUTPUTS * tiling.tileRows + 2, width = OUTPUTS * tiling.tileColumns + 2;
    const whole = this.#padded(copy, copy.value(x), border, height, width);
    const order = () => tileOrder(tiling, height, width);
    const gathered = this.#gather(copy, whole, `inputs ${key(tiling)}`, order);
    return this.#transformed(copy, OF_INPUTS, gathered, 36, [36, -1, x.shape[3]!]);
  }

  /** The image with a border of zeros before and as many after as fill up the height and width. */
  #padded(copy: GraphCopy, x: Value, border: number, height: number, width: number): Value {
    const [, rows, columns] = x.shape;
    const margins = [
      0,
      0,
      border,
      height - rows! - border,
      border,
      width - columns! - border,
      0,
      0,
    ];
    if (margins.every((margin) => margin === 0)) return x;
    const paddings = this.#constant(copy, `pad ${margins}`, Int32Array.from(margins), [4, 2]);
    return copy.add("Pad", [x, paddings]);
  }

  /** Rows of channels in another order. */
  #gather(copy: GraphCopy, x: Value, name: string, order: () => Int32Array): Value {
    const rows = copy.reshape(x, [-1, x.shape.at(-1)!]);
    const axis = this.#constant(copy, "axis", Int32Array.of(0), []);
    return copy.add("GatherV2", [rows, this.#constant(copy, name, order), axis]);
  }

  /** A matrix times all that x holds in `rows` rows, in another shape. */
  #transformed(
    copy: GraphCopy,
    { name, matrix }: Transform,
    x: Value,
    rows: number,
    shape: readonly number[],
  ): Value {
    const size = [matrix.length, matrix[0]!.length];
    const elements = () => Float32Array.from(matrix.flat());
    const constant = this.#constant(copy, `of ${name}`, elements, size);
    const product = copy.add("MatMul", [constant, copy.reshape(x, [rows, -1])], [
      flag("transpose_a", false),
      flag("transpose_b", false),
    ]);
    return copy.reshape(product, shape);
  }

  #constant(
    copy: GraphCopy,
    name: string,
    values: Int32Array | (() => Float32Array | Int32Array),
    shape?: readonly number[],
  ): Value {
    let constant = this.#constants.get(name);
    if (!constant) {
      constant = copy.constant(typeof values === "function" ? values() : values, shape);
      this.#constants.set(name, constant);
    }
    return constant;
  }
}

function tilingOf([images, height, width]: readonly number[], border: number): Tiling {
  const rows = height! + 2 * border - 2, columns = width! + 2 * border - 2;
  const tileRows = Math.ceil(rows / OUTPUTS), tileColumns = Math.ceil(columns / OUTPUTS);
  return { images: images!, rows, columns, tileRows, tileColumns };
}

function key({ images, rows, columns }: Tiling): string {
  return `${images} x ${rows} x ${columns}`;
}

/** Where in padded images the pixel (i, j) of each tile lies, for (0, 0), (0, 1), ... in turn. */
function tileOrder(
  { images, tileRows, tileColumns }: Tiling,
  height: number,
  width: number,
): Int32Array {
  const order = new Int32Array(INPUTS * INPUTS * images * tileRows * tileColumns);
  let at = 0;
  for (let i = 0; i < INPUTS; i++) {
    for (let j = 0; j < INPUTS; j++) {
      for (let image = 0; image < images; image++) {
        for (let row = 0; row < tileRows; row++) {
          const start = (image * height + OUTPUTS * row + i) * width + j;
          for (let column = 0; column < tileColumns; column++) {
            order[at++] = start + OUTPUTS * column;
          }
        }
      }
    }
  }
  return order;
}

/** Where in the tiles' outputs, [16, tiles], each pixel of the images lies. */
function pixelOrder({ images, rows, columns, tileRows, tileColumns }: Tiling): Int32Array {
  const order = new Int32Array(images * rows * columns);
  const tiles = images * tileRows * tileColumns;
  let at = 0;
  for (let image = 0; image < images; image++) {
    for (let y = 0; y < rows; y++) {
      const tileRow = (image * tileRows + Math.floor(y / OUTPUTS)) * tileColumns;
      for (let x = 0; x < columns; x++) {
        const place = (y % OUTPUTS) * OUTPUTS + x % OUTPUTS;
        order[at++] = place * tiles + tileRow + Math.floor(x / OUTPUTS);
      }
    }
  }
  return order;
}

/** The matrix that applies another to the rows and to the columns of a tile. */
function kronecker(matrix: Matrix): number[][] {
  return matrix.flatMap((outer) =>
    matrix.map((inner) => outer.flatMap((a) => inner.map((b) => a * b)))
  );
}
