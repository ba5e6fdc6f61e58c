import { type Activation, cellTraits, type RecurrentLayerConfig, type Tensor } from "@rivulet/engine";
import { type CommonCell, conventions, type GateName } from "../../conventions.ts";
import type { AttributeValue } from "../protos.ts";
import { onnxActivation } from "./activations.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { ExportedPart, PartOutputs } from "./recurrent-layer.ts";
import type { ScannedLayer } from "./scan-layer.ts";
import { tensorOf } from "./weights.ts";

/** Whether an operator of ONNX is the same cell. */
export function isOperator(layer: ScannedLayer): boolean {
  switch (layer.cell) {
    case "simplified-gru":
      return false;
    case "gru":
      return layer.updateKeeps === "old" || isOdd(layer.gateActivation ?? "sigmoid");
    case "lstm":
      return layer.peepholes !== "previous" && layer.projection === undefined;
  }
}

/** 1 − σ(z) = σ(−z): then a Γu that keeps the new value is ONNX's z with the signs of its rows changed. */
function isOdd(σ: Activation): boolean {
  if (typeof σ !== "string") return σ.kind === "hard-sigmoid" && σ.beta === 0.5;
  return σ === "sigmoid" || σ === "hard-sigmoid" || σ === "hard-sigmoid-6";
}

export function operatorLayer(graph: GraphBuilder, { part, weights, input, state }: ExportedPart): PartOutputs {
  const { path, layer, direction } = part;
  const cell = layer.cell as CommonCell;
  const { hidden } = layer;
  const toTheirs = (tensor: Tensor) => negated(layer, blocksInOrder(cell, tensor.data));
  const own = (name: string) => tensorOf(weights, `${path}.${name}`);
  const [kernel, recurrentKernel, bias] = ["weightIh", "weightHh", "bias"].map(own);
  const rows = bias.data.length;
  const biases = new Float32Array(2 * rows);
  biases.set(toTheirs(bias));
  // b_cc of the GRU that resets after the product: the candidate is ONNX's last block.
  if (cellTraits(layer).hasBiasHh) biases.set(own("biasHh").data, 2 * rows - hidden);
  const inputs = [
    input,
    graph.floats(`${path}.W`, [1, ...kernel.shape], toTheirs(kernel)),
    graph.floats(`${path}.R`, [1, ...recurrentKernel.shape], toTheirs(recurrentKernel)),
    graph.floats(`${path}.B`, [1, 2 * rows], biases),
    "",
    ...state.map((vector) => graph.node("Unsqueeze", [vector, graph.integers(0)])),
  ];
  if (cellTraits(layer).hasPeepholes) {
    const data = peepholesInOrder(own("peepholes").data, hidden);
    inputs.push(graph.floats(`${path}.P`, [1, 3 * hidden], data));
  }
  const [each, ...last] = graph.nodes(cell.toUpperCase(), inputs, 1 + state.length, attributesOf(layer, direction));
  return {
    each: graph.node("Squeeze", [each, graph.integers(1)]),
    state: last.map((vector) => graph.node("Squeeze", [vector, graph.integers(0)])),
  };
}

function attributesOf(layer: RecurrentLayerConfig, direction: "forward" | "backward"): Record<string, AttributeValue> {
  const { hidden, clip, activation = "tanh" } = layer;
  const forms = [activation];
  if (layer.cell !== "rnn") forms.unshift(layer.gateActivation ?? "sigmoid");
  if (layer.cell === "lstm") forms.push(layer.outputActivation ?? activation);
  const named = forms.map(onnxActivation);
  const parameters = (key: "alpha" | "beta") =>
    named.flatMap(({ [key]: value }) => (value === undefined ? [] : [value]));
  const [alphas, betas] = [parameters("alpha"), parameters("beta")];
  return {
    hidden_size: hidden,
    direction: direction === "forward" ? "forward" : "reverse",
    activations: named.map(({ name }) => name),
    ...(alphas.length > 0 && { activation_alpha: { floats: alphas } }),
    ...(betas.length > 0 && { activation_beta: { floats: betas } }),
    ...(clip !== undefined && { clip: { float: clip } }),
    ...(layer.cell === "gru" && { linear_before_reset: layer.reset === "after" ? 1 : 0 }),
    ...(layer.cell === "lstm" && layer.coupled && { input_forget: 1 }),
  };
}

/** Gate blocks of ours in ONNX's order. */
function blocksInOrder(cell: CommonCell, data: Float32Array): Float32Array {
  const ours: readonly GateName[] = conventions.course.gates[cell];
  return inOrder(data, conventions.onnx.gates[cell], ours);
}

function peepholesInOrder(data: Float32Array, hidden: number): Float32Array {
  const [theirs, ours] = [conventions.onnx.peepholes?.order ?? [], conventions.course.peepholes?.order ?? []];
  return inOrder(data.subarray(0, 3 * hidden), theirs, ours);
}

function inOrder(data: Float32Array, theirs: readonly GateName[], ours: readonly GateName[]): Float32Array {
  const block = data.length / ours.length;
  const result = new Float32Array(data.length);
  theirs.forEach((gate, to) => {
    const from = ours.indexOf(gate);
    result.set(data.subarray(from * block, (from + 1) * block), to * block);
  });
  return result;
}

/** The update gate is the first block of both orders. */
function negated(layer: RecurrentLayerConfig, data: Float32Array): Float32Array {
  if (layer.cell !== "gru" || layer.updateKeeps === "old") return data;
  return data.map((value, i) => (i < data.length / 3 ? -value : value));
}
