import type { LayerConfig, ModelConfig, RecurrentLayerConfig } from "./config.ts";

/** What the shapes of a cell's weights and state follow from. */
export interface CellTraits {
  /** Gate blocks in the rows of weightIh, weightHh and bias, in this order. */
  readonly gates: readonly string[];
  /** Vectors that live across steps: a⟨t⟩ alone, or a⟨t⟩ and c⟨t⟩. */
  readonly stateVectors: 1 | 2;
  /** b_cc of the reset-after GRU, added inside the reset. */
  readonly hasBiasHh: boolean;
  readonly hasPeepholes: boolean;
}

/** The one table of what each cell is made of. */
export function cellTraits(layer: RecurrentLayerConfig): CellTraits {
  const plain = { stateVectors: 1, hasBiasHh: false, hasPeepholes: false } as const;
  switch (layer.cell) {
    case "rnn":
      return { ...plain, gates: ["candidate"] };
    case "simplified-gru":
      return { ...plain, gates: ["updateGate", "candidate"] };
    case "gru":
      return { ...plain, gates: ["updateGate", "resetGate", "candidate"], hasBiasHh: layer.reset === "after" };
    case "lstm":
      return {
        gates: ["inputGate", "forgetGate", "candidate", "outputGate"],
        stateVectors: 2,
        hasBiasHh: false,
        hasPeepholes: (layer.peepholes ?? "none") !== "none",
      };
  }
}

/** Numbers of each vector that a recurrent layer carries: [a⟨t⟩] or [a⟨t⟩, c⟨t⟩]. */
export function stateSizes(layer: RecurrentLayerConfig): readonly number[] {
  return layer.cell === "lstm" ? [layer.projection ?? layer.hidden, layer.hidden] : [layer.hidden];
}

/** Numbers of a layer's output, of which the next layer's x⟨t⟩ is made. */
export function outputSize(layer: LayerConfig): number {
  if (layer.cell === "dense") return layer.hidden;
  if (layer.cell !== "bidirectional") return stateSizes(layer)[0];
  const forward = outputSize(layer.forward);
  return (layer.merge ?? "concat") === "concat" ? forward + outputSize(layer.backward) : forward;
}

/** One recurrent layer of a stack, or one direction of a bidirectional one. */
export interface RecurrentPart {
  /** What its tensors' names begin with: `layers.l`, `layers.l.forward` or `layers.l.backward`. */
  readonly path: string;
  /** Which of the configuration's layers it is, or is in. */
  readonly index: number;
  readonly layer: RecurrentLayerConfig;
  readonly direction: "forward" | "backward";
  /** K: numbers of its x⟨t⟩. */
  readonly columns: number;
}

/** The recurrent parts of one layer that sees `columns` numbers: none of a dense layer, two of a bidirectional one. */
export function layerParts(layer: LayerConfig, index: number, columns: number): readonly RecurrentPart[] {
  const path = `layers.${index}`;
  if (layer.cell === "dense") return [];
  if (layer.cell !== "bidirectional") {
    return [{ path, index, layer, direction: layer.direction ?? "forward", columns }];
  }
  return (["forward", "backward"] as const).map((direction) => ({
    path: `${path}.${direction}`,
    index,
    layer: layer[direction],
    direction,
    columns,
  }));
}

/** Numbers of x⟨t⟩ at the lowest layer. */
export function inputSize({ input }: Pick<ModelConfig, "input">): number {
  if (input.kind !== "embedding") return input.size;
  return input.tables.reduce((sum, table) => sum + table.size, input.dense ?? 0);
}

/** K of each layer, lowest first, and, as one entry more, the length of what the heads see. */
export function layerColumns(config: Pick<ModelConfig, "input" | "layers">): readonly number[] {
  return [inputSize(config), ...config.layers.map(outputSize)];
}

/** All recurrent parts of a model, lowest layer first, forward before backward. */
export function recurrentParts(config: Pick<ModelConfig, "input" | "layers">): readonly RecurrentPart[] {
  const columns = layerColumns(config);
  return config.layers.flatMap((layer, l) => layerParts(layer, l, columns[l]));
}
