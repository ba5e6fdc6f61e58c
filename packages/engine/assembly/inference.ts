// What a Model calls: one step of a whole stack for a batch of sessions.

import { addInput, addStateAndAdvance, startFromBias } from "./forward";
import { sigmoid, softmax } from "./head";
import { Head, Layer } from "./layer";
import { addMatrixProduct } from "./matrix";
import { add, clear, copy } from "./vector";

export { addMatrixProduct };
export { setTwoColumns } from "./product";

/** One embedding table of the input (src/kernels/plan.ts writes it). */
@unmanaged
class Table {
  /** First global id after this table. */
  end: i32;
  /** Numbers of one embedding; 0 where the rows are projections already. */
  size: i32;
  /** The rows: embeddings e, or their projections W_x e. */
  rows: usize;
  /** `Matrix` of this table's columns of W_x, for rows that are embeddings. */
  matrix: usize;
}

@unmanaged
class Plan {
  layerCount: i32;
  layers: usize;
  layerBytes: i32;
  headCount: i32;
  heads: usize;
  headBytes: i32;
  /** 0: the input is dense. */
  tableCount: i32;
  tables: usize;
  /** A vector of the first layer's rows, for projections made on the fly. */
  projection: usize;
  /** Arrays of addresses, one a job: the session's slot, its x⟨t⟩ or ids, its work space. */
  slots: usize;
  inputs: usize;
  works: usize;
  /** How many ids each job has. */
  idCounts: usize;
}

/** One step for the first `count` jobs of the plan. */
export function step(plan: Plan, count: i32): void {
  let below = 0;
  for (let l = 0; l < plan.layerCount; l++) {
    const layer = changetype<Layer>(plan.layers + l * plan.layerBytes);
    startFromBias(layer, plan.works, count);
    if (l > 0) addInput(layer, plan.slots, below, plan.works, count);
    else if (plan.tableCount == 0) addInput(layer, plan.inputs, 0, plan.works, count);
    else for (let job = 0; job < count; job++) addRows(plan, layer, job);
    addStateAndAdvance(layer, plan.slots, plan.slots, layer.stateOffset, plan.works, count);
    below = layer.stateOffset;
  }
  for (let h = 0; h < plan.headCount; h++) {
    const head = changetype<Head>(plan.heads + h * plan.headBytes);
    for (let job = 0; job < count; job++) {
      copy(load<usize>(plan.slots + (job << 2)) + head.logitsOffset, head.bias, head.rows << 2);
    }
    addMatrixProduct(head.weight, plan.slots, below, plan.slots, head.logitsOffset, count);
    for (let job = 0; job < count; job++) {
      const slot = load<usize>(plan.slots + (job << 2));
      const logits = slot + head.logitsOffset, probabilities = slot + head.probabilitiesOffset;
      if (head.activation == 1) softmax(probabilities, logits, head.rows);
      else if (head.activation == 2) sigmoid(probabilities, logits, head.rows);
      else copy(probabilities, logits, head.rows << 2);
    }
  }
}

/** work += Σ W_x e_id over the job's ids: read where the projection was made ahead, multiplied out where not, the same bits. */
function addRows(plan: Plan, layer: Layer, job: i32): void {
  const bytes = layer.rows << 2;
  const work = load<usize>(plan.works + (job << 2));
  let id = load<usize>(plan.inputs + (job << 2));
  const end = id + (load<i32>(plan.idCounts + (job << 2)) << 2);
  for (; id < end; id += 4) {
    let row = load<i32>(id);
    let t = plan.tables, first = 0;
    for (; row >= changetype<Table>(t).end; t += offsetof<Table>()) first = changetype<Table>(t).end;
    const table = changetype<Table>(t);
    row -= first;
    if (table.size == 0) {
      add(work, table.rows + <usize>row * bytes, bytes);
    } else {
      clear(plan.projection, bytes);
      // One job whose x is the embedding and whose z is the projection vector.
      store<usize>(plan.projection - 16, table.rows + <usize>row * (table.size << 2));
      store<usize>(plan.projection - 12, plan.projection);
      addMatrixProduct(table.matrix, plan.projection - 16, 0, plan.projection - 12, 0, 1);
      add(work, plan.projection, bytes);
    }
  }
}

/** Whether 8-bit weights can be multiplied as they are. */
export function hasInt8(): bool {
  return ASC_FEATURE_RELAXED_SIMD != 0;
}

/** Where the data of the TypeScript side may start. */
export function heapBase(): usize {
  return __heap_base;
}
