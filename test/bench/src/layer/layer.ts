import type { GruLayer, LstmLayer, RnnLayer } from "@rivulet/engine";

export type CellName = "lstm" | "gru" | "rnn";

/** What is timed: `steps` steps of `batch` sessions of one layer with as many inputs as units, in one call. */
export interface LayerCase {
  readonly cell: CellName;
  readonly hidden: number;
  readonly batch: number;
  readonly steps: number;
}

export const cellNames: readonly CellName[] = ["lstm", "gru", "rnn"];

/** What people call the cells. */
export const cellTitles: Readonly<Record<CellName, string>> = {
  lstm: "LSTM",
  gru: "GRU (reset after the product)",
  rnn: "vanilla (tanh)",
};

/** The cells as all peers have them. */
export function layerConfig(cell: CellName, hidden: number): LstmLayer | GruLayer | RnnLayer {
  return cell === "gru" ? { cell, hidden, reset: "after", updateKeeps: "old" } : { cell, hidden };
}
