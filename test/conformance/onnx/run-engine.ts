import {
  type LayerConfig,
  Model,
  type ModelConfig,
  outputSize,
  type RecurrentLayerConfig,
  recurrentParts,
  runSequence,
  type Tensor,
  type Weights,
} from "@rivulet/engine";
import type { CellState } from "@rivulet/engine/reference";
import type { LayerStates } from "./run-layer.ts";

/** What `runLowestLayer` gives, of a model of one layer, by the engine; c⟨t⟩ is known after the last step alone. */
export function runEngine(
  { config, weights }: { config: ModelConfig; weights: Weights },
  inputs: readonly Float32Array[],
  initial: ReadonlyMap<string, CellState>,
): ReadonlyMap<string, LayerStates> {
  const outputs = runSequence(startingFrom(config, weights, initial), inputs);
  const hidden = outputs.hidden(0);
  const width = hidden.length / inputs.length;
  let [from, next] = [0, 0];
  return new Map(
    recurrentParts(config).map(({ path, layer }) => {
      const size = outputSize(layer);
      const start = from;
      from += size;
      const each = inputs.map((_, t) => {
        const at = t * width + start;
        return { hidden: Float64Array.from(hidden.subarray(at, at + size)), cell: new Float64Array(0) };
      });
      const last = Float64Array.from(outputs.states[next++]);
      const cell = Float64Array.from(layer.cell === "lstm" ? outputs.states[next++] : []);
      return [path, { each, last: { hidden: last, cell } }];
    }),
  );
}

/** The model with these first states as its own. */
function startingFrom(config: ModelConfig, weights: Weights, initial: ReadonlyMap<string, CellState>): Model {
  if (initial.size === 0) return Model.create(config, weights);
  const own: Record<string, Tensor> = { ...weights };
  for (const [path, { hidden, cell }] of initial) {
    own[`${path}.initialHidden`] = { shape: [hidden.length], data: Float32Array.from(hidden) };
    if (cell.length > 0) own[`${path}.initialCell`] = { shape: [cell.length], data: Float32Array.from(cell) };
  }
  return Model.create({ ...config, layers: config.layers.map(learned) }, own);
}

function learned(layer: LayerConfig): LayerConfig {
  const withState = <L extends RecurrentLayerConfig>(part: L): L => ({ ...part, initialState: "learned" });
  if (layer.cell === "dense") return layer;
  if (layer.cell !== "bidirectional") return withState(layer);
  return { ...layer, forward: withState(layer.forward), backward: withState(layer.backward) };
}
