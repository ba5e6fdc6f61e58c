import type { RecurrentPart } from "../cell-traits.ts";
import type { DenseLayer, RecurrentLayerConfig } from "../config.ts";
import type { CellState, CellStep, LayerWeights } from "./cell.ts";
import { dense, denseWeights } from "./dense.ts";
import { gru } from "./gru.ts";
import { add } from "./linear-algebra.ts";
import { lstm } from "./lstm.ts";
import { rnn } from "./rnn.ts";
import { simplifiedGru } from "./simplified-gru.ts";
import { type DoubleTensors, layerWeights } from "./tensors.ts";

/** One pass over x⟨1⟩ … x⟨T⟩: of a dense layer, of a recurrent one or of one direction of a bidirectional one. */
export interface Track {
  /** a⟨t⟩ by step. */
  readonly outputs: readonly Float64Array[];
  /** a⟨t⟩ and c⟨t⟩ by step; none of a dense layer. */
  readonly states: readonly CellState[];
  /**
   * From da⟨t⟩ by step, as far as what is above tells, to dx⟨t⟩ by step and to the gradient of the state before the first
   * step; the gradients of the weights are added to `gradients`. `dLast`: of the state after the last step, where something
   * else than this sequence goes on from there.
   */
  backward(
    dOutputs: readonly Float64Array[],
    gradients: DoubleTensors,
    dLast?: CellState,
  ): { readonly dInputs: readonly Float64Array[]; readonly dInitial: readonly CellState[] };
}

export function denseTrack(
  layer: DenseLayer,
  path: string,
  tensors: DoubleTensors,
  inputs: readonly Float64Array[],
): Track {
  const steps = inputs.map((x) => dense(layer, denseWeights(tensors, path), x));
  return {
    outputs: steps.map(({ output }) => output),
    states: [],
    backward: (dOutputs, gradients) => ({
      dInputs: steps.map((step, t) => step.backward(dOutputs[t], denseWeights(gradients, path))),
      dInitial: [],
    }),
  };
}

/** In the part's direction, from `initial`. */
export function recurrentTrack(
  { layer, path, direction }: RecurrentPart,
  tensors: DoubleTensors,
  inputs: readonly Float64Array[],
  initial: CellState,
): Track {
  const weights = layerWeights(layer, tensors, path);
  const order = [...inputs.keys()];
  if (direction === "backward") order.reverse();
  const steps: CellStep[] = [];
  let state = initial;
  for (const t of order) {
    steps[t] = cellStep(layer, weights, inputs[t], state);
    state = steps[t].state;
  }
  return {
    outputs: steps.map((step) => step.state.hidden),
    states: steps.map((step) => step.state),
    backward(dOutputs, gradients, dLast) {
      const dWeights = layerWeights(layer, gradients, path);
      const dInputs: Float64Array[] = [];
      let dState = dLast ?? {
        hidden: new Float64Array(initial.hidden.length),
        cell: new Float64Array(initial.cell.length),
      };
      for (const t of order.toReversed()) {
        const hidden = dOutputs[t].slice();
        add(hidden, dState.hidden); // da⟨t⟩ from above and from the step after it
        const back = steps[t].backward({ hidden, cell: dState.cell }, dWeights);
        dInputs[t] = back.dInput;
        dState = back.dPrevious;
      }
      return { dInputs, dInitial: [dState] };
    },
  };
}

function cellStep(layer: RecurrentLayerConfig, weights: LayerWeights, x: Float64Array, previous: CellState): CellStep {
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
