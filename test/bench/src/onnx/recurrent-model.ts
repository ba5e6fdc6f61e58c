import { type CellTraits, cellTraits, quantizeTensor, recurrentParts, type Tensor } from "@rivulet/engine";
import { conventions } from "@rivulet/formats";
import type { LayerSubject } from "../layer/layer-subject.ts";
import { encodeOnnxModel, type OnnxConstant, type OnnxValue } from "./onnx-model.ts";

/**
 * The layer as one ONNX node whose state goes in and comes out: X [steps, batch, H], `initial_h` and for an LSTM
 * `initial_c` [1, batch, H] in; `Y_h`, `Y_c` and, where a call has several steps, `Y` [steps, 1, batch, H] out.
 */
export function recurrentModel(subject: LayerSubject): Uint8Array {
  const { cell, hidden } = subject;
  const { weightIh, weightHh, biases } = onnxOrder(subject);
  const node = recurrentNode(subject);
  return encodeOnnxModel({
    ...node,
    operator: cell.toUpperCase(),
    domain: "",
    attributes: { hidden_size: hidden, ...(cell === "gru" && { linear_before_reset: 1 }) },
    constants: [
      { name: "W", dims: [1, ...weightIh.shape], data: weightIh.data },
      { name: "R", dims: [1, ...weightHh.shape], data: weightHh.data },
      biases,
    ],
  });
}

/**
 * The LSTM as ONNX Runtime's own quantiser writes it: int8 weights, here with a scale a row, which costs no time against
 * one scale a matrix.
 */
export function quantizedLstmModel(subject: LayerSubject): Uint8Array {
  const { weightIh, weightHh, biases } = onnxOrder(subject);
  const node = recurrentNode(subject);
  const constants = [...quantizedConstants("W", weightIh), ...quantizedConstants("R", weightHh), biases];
  return encodeOnnxModel({
    ...node,
    operator: "DynamicQuantizeLSTM",
    domain: "com.microsoft",
    attributes: { hidden_size: subject.hidden },
    nodeInputs: [...node.nodeInputs, "", "W_scale", "W_zero_point", "R_scale", "R_zero_point"],
    constants,
  });
}

interface OnnxWeights {
  readonly weightIh: Tensor;
  readonly weightHh: Tensor;
  /** B = [Wb, Rb] */
  readonly biases: OnnxConstant;
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
    biases: { name: "B", dims: [1, 2 * rows], data },
  };
}

/** [rows, K] to int8 [1, K, rows] with scales and zero points [1, rows]. */
function quantizedConstants(name: string, tensor: Tensor): OnnxConstant[] {
  const [rows, columns] = tensor.shape;
  const { data, scales } = quantizeTensor(tensor, "int8");
  const transposed = new Int8Array(data.length);
  for (let r = 0; r < rows; r++) {
    for (let k = 0; k < columns; k++) transposed[k * rows + r] = data[r * columns + k];
  }
  return [
    { name, dims: [1, columns, rows], data: transposed },
    { name: `${name}_scale`, dims: [1, rows], data: scales },
    { name: `${name}_zero_point`, dims: [1, rows], data: new Int8Array(rows) },
  ];
}

/** The ends of the node: what goes in and comes out. */
function recurrentNode({ cell, hidden, batch, steps }: LayerSubject) {
  const state = [1, batch, hidden];
  const inputs: OnnxValue[] = [
    { name: "X", dims: [steps, batch, hidden] },
    { name: "initial_h", dims: state },
  ];
  const outputs: OnnxValue[] = [{ name: "Y_h", dims: state }];
  if (steps > 1) outputs.unshift({ name: "Y", dims: [steps, 1, batch, hidden] });
  if (cell === "lstm") {
    inputs.push({ name: "initial_c", dims: state });
    outputs.push({ name: "Y_c", dims: state });
  }
  return {
    inputs,
    outputs,
    // Between B and initial_h: the lengths of the sequences, which are all the same.
    nodeInputs: ["X", "W", "R", "B", "", ...inputs.slice(1).map(({ name }) => name)],
    nodeOutputs: [steps > 1 ? "Y" : "", "Y_h", ...(cell === "lstm" ? ["Y_c"] : [])],
  };
}
