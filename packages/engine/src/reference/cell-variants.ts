import type { Activation, LayerConfig } from "../config.ts";

/** One layer of every form that a cell has, with its default activations: what a test of all cells goes through. */
export function cellVariants(hidden: number): LayerConfig[] {
  return [
    { cell: "rnn", hidden },
    { cell: "simplified-gru", hidden },
    { cell: "gru", hidden, reset: "before", updateKeeps: "new" },
    { cell: "gru", hidden, reset: "before", updateKeeps: "old" },
    { cell: "gru", hidden, reset: "after", updateKeeps: "new" },
    { cell: "gru", hidden, reset: "after", updateKeeps: "old" },
    { cell: "lstm", hidden, peepholes: "none" },
    { cell: "lstm", hidden, peepholes: "previous" },
    { cell: "lstm", hidden, peepholes: "current" },
  ];
}

/** `cellVariants`, then each of them with every other activation, of the candidate and of the gates in turn. */
export function activationVariants(hidden: number): LayerConfig[] {
  const all: readonly Activation[] = ["tanh", "relu", "sigmoid", "hard-sigmoid", "hard-sigmoid-6", "linear"];
  return cellVariants(hidden).flatMap((layer) => [
    ...all.map((activation): LayerConfig => ({ ...layer, activation })),
    ...(layer.cell === "rnn" ? [] : all.map((gateActivation): LayerConfig => ({ ...layer, gateActivation }))),
  ]);
}
