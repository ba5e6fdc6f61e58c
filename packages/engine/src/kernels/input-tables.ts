import type { InputConfig, LayerConfig } from "../config.ts";
import type { Weights } from "../weights.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { cellLayout } from "./layer-record.ts";
import { gateRows, packPanels } from "./panels.ts";

/** Fields of `Table` in assembly/inference.ts. */
const TABLE_FIELDS = 4;
/** Rows that one kernel call projects. */
const BATCH = 256;

export interface ProductKernel {
  addProduct(
    panels: number,
    rows: number,
    k: number,
    xs: number,
    xOffset: number,
    zs: number,
    zOffset: number,
    count: number,
  ): void;
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
  input: InputConfig,
  layer: LayerConfig,
  weights: Weights,
  limit: number,
): number {
  const map = gateRows(layer.hidden, cellLayout(layer).inputGates);
  const weightIh = weights["layers.0.weightIh"].data;
  const rows = map.length;
  if (input.kind === "one-hot") {
    // Column v of W_ax is the projection of id v.
    const address = memory.allocate(input.size * rows * 4);
    const columns = memory.f32.subarray(address / 4, address / 4 + input.size * rows);
    map.forEach((from, row) => {
      if (from < 0) return;
      for (let v = 0; v < input.size; v++) columns[v * rows + row] = weightIh[from * input.size + v];
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
    const panels = memory.allocate(rows * table.size * 4);
    packPanels(
      memory.f32.subarray(panels / 4, panels / 4 + rows * table.size),
      weightIh,
      width,
      map,
      first,
      table.size,
    );
    const embeddings = place(memory, weights[`embedding.${table.name}`].data);
    let address = embeddings;
    if (folded) {
      address = memory.allocate(table.rows * rows * 4);
      project(memory, kernels, panels, rows, table.size, embeddings, address, table.rows);
    }
    end += table.rows;
    first += table.size;
    memory.i32.set([end, folded ? 0 : table.size, address, panels], records / 4 + k * TABLE_FIELDS);
  });
  return records;
}

function project(
  memory: KernelMemory,
  kernels: ProductKernel,
  panels: number,
  rows: number,
  size: number,
  from: number,
  to: number,
  count: number,
): void {
  const xs = memory.allocate(BATCH * 4);
  const zs = memory.allocate(BATCH * 4);
  for (let start = 0; start < count; start += BATCH) {
    const batch = Math.min(BATCH, count - start);
    for (let i = 0; i < batch; i++) {
      memory.i32[xs / 4 + i] = from + (start + i) * size * 4;
      memory.i32[zs / 4 + i] = to + (start + i) * rows * 4;
    }
    kernels.addProduct(panels, rows, size, xs, 0, zs, 0, batch);
  }
}
