import type { InputConfig, ModelConfig } from "../config.ts";
import { dequantize, type StoredTensor, type StoredWeights } from "../tensors.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { allocateMatrix, type MatrixRecord, matrixFormat, type Operands, writeMatrix } from "./matrix-record.ts";

/** Fields of `Table` in assembly/plan.ts. */
const TABLE_FIELDS = 4;
/** Rows that one kernel call projects: not more than there is room for quantised operands (ROWS in plan-rows.ts). */
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

/** Numbers of the dense vector of a step: 0 where there are ids alone. */
export function denseSize(input: InputConfig): number {
  if (input.kind === "dense") return input.size;
  return input.kind === "one-hot" ? 0 : (input.dense ?? 0);
}

/** What reads ids: W_x of a layer at the bottom, its rows as they are packed, and whether projections are made ahead. */
export interface TableReader {
  readonly weight: StoredTensor;
  readonly rowMap: Int32Array;
  readonly operands: Operands;
  readonly folded: boolean;
}

/**
 * Writes the tables that one bottom layer reads ids from. Where projections W_x e are made ahead a step reads one row an
 * id; else a step multiplies, with the same bits. The columns of one-hot input are projections as they are. Returns the
 * address of the first `Table`, 0 where the input is dense.
 */
export function writeInputTables(
  memory: KernelMemory,
  kernels: ProductKernel,
  { input }: ModelConfig,
  weights: StoredWeights,
  reader: TableReader,
): number {
  if (input.kind === "dense") return 0;
  if (input.kind === "one-hot") return writeColumns(memory, input.size, reader);
  const { weight, rowMap, operands, folded } = reader;
  const [, width] = weight.shape;
  const records = memory.allocate(input.tables.length * TABLE_FIELDS * 4);
  let end = 0;
  let first = 0;
  input.tables.forEach((table, k) => {
    end += table.rows;
    const projections = folded ? memory.allocateZeros(table.rows * rowMap.length * 4) : 0;
    const mark = memory.mark();
    const matrix = allocateMatrix(memory, rowMap, table.size, matrixFormat(weight, table.size, operands), operands);
    writeMatrix(memory, matrix, weight, width, first);
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

/** Column v of W_ax is the projection of id v of a one-hot input of `size` ids. */
function writeColumns(memory: KernelMemory, size: number, { weight, rowMap }: TableReader): number {
  const rows = rowMap.length;
  const address = memory.allocateZeros(size * rows * 4);
  const columns = memory.f32.subarray(address / 4, address / 4 + size * rows);
  const { data } = dequantize(weight);
  rowMap.forEach((from, row) => {
    if (from < 0) return;
    for (let v = 0; v < size; v++) columns[v * rows + row] = data[from * size + v];
  });
  const table = memory.allocate(TABLE_FIELDS * 4);
  memory.i32.set([size, 0, address, 0], table / 4);
  return table;
}

/** A copy of `data` in kernel memory. */
function place(memory: KernelMemory, data: Float32Array): number {
  const address = memory.allocate(data.byteLength);
  memory.f32.set(data, address / 4);
  return address;
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
