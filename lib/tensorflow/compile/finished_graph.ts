import type { TensorFlowBinding } from "../library/binding.ts";
import { AttributeType } from "../library/c_api.ts";
import type { Graph, GraphNode, Value } from "../library/graph.ts";
import { GraphCopy, type Rewrite } from "./graph_copy.ts";
import type { Recording } from "./recording.ts";

/** A graph that is ready to be made into a function. */
export interface FinishedGraph {
  readonly graph: Graph;
  /** Frees the graph. */
  dispose(): void;
  /** Arguments, numbers from JavaScript, captured tensors, variables. */
  readonly inputs: readonly Value[];
  /** What the recorded function gives; or one value of no interest, where that is nothing. */
  readonly outputs: readonly Value[];
}

/** Copies what is needed of a recording into a graph of its own, and rewrites it on the way. */
export function finishedGraph(
  binding: TensorFlowBinding,
  { recorder, inputs, results }: Recording,
  rewrites: readonly Rewrite[],
): FinishedGraph {
  const { hostInputs, captures, variables, updates } = recorder;
  const copy = new GraphCopy(binding);
  const ends = [
    ...inputs,
    ...hostInputs.flatMap(({ values }) => values),
    ...captures.values(),
    ...variables.values(),
  ];
  const needed = [...ends, ...results].map(({ node }) => node).concat(updates);
  copy.copy(recorder.graph, needed, results, rewrites);
  const after = updates.map((node) => copy.node(node));
  return {
    graph: copy.graph,
    dispose: () => copy.dispose(),
    inputs: ends.map((value) => copy.value(value)),
    outputs: outputs(copy, results, after),
  };
}

/** TensorFlow drops operations that no output depends on, so each depends on the updates. */
function outputs(copy: GraphCopy, results: readonly Value[], after: readonly GraphNode[]): Value[] {
  const { graph } = copy;
  const [update] = after;
  if (results.length === 0 && update) {
    return graph.add("VarIsInitializedOp", [], [update.inputs[0]!], { after }).outputs.slice();
  }
  return results.map((result) => {
    const type = { name: "T", type: AttributeType.TYPE, value: result.dtype };
    return graph.add("Identity", [type], [copy.value(result)], { after }).outputs[0]!;
  });
}
