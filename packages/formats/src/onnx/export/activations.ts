import type { Activation, ParametricActivation, PlainActivation } from "@rivulet/engine";
import type { GraphBuilder } from "./graph-builder.ts";

/** An activation as ONNX names it, for recurrent operators and for single nodes. */
export interface OnnxActivation {
  readonly name: string;
  readonly alpha?: number;
  readonly beta?: number;
}

const plain: Readonly<Record<PlainActivation, OnnxActivation>> = {
  tanh: { name: "Tanh" },
  relu: { name: "Relu" },
  sigmoid: { name: "Sigmoid" },
  "hard-sigmoid": { name: "HardSigmoid", alpha: 0.2, beta: 0.5 },
  "hard-sigmoid-6": { name: "HardSigmoid", alpha: 1 / 6, beta: 0.5 },
  linear: { name: "Affine", alpha: 1, beta: 0 },
  softsign: { name: "Softsign" },
  softplus: { name: "Softplus" },
};

const parametric: Readonly<Record<ParametricActivation["kind"], string>> = {
  affine: "Affine",
  "leaky-relu": "LeakyRelu",
  "thresholded-relu": "ThresholdedRelu",
  "scaled-tanh": "ScaledTanh",
  "hard-sigmoid": "HardSigmoid",
  elu: "Elu",
};

export function onnxActivation(activation: Activation): OnnxActivation {
  if (typeof activation === "string") return plain[activation];
  const { kind, ...parameters } = activation;
  return { name: parametric[kind], ...parameters };
}

/** g(x) as nodes: the operators Affine and ScaledTanh are no more, so that these two are written out. */
export function activate(graph: GraphBuilder, activation: Activation, x: string): string {
  if (activation === "linear") return x;
  const { name, alpha, beta } = onnxActivation(activation);
  if (name === "Affine") return graph.node("Add", [times(graph, x, alpha), graph.float(beta ?? 0)]);
  if (name === "ScaledTanh") return times(graph, graph.node("Tanh", [times(graph, x, beta)]), alpha);
  return graph.node(name, [x], {
    ...(alpha !== undefined && { alpha: { float: alpha } }),
    ...(beta !== undefined && { beta: { float: beta } }),
  });
}

function times(graph: GraphBuilder, x: string, factor = 1): string {
  return graph.node("Mul", [x, graph.float(factor)]);
}
