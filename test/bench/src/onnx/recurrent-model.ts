import { type CellTraits, cellTraits, quantizeTensor, recurrentParts, type Tensor } from "@rivulet/engine";
import { conventions } from "@rivulet/formats";
import {
  attributeProto,
  dataTypes,
  encodeOnnx,
  floatTensor,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  valueInfo,
} from "@rivulet/formats/onnx";
import type { LayerSubject } from "../layer/layer-subject.ts";

const IR_VERSION = 9;
/** 14 is the last operator set that changed LSTM, GRU and RNN in a way that matters here. */
const opsetImport = [
  { domain: "", version: 14 },
  { domain: "com.microsoft", version: 1 },
];

/**
 * The layer as one ONNX node whose state goes in and comes out: X [steps, batch, H], `initial_h` and for an LSTM
 * `initial_c` [1, batch, H] in; `Y_h`, `Y_c` and, where a call has several steps, `Y` [steps, 1, batch, H] out.
 */
export function recurrentModel(subject: LayerSubject): Uint8Array {
  const { cell, hidden } = subject;
  const { weightIh, weightHh, biases } = onnxOrder(subject);
  const attribute = [attributeProto("hidden_size", hidden)];
  if (cell === "gru") attribute.push(attributeProto("linear_before_reset", 1));
  const initializer = [
    floatTensor("W", [1, ...weightIh.shape], weightIh.data),
    floatTensor("R", [1, ...weightHh.shape], weightHh.data),
    biases,
  ];
  const { node, ends } = recurrentNode(subject);
  return oneNode({ ...node, opType: cell.toUpperCase(), attribute }, { ...ends, initializer });
}

/**
 * The LSTM as ONNX Runtime's own quantiser writes it: int8 weights, here with a scale a row, which costs no time against
 * one scale a matrix.
 */
export function quantizedLstmModel(subject: LayerSubject): Uint8Array {
  const { weightIh, weightHh, biases } = onnxOrder(subject);
  const { node, ends } = recurrentNode(subject);
  const quantized: NodeProto = {
    ...node,
    opType: "DynamicQuantizeLSTM",
    domain: "com.microsoft",
    attribute: [attributeProto("hidden_size", subject.hidden)],
    input: [...node.input, "", "W_scale", "W_zero_point", "R_scale", "R_zero_point"],
  };
  const initializer = [...quantizedConstants("W", weightIh), ...quantizedConstants("R", weightHh), biases];
  return oneNode(quantized, { ...ends, initializer });
}

function oneNode(node: NodeProto, graph: GraphProto): Uint8Array {
  return encodeOnnx({ irVersion: IR_VERSION, opsetImport, graph: { ...graph, name: "layer", node: [node] } });
}

interface OnnxWeights {
  readonly weightIh: Tensor;
  readonly weightHh: Tensor;
  /** B = [Wb, Rb] */
  readonly biases: TensorProto;
}

/** The weights with their gates in ONNX's order. */
function onnxOrder({ cell, hidden, config, weights }: LayerSubject): OnnxWeights {
  const { gates }: CellTraits = cellTraits(recurrentParts(config)[0].layer);
  const order = conventions.onnx.gates[cell].map((gate) => gates.indexOf(gate));
  const permuted = ({ shape, data }: Tensor): Tensor => {
    const block = data.length / gates.length;
    const blocks = order.map((gate) => data.subarray(gate * block, (gate + 1) * block));
    return { shape, data: Float32Array.from(blocks.flatMap((values) => [...values])) };
  };
  const rows = gates.length * hidden;
  const data = new Float32Array(2 * rows);
  data.set(permuted(weights["layers.0.bias"]).data);
  // The candidate is ONNX's last block of the GRU, and b_cc the only recurrent bias of ours.
  const biasHh = weights["layers.0.biasHh"];
  if (biasHh !== undefined) data.set(biasHh.data, data.length - hidden);
  return {
    weightIh: permuted(weights["layers.0.weightIh"]),
    weightHh: permuted(weights["layers.0.weightHh"]),
    biases: floatTensor("B", [1, 2 * rows], data),
  };
}

/** [rows, K] to int8 [1, K, rows] with scales and zero points [1, rows]. */
function quantizedConstants(name: string, tensor: Tensor): TensorProto[] {
  const [rows, columns] = tensor.shape;
  const { data, scales } = quantizeTensor(tensor, "int8");
  const transposed = new Int8Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < columns; k++) transposed[k * rows + r] = data[r * columns + k];
  }
  return [
    int8Tensor(name, [1, columns, rows], transposed),
    floatTensor(`${name}_scale`, [1, rows], scales),
    int8Tensor(`${name}_zero_point`, [1, rows], new Int8Array(rows)),
  ];
}

function int8Tensor(name: string, dims: readonly number[], { buffer, byteOffset, length }: Int8Array): TensorProto {
  return { name, dims, dataType: dataTypes.int8, rawData: new Uint8Array(buffer, byteOffset, length) };
}

/** The ends of the node, and so of the graph: what goes in and comes out. An empty name leaves an optional one out. */
function recurrentNode({ cell, hidden, batch, steps }: LayerSubject) {
  const float = (name: string, dims: readonly number[]) => valueInfo(name, dataTypes.float, dims);
  const state = [1, batch, hidden];
  const states = cell === "lstm" ? ["initial_h", "initial_c"] : ["initial_h"];
  const ends = {
    input: [float("X", [steps, batch, hidden]), ...states.map((name) => float(name, state))],
    output: [
      ...(steps > 1 ? [float("Y", [steps, 1, batch, hidden])] : []),
      float("Y_h", state),
      ...(cell === "lstm" ? [float("Y_c", state)] : []),
    ],
  };
  const node = {
    // Between B and initial_h: the lengths of the sequences, which are all the same.
    input: ["X", "W", "R", "B", "", ...states],
    output: [steps > 1 ? "Y" : "", "Y_h", ...(cell === "lstm" ? ["Y_c"] : [])],
  };
  return { node, ends };
}
