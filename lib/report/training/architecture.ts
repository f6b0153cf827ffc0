import { countText } from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/** Of a network what its table shows; TensorFlow.js' `LayersModel` has it. */
export interface LayeredModel {
  /** In order. */
  layers: readonly {
    name: string;
    getClassName(): string;
    /** With the batch first; several shapes where a layer has several outputs. */
    outputShape: (number | null)[] | (number | null)[][];
    countParams(): number;
  }[];
  /** Of all layers. */
  countParams(): number;
}

/**
 * A network's layers in order: kind, shape of its output (rows x columns x channels, without the
 * batch) and number of parameters, with the sum at the end.
 *
 * @param model The network.
 * @param title Its name as shown.
 */
export function architectureTable(model: LayeredModel, title: string): Table {
  const rows = model.layers.map((layer) => [
    layer.name,
    layer.getClassName(),
    shapeText(layer.outputShape),
    countText(layer.countParams()),
  ]);
  return new Table({
    title: `${title}: layers`,
    columns: [
      { title: "Layer" },
      { title: "Kind" },
      { title: "Output", align: "right" },
      { title: "Parameters", align: "right" },
    ],
    rows: [...rows, ["all", "", "", countText(model.countParams())]],
  });
}

function shapeText(shape: (number | null)[] | (number | null)[][]): string {
  const single = (Array.isArray(shape[0]) ? shape[0] : shape) as (number | null)[];
  return single.slice(1).map((length) => length ?? "?").join(" × ");
}
