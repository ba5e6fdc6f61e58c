import type { LayerConfig } from "./config.ts";

/** What the shapes of a cell's weights and state follow from. */
export interface CellTraits {
  /** Gate blocks in the rows of weightIh, weightHh and bias, in this order. */
  readonly gates: readonly string[];
  /** Vectors of H numbers that live across steps: a⟨t⟩ alone, or a⟨t⟩ and c⟨t⟩. */
  readonly stateVectors: 1 | 2;
  /** b_cc of the reset-after GRU, added inside the reset. */
  readonly hasBiasHh: boolean;
  readonly hasPeepholes: boolean;
}

/** The one table of what each cell is made of. */
export function cellTraits(layer: LayerConfig): CellTraits {
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
