import { isQuantized, type QuantizedTensor, type StoredTensor } from "../tensors.ts";
import { packIntegerPanels } from "./integer-panels.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { packPanels } from "./panels.ts";

/** Fields of `Matrix` in assembly/matrix.ts. */
const FIELDS = 9;
const BLOCK_FIELD = 5;
/** As numbered in assembly/matrix.ts. */
const FORMATS = ["f32", "int16", "int8"] as const;
/** How a matrix lies in kernel memory. */
export type MatrixFormat = (typeof FORMATS)[number];
/** Largest magnitude of a quantised operand: LARGEST in assembly/product-int16.ts. */
const LARGEST_OPERAND = 8191;
/** Magnitudes of weights that, times the largest operands, add up within 32 bits. */
const LARGEST_SUM = Math.floor((2 ** 31 - 1) / LARGEST_OPERAND);
/** What product-int8.ts adds to an operand, so that its halves are not negative. */
const OPERAND_OFFSET = 8192;
/** Bytes before the numbers of a quantised operand: its scale. */
const OPERAND_HEADER = 16;

/** A weight matrix in kernel memory. */
export interface MatrixRecord {
  /** Address of its `Matrix`. */
  readonly address: number;
  readonly format: MatrixFormat;
  readonly panels: number;
  readonly scales: number;
  readonly corrections: number;
  readonly columns: number;
  /** Row of the tensor for each packed row, −1 for padding. */
  readonly rowMap: Int32Array;
}

/** Where the operands of quantised matrices are written to: arrays of addresses, one a job. */
export interface Operands {
  readonly vectors: number;
  /** 0 where the kernels have no product of 8-bit weights. */
  readonly halves: number;
}

export const NO_OPERANDS: Operands = { vectors: 0, halves: 0 };

/** Room for operands of up to `columns` numbers for `jobs` jobs. */
export function allocateOperands(memory: KernelMemory, jobs: number, columns: number, withHalves: boolean): Operands {
  // Numbers in 16 bits, and their halves in two times 8, up to a multiple of 16 of them.
  const bytes = OPERAND_HEADER + 2 * Math.ceil(columns / 16) * 16;
  const vectors = () => {
    const first = memory.allocate(jobs * bytes);
    const addresses = memory.allocate(jobs * 4);
    for (let job = 0; job < jobs; job++) memory.i32[addresses / 4 + job] = first + job * bytes;
    return addresses;
  };
  return { vectors: vectors(), halves: withHalves ? vectors() : 0 };
}

/**
 * The form that a stored matrix of `columns` columns is stepped in fastest. 8-bit products sum all columns at once: they
 * are for matrices that are one block whatever the weights, where both forms of integers give the same bits.
 */
export function matrixFormat(tensor: StoredTensor, columns: number, operands: Operands): MatrixFormat {
  if (!isQuantized(tensor)) return "f32";
  return tensor.data instanceof Int8Array && operands.halves !== 0 && columns <= LARGEST_SUM / 127 ? "int8" : "int16";
}

/** Allocates a matrix of `rowMap.length` packed rows, all zeros. */
export function allocateMatrix(
  memory: KernelMemory,
  rowMap: Int32Array,
  columns: number,
  format: MatrixFormat,
  operands: Operands,
): MatrixRecord {
  const rows = rowMap.length;
  const lane = { f32: 4 * columns, int16: 4 * Math.ceil(columns / 2), int8: 4 * Math.ceil(columns / 4) }[format];
  const panels = memory.allocateZeros(rows * lane);
  const scales = format === "f32" ? 0 : memory.allocateZeros(rows * 4);
  const corrections = format === "int8" ? memory.allocateZeros(rows * 4) : 0;
  const address = memory.allocate(FIELDS * 4);
  memory.i32.set(
    [FORMATS.indexOf(format), rows, columns, panels, scales, 0, operands.vectors, operands.halves, corrections],
    address / 4,
  );
  return { address, format, panels, scales, corrections, columns, rowMap };
}

/** Packs the columns of a tensor [· × width] from `first` on into the record's place. */
export function writeMatrix(
  memory: KernelMemory,
  record: MatrixRecord,
  tensor: StoredTensor,
  width: number,
  first = 0,
): void {
  const { format, panels, columns, rowMap } = record;
  if (!isQuantized(tensor)) {
    const place = memory.f32.subarray(panels / 4, panels / 4 + rowMap.length * columns);
    packPanels(place, tensor.data, width, rowMap, first, columns);
    return;
  }
  const perLane = format === "int8" ? 4 : 2;
  const length = rowMap.length * Math.ceil(columns / perLane) * perLane;
  const { buffer } = memory.f32;
  const target = format === "int8" ? new Int8Array(buffer, panels, length) : new Int16Array(buffer, panels, length);
  packIntegerPanels(target, perLane, tensor.data, width, rowMap, first, columns);
  memory.i32[record.address / 4 + BLOCK_FIELD] = blockPairs(tensor, width, first, record);
  rowMap.forEach((from, row) => {
    if (from < 0) return;
    memory.f32[record.scales / 4 + row] = tensor.scales[from];
    if (format !== "int8") return;
    const start = from * width + first;
    let sum = 0;
    for (let k = start; k < start + columns; k++) sum += tensor.data[k];
    memory.i32[record.corrections / 4 + row] = OPERAND_OFFSET * sum;
  });
}

/** The most pairs of columns in a row, wherever they start, whose weights add up to at most `LARGEST_SUM` in every row. */
function blockPairs(
  { data }: QuantizedTensor,
  width: number,
  first: number,
  { columns, rowMap }: MatrixRecord,
): number {
  const pairs = Math.ceil(columns / 2);
  let block = pairs;
  for (const row of rowMap) {
    if (row < 0) continue;
    const start = row * width + first;
    const end = start + columns;
    const pairAt = (at: number) => Math.abs(data[at]) + (at + 1 < end ? Math.abs(data[at + 1]) : 0);
    let sum = 0;
    for (let from = start, to = start; to < end; to += 2) {
      sum += pairAt(to);
      for (; sum > LARGEST_SUM; from += 2) {
        block = Math.min(block, (to - from) / 2);
        sum -= pairAt(from);
      }
    }
  }
  return block;
}
