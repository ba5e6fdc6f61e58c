import { isQuantized, largestInteger, type StoredTensor } from "../tensors.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { packPanels } from "./panels.ts";
import { packPanelsInt16 } from "./panels-int16.ts";

/** Fields of `Matrix` in assembly/matrix.ts. */
const FIELDS = 7;
const BLOCK_FIELD = 5;
/** As numbered in assembly/matrix.ts. */
const F32 = 0;
const INT16 = 1;
/** Largest magnitude of a quantised operand: LARGEST in assembly/product-int16.ts. */
const LARGEST_OPERAND = 4095;
/** Bytes before the numbers of a quantised operand: its scale. */
const OPERAND_HEADER = 16;

/** A weight matrix in kernel memory. */
export interface MatrixRecord {
  /** Address of its `Matrix`. */
  readonly address: number;
  readonly panels: number;
  readonly scales: number;
  readonly columns: number;
  /** Row of the tensor for each packed row, −1 for padding. */
  readonly rowMap: Int32Array;
}

/** Room for the vectors that operands are quantised to: `jobs` of up to `columns` numbers; their addresses. */
export function allocateOperands(memory: KernelMemory, jobs: number, columns: number): number {
  const bytes = Math.ceil((OPERAND_HEADER + 2 * columns) / 16 + 1) * 16;
  const vectors = memory.allocate(jobs * bytes);
  const addresses = memory.allocate(jobs * 4);
  for (let job = 0; job < jobs; job++) memory.i32[addresses / 4 + job] = vectors + job * bytes;
  return addresses;
}

/** Allocates a matrix of `rowMap.length` packed rows; `operands` (0 for f32): addresses for quantised operands. */
export function allocateMatrix(
  memory: KernelMemory,
  rowMap: Int32Array,
  columns: number,
  operands: number,
): MatrixRecord {
  const rows = rowMap.length;
  const quantized = operands !== 0;
  const panels = memory.allocate(quantized ? rows * Math.ceil(columns / 2) * 4 : rows * columns * 4);
  const scales = quantized ? memory.allocate(rows * 4) : 0;
  const address = memory.allocate(FIELDS * 4);
  memory.i32.set([quantized ? INT16 : F32, rows, columns, panels, scales, 0, operands], address / 4);
  return { address, panels, scales, columns, rowMap };
}

/** Packs the columns of a tensor [· × width] from `first` on into the record's place. */
export function writeMatrix(
  memory: KernelMemory,
  record: MatrixRecord,
  tensor: StoredTensor,
  width: number,
  first = 0,
): void {
  const { panels, scales, columns, rowMap } = record;
  if (isQuantized(tensor)) {
    const length = rowMap.length * Math.ceil(columns / 2) * 2;
    packPanelsInt16(new Int16Array(memory.f32.buffer, panels, length), tensor.data, width, rowMap, first, columns);
    memory.i32[record.address / 4 + BLOCK_FIELD] = blockPairs(largestInteger(tensor.data));
    rowMap.forEach((from, row) => {
      memory.f32[scales / 4 + row] = from < 0 ? 0 : tensor.scales[from];
    });
  } else {
    const place = memory.f32.subarray(panels / 4, panels / 4 + rowMap.length * columns);
    packPanels(place, tensor.data, width, rowMap, first, columns);
  }
}

/** Pairs of columns whose products, at their largest, add up within 31 bits. */
export function blockPairs(largestWeight: number): number {
  return Math.floor((2 ** 31 - 1) / (2 * largestWeight * LARGEST_OPERAND));
}
