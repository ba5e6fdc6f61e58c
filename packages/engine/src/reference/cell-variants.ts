import type { Activation, ParametricActivation, PlainActivation, RecurrentLayerConfig } from "../config.ts";

/** The forms that differ in what is added up and multiplied. */
function plainCells(hidden: number): RecurrentLayerConfig[] {
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

/** One layer of every form that a cell has, with its default activations: what a test of all cells goes through. */
export function cellVariants(hidden: number): RecurrentLayerConfig[] {
  const projected = { cell: "lstm", hidden, projection: projectionOf(hidden) } as const;
  return [
    ...plainCells(hidden),
    { cell: "lstm", hidden, coupled: true },
    { cell: "lstm", hidden, coupled: true, peepholes: "current" },
    { cell: "lstm", hidden, outputActivation: "softsign" },
    projected,
    { ...projected, peepholes: "previous", coupled: true },
    ...clippedCells(hidden),
    ...learnedCells(hidden, projected),
  ];
}

function clippedCells(hidden: number): RecurrentLayerConfig[] {
  return [
    { cell: "rnn", hidden, clip: 0.6 },
    { cell: "simplified-gru", hidden, clip: 0.6 },
    { cell: "gru", hidden, reset: "before", clip: 0.6 },
    { cell: "gru", hidden, reset: "after", clip: 0.6 },
    { cell: "lstm", hidden, clip: 0.6 },
  ];
}

function learnedCells(hidden: number, projected: RecurrentLayerConfig): RecurrentLayerConfig[] {
  return [
    { cell: "gru", hidden, reset: "after", initialState: "learned" },
    { ...projected, initialState: "learned" },
  ];
}

/** The variant with so many units, and a projection that goes with them where it has one. */
export function withHidden<L extends RecurrentLayerConfig>(variant: L, hidden: number): L {
  const isProjected = variant.cell === "lstm" && variant.projection !== undefined;
  return { ...variant, hidden, ...(isProjected ? { projection: projectionOf(hidden) } : {}) };
}

function projectionOf(hidden: number): number {
  return Math.max(1, Math.ceil(0.6 * hidden));
}

const FIRST: readonly PlainActivation[] = ["tanh", "relu", "sigmoid", "hard-sigmoid", "hard-sigmoid-6", "linear"];

/** Each plain form of a cell with each of the first activations, of the candidate and of the gates in turn. */
export function activationVariants(hidden: number): RecurrentLayerConfig[] {
  return plainCells(hidden).flatMap((layer) => withActivations(layer, FIRST));
}

const FURTHER: readonly (PlainActivation | ParametricActivation)[] = [
  "softsign",
  "softplus",
  { kind: "affine", alpha: 0.7, beta: 0.1 },
  { kind: "leaky-relu", alpha: 0.1 },
  { kind: "thresholded-relu", alpha: -0.4 },
  { kind: "scaled-tanh", alpha: 0.8, beta: 1.3 },
  { kind: "hard-sigmoid", alpha: 0.3, beta: 0.4 },
  { kind: "elu", alpha: 0.9 },
];

/** A cell of each kind with each further activation, of the candidate and of the gates in turn, unlimited and clipped. */
export function furtherActivationVariants(hidden: number): RecurrentLayerConfig[] {
  const cells: RecurrentLayerConfig[] = [
    { cell: "rnn", hidden },
    { cell: "simplified-gru", hidden },
    { cell: "gru", hidden, reset: "before" },
    { cell: "lstm", hidden },
    { cell: "lstm", hidden, clip: 0.5 },
  ];
  return [
    ...cells.flatMap((layer) => withActivations(layer, FURTHER)),
    ...FURTHER.map((outputActivation): RecurrentLayerConfig => ({ cell: "lstm", hidden, outputActivation })),
  ];
}

function withActivations(layer: RecurrentLayerConfig, all: readonly Activation[]): RecurrentLayerConfig[] {
  return [
    ...all.map((activation): RecurrentLayerConfig => ({ ...layer, activation })),
    ...(layer.cell === "rnn" ? [] : all.map((gateActivation): RecurrentLayerConfig => ({ ...layer, gateActivation }))),
  ];
}
