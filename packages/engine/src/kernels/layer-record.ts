import type { Activation, LayerConfig } from "../config.ts";
import type { Weights } from "../weights.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { gateRows, packPanels, padded } from "./panels.ts";

/** As numbered in assembly/activation.ts. */
const ACTIVATIONS: readonly Activation[] = ["tanh", "relu", "sigmoid", "hard-sigmoid", "hard-sigmoid-6", "linear"];
const PEEPHOLES = ["none", "previous", "current"];
/** Fields of `Layer` in assembly/layer.ts. */
export const LAYER_FIELDS = 16;

/** How the kernels lay out one cell: which weight rows go where in `work`. Gates are numbered as in cell-traits.ts. */
export interface CellLayout {
  /** As numbered in assembly/layer.ts. */
  readonly kind: number;
  /** Gate blocks that W_x fills, from the start of `work`. */
  readonly inputGates: readonly number[];
  /** Gate blocks that W_a fills, from vector `hiddenStart` of `work`. */
  readonly hiddenGates: readonly number[];
  readonly hiddenStart: number;
  /** Gate blocks that act on Γr ∗ c⟨t-1⟩. */
  readonly resetGates: readonly number[];
  /** Vectors of `work`. */
  readonly workVectors: number;
}

export function cellLayout(layer: LayerConfig): CellLayout {
  switch (layer.cell) {
    case "rnn":
      return { kind: 0, inputGates: [0], hiddenGates: [0], hiddenStart: 0, resetGates: [], workVectors: 1 };
    case "simplified-gru":
      return { kind: 1, inputGates: [0, 1], hiddenGates: [0, 1], hiddenStart: 0, resetGates: [], workVectors: 2 };
    case "gru":
      return layer.reset === "before"
        ? { kind: 2, inputGates: [2, 0, 1], hiddenGates: [0, 1], hiddenStart: 1, resetGates: [2], workVectors: 4 }
        : { kind: 3, inputGates: [2, 0, 1], hiddenGates: [0, 1, 2], hiddenStart: 1, resetGates: [], workVectors: 4 };
    case "lstm":
      return {
        kind: 4,
        inputGates: [0, 1, 2, 3],
        hiddenGates: [0, 1, 2, 3],
        hiddenStart: 0,
        resetGates: [],
        workVectors: 5,
      };
  }
}

/** Where one layer's record and packed weights lie in kernel memory. */
export interface LayerRecord {
  readonly address: number;
  readonly layout: CellLayout;
  /** Numbers of one padded gate vector. */
  readonly vector: number;
  readonly weightIh: number;
  readonly weightHh: number;
  readonly weightHc: number;
  readonly bias: number;
  readonly biasHh: number;
  readonly peepholes: number;
}

/** Allocates and writes the record of a layer (its weights are written by `writeLayerWeights`). `inputColumns` 0: no W_x product. */
export function allocateLayer(
  memory: KernelMemory,
  address: number,
  config: LayerConfig,
  inputColumns: number,
  stateOffset: number,
): LayerRecord {
  const layout = cellLayout(config);
  const { hidden } = config;
  const vector = padded(hidden);
  const rows = layout.inputGates.length * vector;
  const floats = (count: number) => (count === 0 ? 0 : memory.allocate(count * 4));
  const record: LayerRecord = {
    address,
    layout,
    vector,
    weightIh: floats(rows * inputColumns),
    weightHh: floats(layout.hiddenGates.length * vector * hidden),
    weightHc: floats(layout.resetGates.length * vector * hidden),
    bias: floats(rows),
    biasHh: floats(config.cell === "gru" && config.reset === "after" ? vector : 0),
    peepholes: floats(config.cell === "lstm" ? 3 * vector : 0),
  };
  memory.i32.set(
    [
      layout.kind,
      ACTIVATIONS.indexOf(config.activation ?? "tanh"),
      ACTIVATIONS.indexOf(config.cell === "rnn" ? "linear" : (config.gateActivation ?? "sigmoid")),
      config.cell === "lstm" ? PEEPHOLES.indexOf(config.peepholes ?? "none") : 0,
      config.cell === "gru" && config.updateKeeps === "old" ? 1 : 0,
      inputColumns,
      hidden,
      vector * 4,
      rows,
      record.weightIh,
      record.weightHh,
      record.weightHc,
      record.bias,
      record.biasHh,
      record.peepholes,
      stateOffset,
    ],
    address / 4,
  );
  return record;
}

/** Packs the weights of layer `l` into its record's place. */
export function writeLayerWeights(
  memory: KernelMemory,
  record: LayerRecord,
  config: LayerConfig,
  weights: Weights,
  l: number,
): void {
  const { layout, vector } = record;
  const { hidden } = config;
  const data = (name: string) => weights[`layers.${l}.${name}`].data;
  const place = (address: number, length: number) => memory.f32.subarray(address / 4, address / 4 + length);
  const pack = (address: number, name: string, gates: readonly number[], columns: number) => {
    if (address === 0) return;
    packPanels(place(address, gates.length * vector * columns), data(name), columns, gateRows(hidden, gates));
  };
  pack(record.weightIh, "weightIh", layout.inputGates, data("weightIh").length / (layout.inputGates.length * hidden));
  pack(record.weightHh, "weightHh", layout.hiddenGates, hidden);
  pack(record.weightHc, "weightHh", layout.resetGates, hidden);
  pack(record.bias, "bias", layout.inputGates, 1);
  if (record.biasHh !== 0) place(record.biasHh, hidden).set(data("biasHh"));
  if (record.peepholes !== 0 && `layers.${l}.peepholes` in weights) pack(record.peepholes, "peepholes", [0, 1, 2], 1);
}
