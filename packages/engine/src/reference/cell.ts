import type { GateWeights } from "./gate.ts";
import type { Matrix } from "./linear-algebra.ts";

/** The weights of one layer cut into gates, or the gradients of these. */
export interface LayerWeights {
  /** In the order of the rows, see `cellTraits`. */
  readonly gates: readonly GateWeights[];
  /** b_cc of the reset-after GRU; empty elsewhere. */
  readonly biasHh: Float64Array;
  /** p_i, p_f, p_o of the LSTM with peepholes; empty elsewhere. */
  readonly peepholes: readonly Float64Array[];
  /** W_hr of the LSTM with a projection; absent elsewhere. */
  readonly projection?: Matrix | undefined;
}

/** What a layer carries to its next step, or the gradient of it. */
export interface CellState {
  /** a⟨t⟩ */
  readonly hidden: Float64Array;
  /** c⟨t⟩ of the LSTM; empty where c⟨t⟩ = a⟨t⟩ or there is none. */
  readonly cell: Float64Array;
}

/** One step forward, which remembers what it needs to go back. */
export interface CellStep {
  readonly state: CellState;
  /**
   * From da⟨t⟩ (and dc⟨t⟩) to dx⟨t⟩, da⟨t-1⟩ (and dc⟨t-1⟩); the gradients of the weights are added
   * to `gradients`.
   */
  backward(dState: CellState, gradients: LayerWeights): { dInput: Float64Array; dPrevious: CellState };
}

/** One step of a cell from x⟨t⟩ and the state of step t−1. */
export type Cell<Layer> = (layer: Layer, weights: LayerWeights, input: Float64Array, previous: CellState) => CellStep;

/** The c of the cells that have none. */
export const noCell: Float64Array = new Float64Array(0);
