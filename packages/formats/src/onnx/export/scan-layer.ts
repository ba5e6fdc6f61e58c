import type { Activation, RecurrentLayerConfig, RnnLayer, Tensor } from "@rivulet/engine";
import { valueInfo } from "../protos.ts";
import { dataTypes } from "../schema.ts";
import { activate } from "./activations.ts";
import { GraphBuilder } from "./graph-builder.ts";
import type { ExportedPart, PartOutputs } from "./recurrent-layer.ts";
import { stepOf } from "./scan-step.ts";
import { tensorOf, transposed } from "./weights.ts";

/** The cells that may be none of ONNX's. */
export type ScannedLayer = Exclude<RecurrentLayerConfig, RnnLayer>;

/** What the body of a Scan works with. */
export interface ScanBody {
  readonly graph: GraphBuilder;
  /** W_x x⟨t⟩ + b of all gates, side by side, [batch, G·H]. */
  readonly projected: string;
  /** a⟨t-1⟩ and, of an LSTM, c⟨t-1⟩. */
  readonly state: readonly string[];
  readonly hidden: number;
  /** A tensor of the layer. */
  tensor(name: string): Tensor;
  /** v ↦ W v of some rows of W_hh, [rows, ·], from row `first` on. */
  recurrent(vector: string, first: number, rows: number): string;
  /** g(z), z held to ±clip before it. */
  gate(activation: Activation, z: string): string;
}

/** A cell that no operator of ONNX is: W_x x⟨t⟩ + b for all steps at once, and the steps in a Scan. */
export function scanLayer(
  graph: GraphBuilder,
  layer: ScannedLayer,
  { part, weights, input, state }: ExportedPart,
): PartOutputs {
  const { path, direction } = part;
  const tensor = (name: string) => tensorOf(weights, `${path}.${name}`);
  const kernel = transposed(tensor("weightIh"));
  const product = graph.node("MatMul", [input, graph.floats(`${path}.Wt`, kernel.shape, kernel.data)]);
  const bias = tensor("bias");
  const projected = graph.node("Add", [product, graph.floats(`${path}.b`, bias.shape, bias.data)]);
  const away = direction === "backward" ? 1 : 0;
  const outputs = graph.nodes("Scan", [...state, projected], state.length + 1, {
    body: { graph: bodyOf(layer, path, state.length, tensor) },
    num_scan_inputs: 1,
    scan_input_directions: [away],
    scan_output_directions: [away],
  });
  return { each: outputs[state.length], state: outputs.slice(0, state.length) };
}

function bodyOf(layer: ScannedLayer, path: string, vectors: number, tensor: (name: string) => Tensor) {
  const graph = new GraphBuilder(`${path} step: `);
  const { hidden, clip } = layer;
  const recurrentKernel = tensor("weightHh");
  const width = recurrentKernel.shape[1];
  const sizes = [width, hidden].slice(0, vectors);
  const vector = (name: string, size: number) => valueInfo(`${path}.${name}`, dataTypes.float, ["batch", size]);
  const state = sizes.map((size, i) => graph.input(vector(i === 0 ? "hidden before" : "cell before", size)));
  const body: ScanBody = {
    graph,
    projected: graph.input(vector("projected", tensor("bias").data.length)),
    state,
    hidden,
    tensor,
    recurrent(v, first, rows) {
      const block = recurrentKernel.data.subarray(first * width, (first + rows) * width);
      const { shape, data } = transposed({ shape: [rows, width], data: block });
      return graph.node("MatMul", [v, graph.floats(`Rt ${first}`, shape, data)]);
    },
    gate(activation, z) {
      const held = clip === undefined ? z : graph.node("Clip", [z, graph.float(-clip), graph.float(clip)]);
      return activate(graph, activation, held);
    },
  };
  const after = stepOf(layer, body);
  after.forEach((name, i) => {
    graph.output(name, vector(i === 0 ? "hidden after" : "cell after", sizes[i]));
  });
  graph.output(after[0], vector("output", width));
  return graph.graph(`${path} step`);
}
