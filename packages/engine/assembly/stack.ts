// The parts of a step, each for the first `count` rows of a plan. A row is a step of some session: rows of different
// sessions advance together, rows of one sequence one after the other, and all products but W_a's take them together.

import { addInput, addStateAndAdvance, startFromBias } from "./forward";
import { sigmoid, softmax } from "./head";
import { Head, Layer } from "./layer";
import { addMatrixProduct } from "./matrix";
import { AVERAGE, CONCAT, IN_PLACE, MULTIPLY, Plan, Stage, SUM, Table } from "./plan";
import { add, addAll, clear, copy, multiply } from "./vector";

/** work ← b + W_x x⟨t⟩ */
export function addInputs(plan: Plan, stage: Stage, layer: Layer, tables: usize, count: i32): void {
  startFromBias(layer, plan.works, count);
  if (tables != 0) {
    for (let row = 0; row < count; row++) addRows(plan, layer, tables, row);
  }
  if (layer.weightIh == 0) return;
  if (stage.inputOffset < 0) addInput(layer, plan.inputs, 0, plan.works, count);
  else addInput(layer, plan.slots, stage.inputOffset, plan.works, count);
}

/** Projections that are summed before the sum is rounded (PROJECTIONS in src/kernels/plan.ts). */
const PROJECTIONS: i32 = 16;
/** The addresses of so many. */
const projections = memory.data(64, 16);

/** work += Σ W_x e_id over the row's ids. */
function addRows(plan: Plan, layer: Layer, tables: usize, job: i32): void {
  const bytes = layer.rows << 2;
  const work = at(plan.works, job);
  let id = at(plan.ids, job);
  const end = id + (load<i32>(plan.idCounts + (job << 2)) << 2);
  while (id < end) {
    let count = 0;
    for (; count < PROJECTIONS && id < end; count++, id += 4) {
      const row = load<i32>(id);
      let t = tables, first = 0;
      for (; row >= changetype<Table>(t).end; t += offsetof<Table>()) first = changetype<Table>(t).end;
      const room = plan.projections + count * bytes;
      store<usize>(projections + (count << 2), projectionOf(plan, changetype<Table>(t), row - first, room, bytes));
    }
    if (count == 1) add(work, load<usize>(projections), bytes);
    else addAll(work, projections, count, bytes);
  }
}

/**
 * W_x e of a table's row: multiplied out, and where there is room for it kept, to be read the next time; else it is written
 * to `room`. The same bits.
 */
function projectionOf(plan: Plan, table: Table, row: i32, room: usize, bytes: i32): usize {
  if (table.size == 0) return table.rows + <usize>row * bytes;
  const keeps = table.projections != 0;
  const to = keeps ? table.projections + <usize>row * bytes : room;
  if (!keeps) clear(to, bytes);
  else if (load<u8>(table.made + row)) return to;
  else store<u8>(table.made + row, 1);
  // One row whose x is the embedding and whose z is the projection.
  store<usize>(plan.projections - 16, table.rows + <usize>row * (table.size << 2));
  store<usize>(plan.projections - 12, to);
  addMatrixProduct(table.matrix, plan.projections - 16, 0, plan.projections - 12, 0, 1);
  return to;
}

/** Rows of different sessions: all at once, the state in place. */
export function advanceTogether(plan: Plan, layer: Layer, count: i32): void {
  addStateAndAdvance(layer, plan.slots, plan.slots, layer.stateOffset, plan.works, count);
}

/** Rows of one sequence: each from the slot of the row before it; without a recurrence all at once. */
export function advanceInTurn(plan: Plan, layer: Layer, count: i32): void {
  if (layer.weightHh == 0) return advanceTogether(plan, layer, count);
  for (let at = 0, end = count << 2; at < end; at += 4) {
    addStateAndAdvance(layer, plan.previous + at, plan.slots + at, layer.stateOffset, plan.works + at, 1);
  }
}

/** The stage's output from the a⟨t⟩ of its directions. */
export function merge(plan: Plan, stage: Stage, count: i32): void {
  const kind = stage.merge, bytes = stage.outputBytes;
  if (kind == IN_PLACE) return;
  const forward = changetype<Layer>(stage.forward), backward = changetype<Layer>(stage.backward);
  for (let row = 0; row < count; row++) {
    const slot = at(plan.slots, row), output = slot + stage.outputOffset;
    const first = slot + (stage.forward != 0 ? forward.stateOffset : backward.stateOffset);
    if (kind == CONCAT) {
      copy(output, first, stage.firstBytes);
      copy(output + stage.secondOffset, slot + backward.stateOffset, stage.secondBytes);
    } else {
      copy(output, first, bytes);
    }
    if (kind == MULTIPLY) multiply(output, output, slot + backward.stateOffset, bytes);
    if (kind == SUM || kind == AVERAGE) add(output, slot + backward.stateOffset, bytes);
    if (kind == AVERAGE) halve(output, bytes);
    if (stage.residual) {
      add(output, stage.inputOffset < 0 ? at(plan.inputs, row) : slot + stage.inputOffset, bytes);
    }
  }
}

function halve(v: usize, bytes: i32): void {
  for (let i = 0; i < bytes; i += 16) v128.store(v + i, f32x4.mul(v128.load(v + i), f32x4.splat(0.5)));
}

/** Logits and probabilities of the rows whose slots are behind `slots`. */
export function readHeads(plan: Plan, slots: usize, count: i32): void {
  for (let h = 0; h < plan.headCount; h++) {
    const head = changetype<Head>(plan.heads + h * offsetof<Head>());
    for (let row = 0; row < count; row++) copy(at(slots, row) + head.logitsOffset, head.bias, head.rows << 2);
    addMatrixProduct(head.weight, slots, plan.topOffset, slots, head.logitsOffset, count);
    for (let row = 0; row < count; row++) {
      const logits = at(slots, row) + head.logitsOffset, probabilities = at(slots, row) + head.probabilitiesOffset;
      if (head.activation == 1) softmax(probabilities, logits, head.rows);
      else if (head.activation == 2) sigmoid(probabilities, logits, head.rows);
      else copy(probabilities, logits, head.rows << 2);
    }
  }
}

@inline
function at(pointers: usize, row: i32): usize {
  return load<usize>(pointers + (row << 2));
}
