import { cellTraits, stateSizes } from "../cell-traits.ts";
import type { DenseLayer, LstmLayer, RecurrentLayerConfig } from "../config.ts";
import { dequantize, type StoredWeights } from "../tensors.ts";
import { writeActivation } from "./activation-record.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { allocateMatrix, type MatrixFormat, type MatrixRecord, type Operands, writeMatrix } from "./matrix-record.ts";
import { gateRows, packPanels, padded } from "./panels.ts";

const PEEPHOLES = ["none", "previous", "current"];
/** Fields of `Layer` in assembly/layer.ts. */
export const LAYER_FIELDS = 18;

/** What one `Layer` record is made from: a recurrent layer, one direction of a bidirectional one, or a dense layer. */
export type StepLayer = RecurrentLayerConfig | DenseLayer;

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

export function cellLayout(layer: StepLayer): CellLayout {
  switch (layer.cell) {
    case "dense":
      return { kind: 0, inputGates: [0], hiddenGates: [], hiddenStart: 0, resetGates: [], workVectors: 1 };
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
        workVectors: layer.projection === undefined ? 5 : 6,
      };
  }
}

/** Where one layer's record and packed weights lie in kernel memory. */
export interface LayerRecord {
  readonly address: number;
  readonly layout: CellLayout;
  /** Numbers of one padded gate vector. */
  readonly vector: number;
  /** Numbers of the padded a⟨t⟩, behind which c⟨t⟩ follows. */
  readonly output: number;
  /** Numbers of the whole state [a⟨t⟩, c⟨t⟩], padded. */
  readonly state: number;
  /** Each matrix with the tensor it is packed from. */
  readonly matrices: readonly { readonly tensor: string; readonly record: MatrixRecord }[];
  readonly bias: number;
  readonly biasHh: number;
  readonly peepholes: number;
}

export interface LayerPlace {
  /** Address of the layer's record. */
  readonly address: number;
  /** Numbers of x⟨t⟩ that a product acts on, the last columns of W_x; 0: no W_x product. */
  readonly inputColumns: number;
  /** Where the layer's state starts in what holds it, in bytes. */
  readonly stateOffset: number;
  /** How a matrix lies in memory, by the last part of its tensor's name. */
  readonly format: (tensor: string) => MatrixFormat;
  readonly operands: Operands;
}

/** Allocates and writes the record of a layer (its weights are written by `writeLayerWeights`). */
export function allocateLayer(memory: KernelMemory, config: StepLayer, place: LayerPlace): LayerRecord {
  const { address, inputColumns, stateOffset, format, operands } = place;
  const layout = cellLayout(config);
  const { hidden } = config;
  const isDense = config.cell === "dense";
  const sizes = isDense ? [hidden] : stateSizes(config);
  const vector = padded(hidden);
  const rows = layout.inputGates.length * vector;
  const matrix = (tensor: string, map: Int32Array, columns: number) =>
    map.length * columns === 0
      ? []
      : [{ tensor, record: allocateMatrix(memory, map, columns, format(tensor), operands) }];
  const gates = (tensor: string, blocks: readonly number[], columns: number) =>
    matrix(tensor, gateRows(hidden, blocks), columns);
  const input = gates(isDense ? "weight" : "weightIh", layout.inputGates, inputColumns);
  const recurrent = gates("weightHh", layout.hiddenGates, sizes[0]);
  const reset = gates("weightHh", layout.resetGates, hidden);
  const projection = config.cell === "lstm" ? config.projection : undefined;
  const projected = projection === undefined ? [] : matrix("weightHr", gateRows(projection, [0]), hidden);
  const traits = isDense ? undefined : cellTraits(config);
  const record: LayerRecord = {
    address,
    layout,
    vector,
    output: padded(sizes[0]),
    state: sizes.reduce((sum, size) => sum + padded(size), 0),
    matrices: [...input, ...recurrent, ...reset, ...projected],
    bias: memory.allocateZeros(rows * 4),
    biasHh: traits?.hasBiasHh ? memory.allocateZeros(vector * 4) : 0,
    peepholes: traits?.hasPeepholes ? memory.allocateZeros(3 * vector * 4) : 0,
  };
  const addressOf = ([item]: LayerRecord["matrices"]) => item?.record.address ?? 0;
  // First, for it allocates: that may grow the memory and detach its views.
  const activations = writeActivations(memory, config);
  memory.i32.set(
    [
      layout.kind,
      ...activations,
      ...lstmFields(config),
      config.cell === "gru" && config.updateKeeps === "old" ? 1 : 0,
      vector * 4,
      record.output * 4,
      rows,
      ...[input, recurrent, reset, projected].map(addressOf),
      record.bias,
      record.biasHh,
      record.peepholes,
      stateOffset,
    ],
    address / 4,
  );
  return record;
}

/** Addresses of the activations of the candidate, of the gates and of c⟨t⟩ on its way out. */
function writeActivations(memory: KernelMemory, config: StepLayer): number[] {
  const { activation = "tanh" } = config;
  const clip = config.cell === "dense" ? undefined : config.clip;
  const isGated = config.cell !== "dense" && config.cell !== "rnn";
  return [
    writeActivation(memory, activation, clip),
    writeActivation(memory, isGated ? (config.gateActivation ?? "sigmoid") : "linear", clip),
    writeActivation(memory, (config.cell === "lstm" ? config.outputActivation : undefined) ?? activation),
  ];
}

/** Which peepholes, and whether Γf = 1 − Γi. */
function lstmFields(config: StepLayer): number[] {
  const { peepholes = "none", coupled = false }: Partial<LstmLayer> = config.cell === "lstm" ? config : {};
  return [PEEPHOLES.indexOf(peepholes), coupled ? 1 : 0];
}

/** Packs the weights of the layer at `path` (see `weightShapes`) into its record's place. */
export function writeLayerWeights(
  memory: KernelMemory,
  record: LayerRecord,
  config: StepLayer,
  weights: StoredWeights,
  path: string,
): void {
  const { layout, vector } = record;
  const tensor = (name: string) => weights[`${path}.${name}`];
  for (const matrix of record.matrices) {
    const source = tensor(matrix.tensor);
    const [, width] = source.shape;
    // Only W_x of mixed input has other columns before those of its dense part.
    writeMatrix(memory, matrix.record, source, width, width - matrix.record.columns);
  }
  const pack = (address: number, name: string, gates: readonly number[]) => {
    const place = memory.f32.subarray(address / 4, address / 4 + gates.length * vector);
    packPanels(place, dequantize(tensor(name)).data, 1, gateRows(config.hidden, gates));
  };
  pack(record.bias, "bias", layout.inputGates);
  if (record.biasHh !== 0) pack(record.biasHh, "biasHh", [0]);
  if (record.peepholes !== 0) pack(record.peepholes, "peepholes", [0, 1, 2]);
}
