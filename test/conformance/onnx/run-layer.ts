import { inputSize, type ModelConfig, type RecurrentPart, recurrentParts, type Weights } from "@rivulet/engine";
import { type CellState, referenceForward } from "@rivulet/engine/reference";

/** a⟨t⟩ and c⟨t⟩ of one direction of a layer, in the order of the sequence, and after the direction's own last step. */
export interface LayerStates {
  readonly each: readonly CellState[];
  readonly last: CellState;
}

/**
 * All states of the lowest layer over a sequence by the float64 reference, by the path of each direction; `initial` are
 * states that are not the model's own.
 */
export function runLowestLayer(
  { config, weights }: { config: ModelConfig; weights: Weights },
  inputs: readonly Float32Array[],
  initial: ReadonlyMap<string, CellState> = new Map(),
): ReadonlyMap<string, LayerStates> {
  const parts = recurrentParts(config).filter(({ index }) => index === 0);
  return new Map(parts.map((part) => [part.path, runPart(part, config, weights, inputs, initial.get(part.path))]));
}

function runPart(
  { path, layer, direction }: RecurrentPart,
  config: ModelConfig,
  weights: Weights,
  inputs: readonly Float32Array[],
  initial: CellState | undefined,
): LayerStates {
  const { direction: _, ...forward } = layer;
  const alone: ModelConfig = { input: { kind: "dense", size: inputSize(config) }, layers: [forward], heads: [] };
  const own = Object.entries(weights).filter(([name]) => name.startsWith(`${path}.`));
  const tensors = Object.fromEntries(own.map(([name, tensor]) => [name.replace(path, "layers.0"), tensor]));
  const ordered = direction === "backward" ? inputs.toReversed() : inputs;
  const states = referenceForward(alone, tensors, ordered, initial && [initial]).steps.map((step) => step.states[0]);
  return { each: direction === "backward" ? states.toReversed() : states, last: states[states.length - 1] };
}
