/** What the state panel can show of a unit at a step. */
export type Quantity = "hidden" | "cell" | Gate;

export type Gate = "inputGate" | "forgetGate" | "outputGate" | "updateGate" | "resetGate" | "candidate";

export interface QuantityInfo {
  readonly name: string;
  /** In the notation of the course. */
  readonly symbol: string;
  readonly meaning: string;
  /** From 0 to 1, from −1 to 1, or any number (shown through tanh). */
  readonly range: "gate" | "signed" | "unbounded";
}

export const quantityInfo: Readonly<Record<Quantity, QuantityInfo>> = {
  hidden: { name: "Hidden", symbol: "a⟨t⟩", meaning: "what the layer says", range: "signed" },
  cell: { name: "Cell", symbol: "c⟨t⟩", meaning: "what it keeps, shown as tanh c⟨t⟩", range: "unbounded" },
  inputGate: { name: "Input gate", symbol: "Γi", meaning: "how much of the candidate comes in", range: "gate" },
  forgetGate: { name: "Forget gate", symbol: "Γf", meaning: "how much of c⟨t-1⟩ stays", range: "gate" },
  outputGate: { name: "Output gate", symbol: "Γo", meaning: "how much of the cell is said", range: "gate" },
  updateGate: { name: "Update gate", symbol: "Γu", meaning: "how much of the candidate comes in", range: "gate" },
  resetGate: { name: "Reset gate", symbol: "Γr", meaning: "how much of a⟨t-1⟩ the candidate sees", range: "gate" },
  candidate: { name: "Candidate", symbol: "c̃⟨t⟩", meaning: "what might come in", range: "signed" },
};

/** Where a value stands on the colour scale, from −1 to 1. */
export function scaled(quantity: Quantity, value: number): number {
  return quantityInfo[quantity].range === "unbounded" ? Math.tanh(value) : value;
}
