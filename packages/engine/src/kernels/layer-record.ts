import type { Activation, LayerConfig } from "../config.ts";
import { dequantize, type StoredWeights } from "../tensors.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { allocateMatrix, type MatrixFormat, type MatrixRecord, type Operands, writeMatrix } from "./matrix-record.ts";
import { gateRows, packPanels, padded } from "./panels.ts";

/** As numbered in assembly/activation.ts. */
const ACTIVATIONS: readonly Activation[] = ["tanh", "relu", "sigmoid", "hard-sigmoid", "hard-sigmoid-6", "linear"];
const PEEPHOLES = ["none", "previous", "current"];
/** Fields of `Layer` in assembly/layer.ts. */
export const LAYER_FIELDS = 14;

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
  /** Each matrix with the tensor it is packed from. */
  readonly matrices: readonly { readonly tensor: "weightIh" | "weightHh"; readonly record: MatrixRecord }[];
  readonly bias: number;
  readonly biasHh: number;
  readonly peepholes: number;
}

export interface LayerPlace {
  /** Address of the layer's record. */
  readonly address: number;
  /** Numbers of x⟨t⟩; 0: no W_x product. */
  readonly inputColumns: number;
  /** Where the layer's state starts in what holds it, in bytes. */
  readonly stateOffset: number;
  /** How W_x and W_a lie in memory. */
  readonly formats: { readonly weightIh: MatrixFormat; readonly weightHh: MatrixFormat };
  readonly operands: Operands;
}

/** Allocates and writes the record of a layer (its weights are written by `writeLayerWeights`). */
export function allocateLayer(memory: KernelMemory, config: LayerConfig, place: LayerPlace): LayerRecord {
  const { address, inputColumns, stateOffset, formats, operands } = place;
  const layout = cellLayout(config);
  const { hidden } = config;
  const vector = padded(hidden);
  const rows = layout.inputGates.length * vector;
  const matrix = (tensor: "weightIh" | "weightHh", gates: readonly number[], columns: number) =>
    gates.length * columns === 0
      ? []
      : [{ tensor, record: allocateMatrix(memory, gateRows(hidden, gates), columns, formats[tensor], operands) }];
  const input = matrix("weightIh", layout.inputGates, inputColumns);
  const recurrent = matrix("weightHh", layout.hiddenGates, hidden);
  const reset = matrix("weightHh", layout.resetGates, hidden);
  const record: LayerRecord = {
    address,
    layout,
    vector,
    matrices: [...input, ...recurrent, ...reset],
    bias: memory.allocate(rows * 4),
    biasHh: config.cell === "gru" && config.reset === "after" ? memory.allocate(vector * 4) : 0,
    peepholes: config.cell === "lstm" ? memory.allocate(3 * vector * 4) : 0,
  };
  memory.i32.set(
    [
      layout.kind,
      ACTIVATIONS.indexOf(config.activation ?? "tanh"),
      ACTIVATIONS.indexOf(config.cell === "rnn" ? "linear" : (config.gateActivation ?? "sigmoid")),
      config.cell === "lstm" ? PEEPHOLES.indexOf(config.peepholes ?? "none") : 0,
      config.cell === "gru" && config.updateKeeps === "old" ? 1 : 0,
      vector * 4,
      rows,
      ...[input, recurrent, reset].map(([item]) => item?.record.address ?? 0),
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
  weights: StoredWeights,
  l: number,
): void {
  const { layout, vector } = record;
  const tensor = (name: string) => weights[`layers.${l}.${name}`];
  for (const matrix of record.matrices) {
    writeMatrix(memory, matrix.record, tensor(matrix.tensor), matrix.record.columns);
  }
  const pack = (address: number, name: string, gates: readonly number[]) => {
    const place = memory.f32.subarray(address / 4, address / 4 + gates.length * vector);
    packPanels(place, dequantize(tensor(name)).data, 1, gateRows(config.hidden, gates));
  };
  pack(record.bias, "bias", layout.inputGates);
  if (record.biasHh !== 0) pack(record.biasHh, "biasHh", [0]);
  if (record.peepholes !== 0 && `layers.${l}.peepholes` in weights) pack(record.peepholes, "peepholes", [0, 1, 2]);
}
