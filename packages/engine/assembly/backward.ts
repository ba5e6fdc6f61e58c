// Backpropagation through one step of one layer for `count` jobs: the mirror of forward.ts.

import { gruBackward, gruResetBackward } from "./cells/gru";
import { lstmBackward, PROJECTED } from "./cells/lstm";
import { rnnBackward } from "./cells/rnn";
import { simplifiedGruBackward } from "./cells/simplified-gru";
import { GRU_RESET_AFTER, GRU_RESET_BEFORE, Layer, LSTM, RNN, SIMPLIFIED_GRU } from "./layer";
import { addProduct } from "./product";
import { clear } from "./vector";

/** What a layer's gradients flow through beside its own record. */
@unmanaged
export class LayerGradients {
  /** Panels of W_aᵀ: rows a⟨t-1⟩, columns the gates that W_a fills. */
  weightHhTransposed: usize;
  /** Reset-before GRU: panels of W_ccᵀ. */
  weightHcTransposed: usize;
  /** LSTM with a projection: panels of W_hrᵀ. */
  weightHrTransposed: usize;
  /** LSTM: where the gradients of the three peephole vectors add up. */
  peepholes: usize;
}

/**
 * From dNext (d loss / d state after the step, complete) to dWork (d loss / d z of each gate) and dPrev (d loss / d state
 * before the step, not yet with what heads and upper layers add there). Arrays of addresses, one a job.
 */
export function stepBackward(
  layer: Layer, gradients: LayerGradients,
  prevs: usize, nexts: usize, works: usize, dNexts: usize, dWorks: usize, dPrevs: usize, count: i32,
): void {
  const n = layer.vectorBytes, outputs = layer.outputBytes, cell = layer.cell;
  const stateBytes = cell == LSTM ? outputs + n : outputs;
  const isProjected = layer.weightHr != 0;
  if (isProjected) {
    for (let job = 0; job < count; job++) clear(at(dWorks, job) + PROJECTED * n, n);
    addProduct(gradients.weightHrTransposed, n >> 2, outputs >> 2, dNexts, 0, dWorks, PROJECTED * n, count);
  }
  for (let job = 0; job < count; job++) {
    const prev = at(prevs, job), next = at(nexts, job), work = at(works, job);
    const dNext = at(dNexts, job), dWork = at(dWorks, job), dPrev = at(dPrevs, job);
    clear(dPrev, stateBytes);
    if (cell == LSTM) {
      const dOutput = isProjected ? dWork + PROJECTED * n : dNext;
      lstmBackward(layer, prev, next, work, dOutput, dNext + outputs, dWork, dPrev, gradients.peepholes);
    } else if (cell == RNN) rnnBackward(layer, work, dNext, dWork);
    else if (cell == SIMPLIFIED_GRU) simplifiedGruBackward(layer, prev, work, dNext, dWork, dPrev);
    else gruBackward(layer, prev, work, dNext, dWork, dPrev);
    if (cell == GRU_RESET_BEFORE) clear(dWork + 3 * n, n);
  }
  if (layer.weightHh == 0) return; // a dense layer
  const vector = n >> 2;
  if (cell == GRU_RESET_BEFORE) {
    addProduct(gradients.weightHcTransposed, vector, vector, dWorks, 0, dWorks, 3 * n, count); // de = W_ccᵀ dz_c
    for (let job = 0; job < count; job++) {
      gruResetBackward(layer, at(prevs, job), at(works, job), at(dWorks, job), at(dPrevs, job));
    }
    addProduct(gradients.weightHhTransposed, vector, 2 * vector, dWorks, n, dPrevs, 0, count);
  } else if (cell == GRU_RESET_AFTER) {
    addProduct(gradients.weightHhTransposed, vector, 3 * vector, dWorks, n, dPrevs, 0, count);
  } else {
    addProduct(gradients.weightHhTransposed, outputs >> 2, layer.rows, dWorks, 0, dPrevs, 0, count); // da⟨t-1⟩ += W_aᵀ dz
  }
}

@inline
function at(pointers: usize, job: i32): usize {
  return load<usize>(pointers + (job << 2));
}
