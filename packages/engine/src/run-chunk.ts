import type { StepInput } from "./config.ts";
import { ROWS } from "./kernels/plan-rows.ts";
import type { ModelKernels } from "./model-kernels.ts";

/** Steps that `runChunk` takes at most. */
export const CHUNK = ROWS;

/**
 * Steps of one session, layer by layer: what does not hang on the step before is computed for all of them together. Step i is
 * left in slots[i], the first starts from `slot`; with `everyHead` each has its heads' outputs, else the last alone. Takes
 * as many inputs from `start` on as there are slots, fewer where one is not valid, and returns how many.
 * @throws INPUT_INVALID where the first is not valid
 */
export function runChunk(
  kernels: ModelKernels,
  slot: number,
  slots: readonly number[],
  inputs: readonly StepInput[],
  start: number,
  everyHead: boolean,
): number {
  const count = loadChunk(kernels, slots, inputs, start);
  for (let row = 0; row < count; row++) kernels.loadPrevious(row, row === 0 ? slot : slots[row - 1]);
  const { layers } = kernels.plan;
  for (let l = 0; l < layers.length; l++) {
    kernels.advance(l, "forward", count);
    kernels.merge(l, count);
  }
  if (everyHead) kernels.readHeads(0, count);
  else kernels.readHeads(count - 1, 1);
  return count;
}

/** As many rows as there are slots, or valid inputs in a row. */
function loadChunk(
  kernels: ModelKernels,
  slots: readonly number[],
  inputs: readonly StepInput[],
  start: number,
): number {
  const limit = Math.min(slots.length, inputs.length - start);
  for (let row = 0; row < limit; row++) {
    const input = inputs[start + row];
    try {
      kernels.check(input);
    } catch (error) {
      if (row === 0) throw error;
      return row;
    }
    kernels.load(row, slots[row], input);
  }
  return limit;
}
