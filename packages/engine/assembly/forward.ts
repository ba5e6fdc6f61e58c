// One step of one layer for `count` jobs: the products for all jobs together, then each job's gates.

import { gruForward, gruGates } from "./cells/gru";
import { lstmForward, PROJECTED } from "./cells/lstm";
import { rnnForward } from "./cells/rnn";
import { simplifiedGruForward } from "./cells/simplified-gru";
import { GRU_RESET_AFTER, GRU_RESET_BEFORE, Layer, LSTM, RNN, SIMPLIFIED_GRU } from "./layer";
import { addMatrixProduct } from "./matrix";
import { clear, copy } from "./vector";

/** work ← b, for every job. */
export function startFromBias(layer: Layer, works: usize, count: i32): void {
  for (let job = 0; job < count; job++) {
    const work = load<usize>(works + (job << 2));
    copy(work, layer.bias, layer.rows << 2);
    if (layer.cell == GRU_RESET_AFTER) copy(work + 3 * layer.vectorBytes, layer.biasHh, layer.vectorBytes);
  }
}

/** work += W_x x⟨t⟩ (of mixed input: the columns of its dense part), for every job. */
export function addInput(layer: Layer, xs: usize, xOffset: i32, works: usize, count: i32): void {
  addMatrixProduct(layer.weightIh, xs, xOffset, works, 0, count);
}

/**
 * The state after the step from the state before it, where `work` holds W_x x⟨t⟩ + b. prevs, nexts, works: arrays of byte
 * addresses; `stateOffset` is added to prevs and nexts; prev and next may be the same place. A dense layer reads no prev.
 */
export function addStateAndAdvance(
  layer: Layer, prevs: usize, nexts: usize, stateOffset: i32, works: usize, count: i32,
): void {
  const n = layer.vectorBytes, cell = layer.cell;
  if (layer.weightHh == 0) {
    for (let job = 0; job < count; job++) rnnForward(layer, at(nexts, job) + stateOffset, at(works, job));
    return;
  }
  // The GRU's W_a fills from the second vector of `work` on: [Γu, Γr], and where the reset comes after, e.
  const start = cell == GRU_RESET_BEFORE || cell == GRU_RESET_AFTER ? n : 0;
  addMatrixProduct(layer.weightHh, prevs, stateOffset, works, start, count);
  if (cell == GRU_RESET_BEFORE || cell == GRU_RESET_AFTER) {
    for (let job = 0; job < count; job++) gruGates(layer, at(prevs, job) + stateOffset, at(works, job));
  }
  if (cell == GRU_RESET_BEFORE) {
    addMatrixProduct(layer.weightHc, works, 3 * n, works, 0, count); // z_c += W_cc (Γr ∗ c⟨t-1⟩)
  }
  for (let job = 0; job < count; job++) {
    const prev = at(prevs, job) + stateOffset, next = at(nexts, job) + stateOffset, work = at(works, job);
    if (cell == LSTM) lstmForward(layer, prev, next, work);
    else if (cell == RNN) rnnForward(layer, next, work);
    else if (cell == SIMPLIFIED_GRU) simplifiedGruForward(layer, prev, next, work);
    else gruForward(layer, prev, next, work);
  }
  if (layer.weightHr != 0) project(layer, nexts, stateOffset, works, count);
}

/** a⟨t⟩ = W_hr (Γo ∗ g(c⟨t⟩)), for every job. */
function project(layer: Layer, nexts: usize, stateOffset: i32, works: usize, count: i32): void {
  for (let job = 0; job < count; job++) clear(at(nexts, job) + stateOffset, layer.outputBytes);
  addMatrixProduct(layer.weightHr, works, PROJECTED * layer.vectorBytes, nexts, stateOffset, count);
}

@inline
function at(pointers: usize, job: i32): usize {
  return load<usize>(pointers + (job << 2));
}
