// What a Model calls: a step of the whole stack for a batch of sessions, and the parts that a sequence is run by.

import { Layer } from "./layer";
import { addMatrixProduct } from "./matrix";
import { Plan, Stage } from "./plan";
import { addInputs, advanceInTurn, advanceTogether, merge, readHeads } from "./stack";

export { addMatrixProduct };
export { additiveScores, attentionWeights, productScores, tanhVector, weightedSum } from "./attention";
export { setTwoColumns } from "./product";

/** One step of each of `count` sessions; no layer looks backward. */
export function step(plan: Plan, count: i32): void {
  for (let s = 0; s < plan.stageCount; s++) {
    const stage = stageOf(plan, s), layer = changetype<Layer>(stage.forward);
    addInputs(plan, stage, layer, stage.forwardTables, count);
    advanceTogether(plan, layer, count);
    merge(plan, stage, count);
  }
  readHeads(plan, plan.slots, count);
}

/** One direction of stage `s` over `count` rows of one sequence, in the order in which that direction goes. */
export function advanceSequence(plan: Plan, s: i32, backward: bool, count: i32): void {
  const stage = stageOf(plan, s), layer = changetype<Layer>(backward ? stage.backward : stage.forward);
  addInputs(plan, stage, layer, backward ? stage.backwardTables : stage.forwardTables, count);
  advanceInTurn(plan, layer, count);
}

/** The outputs of stage `s`, once its directions have come by. */
export function mergeSequence(plan: Plan, s: i32, count: i32): void {
  merge(plan, stageOf(plan, s), count);
}

/** The heads on rows `first` to `first + count − 1`. */
export function readSequence(plan: Plan, first: i32, count: i32): void {
  readHeads(plan, plan.slots + (first << 2), count);
}

function stageOf(plan: Plan, s: i32): Stage {
  return changetype<Stage>(plan.stages + s * offsetof<Stage>());
}

/** Whether 8-bit weights can be multiplied as they are. */
export function hasInt8(): bool {
  return ASC_FEATURE_RELAXED_SIMD != 0;
}

/** Where the data of the TypeScript side may start. */
export function heapBase(): usize {
  return __heap_base;
}
