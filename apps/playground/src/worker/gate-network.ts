import {
  cellTraits,
  dequantize,
  type LayerConfig,
  type ModelConfig,
  type RecurrentLayerConfig,
  type StoredWeights,
} from "@rivulet/engine";
import { type DoubleTensor, type DoubleTensors, referenceForward } from "@rivulet/engine/reference";
import type { Gate } from "../state/quantities.ts";

/** A gate of each unit from what the step began with: a⟨t-1⟩ and x⟨t⟩. */
export type GateNetwork = (ids: Int32Array, previousHidden: Float32Array) => Float64Array;

/**
 * The gates of a cell that are g(W_a a⟨t-1⟩ + W_x x⟨t⟩ + b) and nothing else, so that each is one step of a plain RNN:
 * not those of a cell with peepholes or a projection, nor a candidate behind a reset gate.
 */
export function plainGates({ layers }: ModelConfig): Gate[] {
  const [layer] = layers;
  if (layers.length !== 1 || !isRecurrent(layer)) return [];
  switch (layer.cell) {
    case "lstm":
      if (layer.coupled || layer.projection !== undefined || cellTraits(layer).hasPeepholes) return [];
      return ["inputGate", "forgetGate", "outputGate", "candidate"];
    case "gru":
      return ["updateGate", "resetGate"];
    case "simplified-gru":
      return ["updateGate"];
    default:
      return [];
  }
}

/** The weights of a model in double precision, made once: for `gateNetwork`. */
export function doubleWeights(weights: StoredWeights): DoubleTensors {
  return Object.fromEntries(
    Object.entries(weights).map(([name, stored]) => {
      const { shape, data } = dequantize(stored);
      return [name, { shape, data: Float64Array.from(data) }];
    }),
  );
}

/**
 * The gate as an RNN of the float64 reference: the rows of the gate are its weights. The kernels' own gates are gone after
 * the step, and with weights in 8 bits they differ from these by what rounding the activations makes.
 */
export function gateNetwork(config: ModelConfig, weights: DoubleTensors, gate: Gate): GateNetwork {
  const [layer] = config.layers;
  if (!isRecurrent(layer)) throw new TypeError("expected a recurrent layer");
  const { hidden } = layer;
  const block = cellTraits(layer).gates.indexOf(gate);
  const rowsOf = ({ shape, data }: DoubleTensor): DoubleTensor => {
    const width = data.length / shape[0];
    return {
      shape: [hidden, ...shape.slice(1)],
      data: data.subarray(block * hidden * width, (block + 1) * hidden * width),
    };
  };
  const rnn: ModelConfig = {
    ...config,
    layers: [{ cell: "rnn", hidden, activation: activationOf(layer, gate), ...clipOf(layer) }],
    heads: [],
  };
  const tensors = {
    ...weights,
    "layers.0.weightIh": rowsOf(weights["layers.0.weightIh"]),
    "layers.0.weightHh": rowsOf(weights["layers.0.weightHh"]),
    "layers.0.bias": rowsOf(weights["layers.0.bias"]),
  };
  return (ids, previousHidden) => {
    const before = { hidden: Float64Array.from(previousHidden), cell: new Float64Array(0) };
    return referenceForward(rnn, tensors, [ids], [before]).steps[0].outputs[0];
  };
}

function isRecurrent(layer: LayerConfig | undefined): layer is RecurrentLayerConfig {
  return layer !== undefined && layer.cell !== "dense" && layer.cell !== "bidirectional";
}

function activationOf(layer: RecurrentLayerConfig, gate: Gate) {
  const gateActivation = "gateActivation" in layer ? layer.gateActivation : undefined;
  return gate === "candidate" ? (layer.activation ?? "tanh") : (gateActivation ?? "sigmoid");
}

function clipOf({ clip }: RecurrentLayerConfig): { clip?: number } {
  return clip === undefined ? {} : { clip };
}
