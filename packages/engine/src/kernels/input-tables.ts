import type { InputConfig, ModelConfig } from "../config.ts";
import { dequantize, type StoredWeights } from "../tensors.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { cellLayout } from "./layer-record.ts";
import { allocateMatrix, type MatrixRecord, matrixFormat, type Operands, writeMatrix } from "./matrix-record.ts";
import { gateRows } from "./panels.ts";

/** Fields of `Table` in assembly/inference.ts. */
const TABLE_FIELDS = 4;
/** Rows that one kernel call projects: not more than there is room for quantised operands (JOBS in plan.ts). */
const BATCH = 32;

export interface ProductKernel {
  /** Not 0: 8-bit weights can be multiplied as they are. */
  hasInt8(): number;
  addMatrixProduct(matrix: number, xs: number, xOffset: number, zs: number, zOffset: number, count: number): void;
}

/** Ids of the input: 0 for a dense one. */
export function inputRows(input: InputConfig): number {
  if (input.kind === "dense") return 0;
  return input.kind === "one-hot" ? input.size : input.tables.reduce((sum, table) => sum + table.rows, 0);
}

/** A copy of `data` in kernel memory. */
function place(memory: KernelMemory, data: Float32Array): number {
  const address = memory.allocate(data.byteLength);
  memory.f32.set(data, address / 4);
  return address;
}

/**
 * Writes the tables that ids are read from. Where all projections W_x e fit in `limit` bytes they are
 * made now and a step reads one row an id; else a step multiplies, with the same bits. The columns of
 * one-hot input are projections as they are. Returns the address of the first `Table`.
 */
export function writeInputTables(
  memory: KernelMemory,
  kernels: ProductKernel,
  { input, layers }: ModelConfig,
  weights: StoredWeights,
  operands: Operands,
  limit: number,
): number {
  const map = gateRows(layers[0].hidden, cellLayout(layers[0]).inputGates);
  const weightIh = weights["layers.0.weightIh"];
  const rows = map.length;
  if (input.kind === "one-hot") {
    // Column v of W_ax is the projection of id v.
    const address = memory.allocate(input.size * rows * 4);
    const columns = memory.f32.subarray(address / 4, address / 4 + input.size * rows);
    const { data } = dequantize(weightIh);
    map.forEach((from, row) => {
      if (from < 0) return;
      for (let v = 0; v < input.size; v++) columns[v * rows + row] = data[from * input.size + v];
    });
    const table = memory.allocate(TABLE_FIELDS * 4);
    memory.i32.set([input.size, 0, address, 0], table / 4);
    return table;
  }
  const tables = input.kind === "embedding" ? input.tables : [];
  const folded = inputRows(input) * rows * 4 <= limit;
  const width = tables.reduce((sum, table) => sum + table.size, 0);
  const records = memory.allocate(tables.length * TABLE_FIELDS * 4);
  let end = 0;
  let first = 0;
  tables.forEach((table, k) => {
    end += table.rows;
    const projections = folded ? memory.allocateZeros(table.rows * rows * 4) : 0;
    const mark = memory.mark();
    const matrix = allocateMatrix(memory, map, table.size, matrixFormat(weightIh, table.size, operands), operands);
    writeMatrix(memory, matrix, weightIh, width, first);
    const embeddings = place(memory, dequantize(weights[`embedding.${table.name}`]).data);
    if (folded) {
      project(memory, kernels, matrix, embeddings, projections, table.rows);
      memory.i32.set([end, 0, projections, 0], records / 4 + k * TABLE_FIELDS);
      // A step reads the projections alone.
      memory.release(mark);
    } else {
      memory.i32.set([end, table.size, embeddings, matrix.address], records / 4 + k * TABLE_FIELDS);
    }
    first += table.size;
  });
  return records;
}

/** to[i] ← W_x from[i] for `count` embeddings. */
function project(
  memory: KernelMemory,
  kernels: ProductKernel,
  matrix: MatrixRecord,
  from: number,
  to: number,
  count: number,
): void {
  const xs = memory.allocate(BATCH * 4);
  const zs = memory.allocate(BATCH * 4);
  for (let start = 0; start < count; start += BATCH) {
    const batch = Math.min(BATCH, count - start);
    for (let i = 0; i < batch; i++) {
      memory.i32[xs / 4 + i] = from + (start + i) * matrix.columns * 4;
      memory.i32[zs / 4 + i] = to + (start + i) * matrix.rowMap.length * 4;
    }
    kernels.addMatrixProduct(matrix.address, xs, 0, zs, 0, batch);
  }
}
