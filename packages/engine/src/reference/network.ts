import { layerParts, recurrentParts, stateSizes } from "../cell-traits.ts";
import type { ModelConfig } from "../config.ts";
import { readLayer } from "../read-layer.ts";
import type { CellState } from "./cell.ts";
import { type HeadWeights, headLogits, headLogitsBackward, headProbabilities } from "./head.ts";
import { inputBackward, inputVector, type ReferenceInput } from "./input.ts";
import { everyStep, type LayerPass, lastStep, layerPass, type OutputRow } from "./layer-pass.ts";
import { headLoss, type Target } from "./loss.ts";
import {
  type DoubleTensors,
  doubleTensors,
  initialState as firstState,
  initialStateBackward,
  matrixOf,
  type ReferenceWeights,
  zeroTensors,
} from "./tensors.ts";

/** What one step of the whole stack gives. Of a many-to-one model what is seen once is told with the last step. */
export interface ReferenceStep {
  /** a⟨t⟩ and c⟨t⟩ by recurrent layer, lowest first, forward before backward. */
  readonly states: readonly CellState[];
  /** By layer, lowest first: what the next layer sees. */
  readonly outputs: readonly Float64Array[];
  /** By head, before its activation; in the model's `outputOrder`. */
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
  /** Whether the initial state was told, in place of that of the model. */
  readonly isGiven: boolean;
  /** By layer: the pass, and which of its outputs go up. */
  readonly layers: readonly { readonly pass: LayerPass; readonly rows: readonly OutputRow[] }[];
}

/** The gradients of one loss. */
export interface ReferenceGradients {
  /** By the names of `weightShapes`. */
  readonly weights: DoubleTensors;
  /** dx⟨t⟩ by step: of the dense vector, of the one-hot vector or of the embeddings side by side. */
  readonly inputs: readonly Float64Array[];
  /** da⟨0⟩ and dc⟨0⟩ by recurrent layer. */
  readonly initialState: readonly CellState[];
}

/** Gradients that come from elsewhere than the heads. */
export interface OuterGradients {
  /** Of the top layer's outputs. */
  readonly outputs?: readonly Float64Array[];
  /** Of what each recurrent layer came to after its own last step. */
  readonly states?: readonly CellState[];
}

/** Targets by step and head; undefined where a head has nothing to say (a head of delay d at the first d steps). */
export type SequenceTargets = readonly (readonly (Target | undefined)[])[];

/** The state before the first step by recurrent layer: zeros. */
export function zeroState(config: ModelConfig): CellState[] {
  return recurrentParts(config).map(({ layer }) => {
    const [hidden, cell = 0] = stateSizes(layer);
    return { hidden: new Float64Array(hidden), cell: new Float64Array(cell) };
  });
}

/** Runs the stack over `inputs`, one at least, in double precision. Throws WEIGHTS_INVALID and INPUT_INVALID. */
export function referenceForward(
  config: ModelConfig,
  weights: ReferenceWeights,
  inputs: readonly ReferenceInput[],
  given?: readonly CellState[],
): ReferenceForward {
  const tensors = doubleTensors(config, weights);
  const initialState = given ?? recurrentParts(config).map(({ layer, path }) => firstState(layer, tensors, path));
  let xs: readonly Float64Array[] = inputs.map((input) => inputVector(config, tensors, input));
  const layers = config.layers.map((layer, l) => {
    const pass = layerPass(layer, l, tensors, xs, statesOf(config, l, initialState));
    const rows = l === readLayer(config) ? [lastStep(layer, xs.length)] : everyStep(xs.length);
    xs = rows.map(pass.output);
    return { pass, rows };
  });
  const heads = config.heads.map((_, h) => headWeights(tensors, h));
  const logits = inOrder(config, xs).map((x) => heads.map((head) => headLogits(head, x)));
  const probabilities = logits.map((all) => all.map((z, h) => headProbabilities(config.heads[h].activation, z)));
  const steps = inputs.map((_, t): ReferenceStep => {
    const seen = t - (inputs.length - xs.length); // what is above the read of a many-to-one model sees the last step alone
    return {
      states: layers.flatMap(({ pass }) => pass.tracks.flatMap(({ states }) => (states.length > 0 ? [states[t]] : []))),
      outputs: layers.flatMap(({ pass }) => {
        const at = t - (inputs.length - pass.inputs.length);
        return at < 0 ? [] : [pass.output({ tracks: [at, at], input: at })];
      }),
      logits: logits[seen] ?? [],
      probabilities: probabilities[seen] ?? [],
    };
  });
  return { config, tensors, inputs, steps, initialState, isGiven: given !== undefined, layers };
}

/** Backpropagation through time from the gradients of the logits, by step and head. */
export function referenceBackward(
  forward: ReferenceForward,
  dLogits: readonly (readonly Float64Array[])[],
  outer: OuterGradients = {},
): ReferenceGradients {
  const { config, tensors, layers } = forward;
  const weights = zeroTensors(config);
  const top = layers[layers.length - 1];
  const hidden = forward.inputs.length - top.rows.length; // steps that the heads do not see
  const dSeen = inOrder(config, dLogits.slice(hidden));
  let dOutputs: readonly Float64Array[] = top.rows.map((row, r) => {
    const a = top.pass.output(row);
    const da = outer.outputs?.[r].slice() ?? new Float64Array(a.length);
    config.heads.forEach((_, h) => {
      headLogitsBackward(headWeights(tensors, h), headWeights(weights, h), dSeen[r][h], { a, da });
    });
    return da;
  });
  const dInitial: CellState[][] = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    const { pass, rows } = layers[l];
    const back = pass.backward(rows, dOutputs, weights, outer.states ? statesOf(config, l, outer.states) : []);
    dInitial[l] = [...back.dInitial];
    dOutputs = back.dInputs;
  }
  dOutputs.forEach((dx, t) => {
    inputBackward(config, weights, forward.inputs[t], dx);
  });
  const initialState = dInitial.flat();
  if (!forward.isGiven) {
    recurrentParts(config).forEach(({ path }, i) => {
      initialStateBackward(weights, path, initialState[i]);
    });
  }
  return { weights, inputs: dOutputs, initialState };
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

/** From the order of time to that in which the heads answer, and back. */
function inOrder<T>({ outputOrder }: ModelConfig, steps: readonly T[]): readonly T[] {
  return outputOrder === "reversed" ? steps.toReversed() : steps;
}

/** Those of layer `l` among the states of all recurrent layers. */
function statesOf(config: ModelConfig, l: number, states: readonly CellState[]): readonly CellState[] {
  const below = config.layers.slice(0, l).reduce((sum, layer, index) => sum + layerParts(layer, index, 0).length, 0);
  return states.slice(below, below + layerParts(config.layers[l], l, 0).length);
}

function headWeights(tensors: DoubleTensors, h: number): HeadWeights {
  return { W: matrixOf(tensors[`heads.${h}.weight`]), b: tensors[`heads.${h}.bias`].data };
}
