import type * as tf from "@tensorflow/tfjs";
import { countText } from "../../text/numbers.ts";
import { Table } from "../media/table.ts";

/**
 * A network's layers in order: kind, shape of its output (rows x columns x channels, without the
 * batch) and number of parameters, with the sum at the end.
 *
 * @param model The network.
 * @param title Its name as shown.
 */
export function architectureTable(model: tf.LayersModel, title: string): Table {
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

function shapeText(shape: tf.Shape | tf.Shape[]): string {
  const single = (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
  return single.slice(1).map((length) => length ?? "?").join(" × ");
}
