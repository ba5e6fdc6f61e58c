import type { InputConfig, ModelConfig } from "../config.ts";
import { dequantize, type StoredTensor, type StoredWeights } from "../tensors.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { allocateMatrix, matrixFormat, type Operands, writeMatrix } from "./matrix-record.ts";

/** Fields of `Table` in assembly/plan.ts. */
const TABLE_FIELDS = 6;

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

/** What reads ids: W_x of a layer at the bottom, its rows as they are packed, and whether projections are kept. */
export interface TableReader {
  readonly weight: StoredTensor;
  readonly rowMap: Int32Array;
  readonly operands: Operands;
  readonly keeps: boolean;
}

/**
 * Writes the tables that one bottom layer reads ids from. Where projections W_x e are kept, the first step that needs one
 * makes it and later ones read it; else each multiplies, with the same bits. The columns of one-hot input are projections
 * as they are. Returns the address of the first `Table`, 0 where the input is dense.
 */
export function writeInputTables(
  memory: KernelMemory,
  { input }: ModelConfig,
  weights: StoredWeights,
  reader: TableReader,
): number {
  if (input.kind === "dense") return 0;
  if (input.kind === "one-hot") return writeColumns(memory, input.size, reader);
  const { weight, rowMap, operands, keeps } = reader;
  const [, width] = weight.shape;
  const records = memory.allocate(input.tables.length * TABLE_FIELDS * 4);
  let end = 0;
  let first = 0;
  input.tables.forEach(({ name, rows, size }, k) => {
    end += rows;
    const matrix = allocateMatrix(memory, rowMap, size, matrixFormat(weight, size, operands), operands);
    writeMatrix(memory, matrix, weight, width, first);
    const embeddings = place(memory, dequantize(weights[`embedding.${name}`]).data);
    const projections = keeps ? memory.allocateZeros(rows * rowMap.length * 4) : 0;
    const made = keeps ? memory.allocateZeros(Math.ceil(rows / 4) * 4) : 0;
    memory.i32.set([end, size, embeddings, matrix.address, projections, made], records / 4 + k * TABLE_FIELDS);
    first += size;
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
  memory.i32.set([size, 0, address, 0, 0, 0], table / 4);
  return table;
}

/** A copy of `data` in kernel memory. */
function place(memory: KernelMemory, data: Float32Array): number {
  const address = memory.allocate(data.byteLength);
  memory.f32.set(data, address / 4);
  return address;
}
