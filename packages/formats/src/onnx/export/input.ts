import { type InputConfig, inputSize, type StoredWeights } from "@rivulet/engine";
import { valueInfo } from "../protos.ts";
import { dataTypes } from "../schema.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import { tensorOf } from "./weights.ts";

/** The axis along which the ids of one step lie. */
const IDS_AXIS = 2;

/** The inputs of a graph as x⟨1⟩ … x⟨T⟩, [time, batch, K]. */
export function exportInput(graph: GraphBuilder, input: InputConfig, weights: StoredWeights): string {
  if (input.kind === "dense") return denseInput(graph, "x", inputSize({ input }));
  if (input.kind === "one-hot") {
    const ids = idsInput(graph, "ids");
    const vectors = graph.node("OneHot", [
      ids,
      graph.integers(input.size),
      graph.floats("off on", [2], Float32Array.of(0, 1)),
    ]);
    return sumOfIds(graph, vectors);
  }
  const parts = input.tables.map(({ name, rows, size }) => {
    const table = new Float32Array((rows + 1) * size); // one row more, of zeros, for the id that stands for none
    table.set(tensorOf(weights, `embedding.${name}`).data);
    const ids = idsInput(graph, `ids.${name}`);
    return sumOfIds(graph, graph.node("Gather", [graph.floats(`embedding.${name}`, [rows + 1, size], table), ids]));
  });
  if (input.dense) parts.push(denseInput(graph, "x", input.dense));
  return parts.length === 1 ? parts[0] : graph.node("Concat", parts, { axis: 2 });
}

function denseInput(graph: GraphBuilder, name: string, size: number): string {
  return graph.input(valueInfo(name, dataTypes.float, ["time", "batch", size]));
}

function idsInput(graph: GraphBuilder, name: string): string {
  return graph.input(valueInfo(name, dataTypes.int64, ["time", "batch", `count of ${name}`]));
}

/** Ids of one step add up. */
function sumOfIds(graph: GraphBuilder, vectors: string): string {
  return graph.node("ReduceSum", [vectors, graph.integers(IDS_AXIS)], { keepdims: 0 });
}
