import {
  type HeadConfig,
  layerColumns,
  type ModelConfig,
  outputSize,
  readLayer,
  recurrentParts,
  type StoredWeights,
  validateConfig,
  validateWeights,
} from "@rivulet/engine";
import { encodeOnnx } from "../encode-onnx.ts";
import { valueInfo } from "../protos.ts";
import { dataTypes, type StringEntryProto } from "../schema.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { exportInput } from "./input.ts";
import { exportLayer, initialNames, product } from "./layers.ts";
import { tensorOf } from "./weights.ts";

/** Operator set and file version that every ONNX Runtime since 1.12 reads. */
const OPSET = 17;
const IR_VERSION = 8;

/**
 * A model as an ONNX file that runs in ONNX Runtime with the same results, on any number of steps and sequences at once.
 *
 * Inputs: `x` [time, batch, size]; or `ids` [time, batch, n] of a one-hot input and `ids.TABLE` [time, batch, n] of each
 * embedding table, int64, where the ids of a step add up and an id equal to the table's rows stands for none, with `x` beside
 * them for dense numbers. Of a model that streams also `state_in.layers.L.hidden` (and `.cell`) [batch, H]: zeros at first,
 * or what the metadata says, then what `state_out.…` gave. Outputs: `output.NAME` of each head, [time, batch, size] (of a
 * many-to-one model [batch, size]), after its activation, in the model's `outputOrder`; `hidden` of the top layer where there is no head; `state_out.…`.
 *
 * Quantised weights are written as the floats they stand for.
 * @throws RivuletError CONFIG_INVALID, WEIGHTS_INVALID
 */
export function exportOnnx(config: ModelConfig, weights: StoredWeights): Uint8Array {
  validateWeights(validateConfig(config), weights);
  const graph = new GraphBuilder();
  const columns = layerColumns(config);
  const isReversed = config.outputOrder === "reversed";
  const streams = !isReversed && recurrentParts(config).every(({ direction }) => direction === "forward");
  const read = readLayer(config);
  let top = exportInput(graph, config.input, weights);
  config.layers.forEach((layer, index) => {
    const isRead = index === read;
    top = exportLayer(graph, { layer, index, weights, input: top, columns: columns[index], streams, isRead });
  });
  const dims = (size: number) => (read === undefined ? ["time", "batch", size] : ["batch", size]);
  config.heads.forEach((head, h) => {
    const inTime = product(graph, weights, `heads.${h}`, top);
    const logits = isReversed ? reversed(graph, inTime) : inTime;
    graph.output(headOutput(graph, head, logits), valueInfo(`output.${head.name}`, dataTypes.float, dims(head.size)));
  });
  if (config.heads.length === 0) {
    const size = outputSize(config.layers[config.layers.length - 1]);
    graph.output(top, valueInfo("hidden", dataTypes.float, dims(size)));
  }
  return encodeOnnx({
    irVersion: IR_VERSION,
    producerName: "rivulet",
    opsetImport: [{ domain: "", version: OPSET }],
    graph: graph.graph("rivulet"),
    metadataProps: [{ key: "config", value: JSON.stringify(config) }, ...(streams ? firstStates(config, weights) : [])],
  });
}

/** From the last step to the first. */
function reversed(graph: GraphBuilder, steps: string): string {
  const back = graph.integers(-1);
  return graph.node("Slice", [steps, back, graph.integers(Number.MIN_SAFE_INTEGER), graph.integers(0), back]);
}

function headOutput(graph: GraphBuilder, { activation }: HeadConfig, logits: string): string {
  if (activation === "none") return logits;
  return activation === "softmax" ? graph.node("Softmax", [logits], { axis: -1 }) : graph.node("Sigmoid", [logits]);
}

/** The states to begin with that are not zeros, as JSON under the names of their inputs. */
function firstStates(config: ModelConfig, weights: StoredWeights): StringEntryProto[] {
  return recurrentParts(config).flatMap(({ path, layer }) => {
    if (layer.initialState !== "learned") return [];
    const vectors = layer.cell === "lstm" ? (["hidden", "cell"] as const) : (["hidden"] as const);
    return vectors.map((vector) => ({
      key: `state_in.${path}.${vector}`,
      value: JSON.stringify([...tensorOf(weights, `${path}.${initialNames[vector]}`).data]),
    }));
  });
}
