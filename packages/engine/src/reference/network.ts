import { cellTraits } from "../cell-traits.ts";
import type { LayerConfig, ModelConfig } from "../config.ts";
import type { CellState, CellStep, LayerWeights } from "./cell.ts";
import { gru } from "./gru.ts";
import { type HeadWeights, headLogits, headLogitsBackward, headProbabilities } from "./head.ts";
import { inputBackward, inputVector, type ReferenceInput } from "./input.ts";
import { add } from "./linear-algebra.ts";
import { headLoss, type Target } from "./loss.ts";
import { lstm } from "./lstm.ts";
import { rnn } from "./rnn.ts";
import { simplifiedGru } from "./simplified-gru.ts";
import { type DoubleTensors, doubleTensors, layerWeights, type ReferenceWeights, zeroTensors } from "./tensors.ts";

/** What one step of the whole stack gives. */
export interface ReferenceStep {
  /** a⟨t⟩ and c⟨t⟩ by layer, lowest first. */
  readonly states: readonly CellState[];
  /** By head, before its activation. */
  readonly logits: readonly Float64Array[];
  /** ŷ⟨t⟩ by head. */
  readonly probabilities: readonly Float64Array[];
}

/** A forward pass over a sequence, and all that the backward pass needs of it. */
export interface ReferenceForward {
  readonly config: ModelConfig;
  readonly tensors: DoubleTensors;
  readonly inputs: readonly ReferenceInput[];
  readonly steps: readonly ReferenceStep[];
  readonly initialState: readonly CellState[];
  /** By step and layer. */
  readonly cellSteps: readonly (readonly CellStep[])[];
}

/** The gradients of one loss. */
export interface ReferenceGradients {
  /** By the names of `weightShapes`. */
  readonly weights: DoubleTensors;
  /** dx⟨t⟩ by step: of the dense vector, of the one-hot vector or of the embeddings side by side. */
  readonly inputs: readonly Float64Array[];
  /** da⟨0⟩ and dc⟨0⟩ by layer. */
  readonly initialState: readonly CellState[];
}

/** Targets by step and head; undefined where a head has nothing to say (a head of delay d at the first d steps). */
export type SequenceTargets = readonly (readonly (Target | undefined)[])[];

/** The state before the first step: zeros. */
export function zeroState(config: ModelConfig): CellState[] {
  return config.layers.map((layer) => ({
    hidden: new Float64Array(layer.hidden),
    cell: new Float64Array(cellTraits(layer).stateVectors === 2 ? layer.hidden : 0),
  }));
}

/** Runs the stack over `inputs` in double precision. Throws WEIGHTS_INVALID and INPUT_INVALID. */
export function referenceForward(
  config: ModelConfig,
  weights: ReferenceWeights,
  inputs: readonly ReferenceInput[],
  initialState: readonly CellState[] = zeroState(config),
): ReferenceForward {
  const tensors = doubleTensors(config, weights);
  const layers = config.layers.map((_, l) => layerWeights(config, tensors, l));
  const heads = config.heads.map((_, h) => headWeights(tensors, h));
  const steps: ReferenceStep[] = [];
  const cellSteps: CellStep[][] = [];
  let states = initialState;
  for (const input of inputs) {
    let x = inputVector(config, tensors, input);
    const stack = config.layers.map((layer, l) => {
      const step = cellStep(layer, layers[l], x, states[l]);
      x = step.state.hidden; // the a⟨t⟩ of one layer is the x⟨t⟩ of the next
      return step;
    });
    states = stack.map((step) => step.state);
    const logits = heads.map((head) => headLogits(head, x));
    const probabilities = logits.map((z, h) => headProbabilities(config.heads[h].activation, z));
    cellSteps.push(stack);
    steps.push({ states, logits, probabilities });
  }
  return { config, tensors, inputs, steps, initialState, cellSteps };
}

/** Backpropagation through time from the gradients of the logits, by step and head. */
export function referenceBackward(
  forward: ReferenceForward,
  dLogits: readonly (readonly Float64Array[])[],
): ReferenceGradients {
  const { config, tensors } = forward;
  const weights = zeroTensors(config);
  const layers = config.layers.map((_, l) => layerWeights(config, weights, l));
  const inputs: Float64Array[] = [];
  const top = config.layers.length - 1;
  let dStates: readonly CellState[] = zeroState(config); // da⟨t⟩ and dc⟨t⟩ as far as step t+1 tells
  for (let t = forward.steps.length - 1; t >= 0; t--) {
    let dBelow: Float64Array = new Float64Array(config.layers[top].hidden); // da⟨t⟩ as far as what is above tells
    config.heads.forEach((_, h) => {
      const a = forward.steps[t].states[top].hidden;
      headLogitsBackward(headWeights(tensors, h), headWeights(weights, h), dLogits[t][h], { a, da: dBelow });
    });
    const dPrevious: CellState[] = [];
    for (let l = top; l >= 0; l--) {
      add(dBelow, dStates[l].hidden);
      const back = forward.cellSteps[t][l].backward({ hidden: dBelow, cell: dStates[l].cell }, layers[l]);
      dPrevious[l] = back.dPrevious;
      dBelow = back.dInput;
    }
    inputBackward(config, weights, forward.inputs[t], dBelow);
    inputs[t] = dBelow;
    dStates = dPrevious;
  }
  return { weights, inputs, initialState: dStates };
}

/** The sum of all losses of a sequence, and its gradients by the logits for `referenceBackward`. */
export function sequenceLoss(
  forward: ReferenceForward,
  targets: SequenceTargets,
): { value: number; dLogits: Float64Array[][] } {
  let value = 0;
  const dLogits = forward.steps.map(({ logits }, t) =>
    logits.map((z, h) => {
      const target = targets[t][h];
      if (target === undefined) return new Float64Array(z.length);
      const loss = headLoss(forward.config.heads[h], z, target);
      value += loss.value;
      return loss.dLogits;
    }),
  );
  return { value, dLogits };
}

function cellStep(layer: LayerConfig, weights: LayerWeights, x: Float64Array, previous: CellState): CellStep {
  switch (layer.cell) {
    case "rnn":
      return rnn(layer, weights, x, previous);
    case "simplified-gru":
      return simplifiedGru(layer, weights, x, previous);
    case "gru":
      return gru(layer, weights, x, previous);
    case "lstm":
      return lstm(layer, weights, x, previous);
  }
}

function headWeights(tensors: DoubleTensors, h: number): HeadWeights {
  const { shape, data } = tensors[`heads.${h}.weight`];
  return { W: { rows: shape[0], columns: shape[1], data }, b: tensors[`heads.${h}.bias`].data };
}
