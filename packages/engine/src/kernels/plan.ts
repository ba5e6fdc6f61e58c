import { layerColumns, recurrentParts } from "../cell-traits.ts";
import type { ModelConfig } from "../config.ts";
import { dequantize, isQuantized, type StoredTensor, type StoredWeights } from "../tensors.ts";
import { type HeadPlace, writeHeads } from "./head-record.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { allocateOperands, matrixFormat, NO_OPERANDS } from "./matrix-record.ts";
import { allocateRows, type PlanRows, ROWS } from "./plan-rows.ts";
import { STAGE_FIELDS, type StagePlace, writeStage } from "./stage-record.ts";

/** Projections of ids that are summed before the sum is rounded (PROJECTIONS in assembly/stack.ts). */
const PROJECTIONS = 16;

/** Where the parts of a model and of the slots that hold its steps lie; addresses and offsets in bytes. */
export interface Plan {
  readonly address: number;
  readonly rows: PlanRows;
  readonly slotBytes: number;
  /** Address of a slot as it is before the first step. */
  readonly initial: number;
  /** The layers in a slot, lowest first. */
  readonly layers: readonly StagePlace[];
  readonly heads: readonly HeadPlace[];
}

export interface PlanOptions {
  /** Whether the kernels multiply 8-bit weights as they are. */
  readonly hasInt8: boolean;
  /** Largest size in bytes of input projections that are kept. */
  readonly foldLimit: number;
}

/** Writes a model into kernel memory: the records of assembly/plan.ts and assembly/layer.ts and the packed weights. */
export function writePlan(
  memory: KernelMemory,
  config: ModelConfig,
  weights: StoredWeights,
  { hasInt8, foldLimit }: PlanOptions,
): Plan {
  const columns = layerColumns(config);
  const widest = Math.max(...columns, ...recurrentParts(config).map(({ layer }) => layer.hidden));
  const operands = Object.values(weights).some(isQuantized)
    ? allocateOperands(memory, ROWS, widest, hasInt8)
    : NO_OPERANDS;
  const format = (tensor: StoredTensor) => matrixFormat(tensor, widest, operands);
  const stages = memory.allocate(config.layers.length * STAGE_FIELDS * 4);
  let offset = 0;
  let inputOffset = -1;
  const layers = config.layers.map((_, index) => {
    const address = stages + index * STAGE_FIELDS * 4;
    const options = { address, index, columns: columns[index], inputOffset, offset, format, operands, foldLimit };
    const place = writeStage(memory, config, weights, options);
    offset = place.end;
    inputOffset = place.output.offset;
    return place;
  });
  const top = { columns: columns[config.layers.length], offset, format, operands };
  const heads = writeHeads(memory, config.heads, weights, top);
  const workBytes = Math.max(...layers.map((layer) => layer.workBytes));
  const rows = allocateRows(memory, config.input, workBytes);
  // Sixteen bytes before them hold the two addresses of the product that fills one (projectionOf in assembly/stack.ts).
  const projections = memory.allocate(16 + (config.input.kind === "embedding" ? PROJECTIONS * workBytes : 0)) + 16;
  const address = memory.allocate(12 * 4);
  memory.i32.set(
    [
      ...[layers.length, stages, config.heads.length, heads.records, inputOffset, projections],
      ...[rows.slots, rows.previous, rows.idAddresses, rows.inputAddresses, rows.workAddresses, rows.idCounts],
    ],
    address / 4,
  );
  const initial = writeInitialSlot(memory, layers, heads.end, weights);
  return { address, rows, slotBytes: heads.end, initial, layers, heads: heads.places };
}

/** Zeros, and learned states where there are some. */
function writeInitialSlot(
  memory: KernelMemory,
  layers: readonly StagePlace[],
  bytes: number,
  weights: StoredWeights,
): number {
  const address = memory.allocateZeros(bytes);
  for (const { part, hidden, cell } of layers.flatMap(({ states }) => states)) {
    if (part.layer.initialState !== "learned") continue;
    memory.f32.set(dequantize(weights[`${part.path}.initialHidden`]).data, (address + hidden.offset) / 4);
    if (cell) memory.f32.set(dequantize(weights[`${part.path}.initialCell`]).data, (address + cell.offset) / 4);
  }
  return address;
}
