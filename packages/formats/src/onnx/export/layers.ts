import { type LayerConfig, layerParts, type RecurrentPart, type StoredWeights, stateSizes } from "@rivulet/engine";
import { valueInfo } from "../protos.ts";
import { dataTypes } from "../schema.ts";
import { activate } from "./activations.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import { type PartOutputs, recurrentLayer } from "./recurrent-layer.ts";
import { tensorOf, transposed } from "./weights.ts";

/** One layer of a model on its way into a graph. */
export interface ExportedLayer {
  readonly layer: LayerConfig;
  readonly index: number;
  readonly weights: StoredWeights;
  /** What the layer sees, [time, batch, K]; [batch, K] above the step that a many-to-one model reads. */
  readonly input: string;
  /** K */
  readonly columns: number;
  /** Whether the state comes in and goes out. */
  readonly streams: boolean;
  /** Whether the layer is read after its last step alone. */
  readonly isRead: boolean;
}

/** The name of what the layer above sees. */
export function exportLayer(graph: GraphBuilder, exported: ExportedLayer): string {
  const { layer, index, input, columns, weights, isRead } = exported;
  if (layer.cell === "dense") {
    const sum = product(graph, weights, `layers.${index}`, input);
    return withResidual(graph, layer, activate(graph, layer.activation ?? "tanh", sum), input);
  }
  const parts = layerParts(layer, index, columns);
  const outputs = parts.map((part) => exportPart(graph, part, exported));
  const shown = outputs.map(({ each, state }) => (isRead ? state[0] : each));
  const merged = layer.cell === "bidirectional" ? merge(graph, layer.merge ?? "concat", shown) : shown[0];
  if (!layer.residual || !isRead) return withResidual(graph, layer, merged, input);
  // The step that is read: the last one, of a layer that only goes backward the first.
  const step = graph.integer(parts.every(({ direction }) => direction === "backward") ? 0 : -1);
  return withResidual(graph, layer, merged, graph.node("Gather", [input, step], { axis: 0 }));
}

/** W x + b, with the tensors at `path`. */
export function product(graph: GraphBuilder, weights: StoredWeights, path: string, input: string): string {
  const weight = transposed(tensorOf(weights, `${path}.weight`));
  const bias = tensorOf(weights, `${path}.bias`);
  const factor = graph.floats(`${path}.weight`, weight.shape, weight.data);
  return graph.node("Add", [
    graph.node("MatMul", [input, factor]),
    graph.floats(`${path}.bias`, bias.shape, bias.data),
  ]);
}

function withResidual(graph: GraphBuilder, layer: LayerConfig, output: string, input: string): string {
  return layer.residual ? graph.node("Add", [output, input]) : output;
}

function merge(graph: GraphBuilder, how: "concat" | "sum" | "multiply" | "average", parts: readonly string[]): string {
  switch (how) {
    case "concat":
      return graph.node("Concat", parts, { axis: -1 });
    case "sum":
      return graph.node("Add", parts);
    case "multiply":
      return graph.node("Mul", parts);
    case "average":
      return graph.node("Mul", [graph.node("Add", parts), graph.float(0.5)]);
  }
}

const vectorNames = ["hidden", "cell"] as const;

function exportPart(graph: GraphBuilder, part: RecurrentPart, { input, weights, streams }: ExportedLayer): PartOutputs {
  const sizes = stateSizes(part.layer);
  const info = (way: "in" | "out", i: number) =>
    valueInfo(`state_${way}.${part.path}.${vectorNames[i]}`, dataTypes.float, ["batch", sizes[i]]);
  const state = sizes.map((size, i) =>
    streams ? graph.input(info("in", i)) : initialState(graph, part, weights, input, vectorNames[i], size),
  );
  const outputs = recurrentLayer(graph, { part, weights, input, state });
  if (streams) {
    outputs.state.forEach((name, i) => {
      graph.output(name, info("out", i));
    });
  }
  return outputs;
}

/** Of the first step, as tensors of the model are named. */
export const initialNames = { hidden: "initialHidden", cell: "initialCell" } as const;

/** The first state of a model that does not stream, for every sequence of the batch. */
function initialState(
  graph: GraphBuilder,
  { path, layer }: RecurrentPart,
  weights: StoredWeights,
  input: string,
  vector: "hidden" | "cell",
  size: number,
): string {
  const name = `${path}.${initialNames[vector]}`;
  const data = layer.initialState === "learned" ? tensorOf(weights, name).data : new Float32Array(size);
  const batch = graph.node("Shape", [input], { start: 1, end: 2 });
  const dims = graph.node("Concat", [batch, graph.integers(size)], { axis: 0 });
  return graph.node("Expand", [graph.floats(name, [1, size], data), dims]);
}
