import { cellTraits } from "../cell-traits.ts";
import type { ModelConfig } from "../config.ts";
import { dequantize, isQuantized, type StoredTensor, type StoredWeights } from "../tensors.ts";
import { inputSize } from "../weights.ts";
import { type ProductKernel, writeInputTables } from "./input-tables.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { allocateLayer, cellLayout, LAYER_FIELDS, writeLayerWeights } from "./layer-record.ts";
import { allocateMatrix, allocateOperands, matrixFormat, NO_OPERANDS, writeMatrix } from "./matrix-record.ts";
import { gateRows } from "./panels.ts";

/** Sessions that one kernel call steps; more are stepped in several calls. */
export const JOBS = 32;
/** Ids that one step may sum. */
export const MAX_IDS = 256;

const HEAD_FIELDS = 6;
const HEAD_ACTIVATIONS = ["none", "softmax", "sigmoid"];
/** Bias of a head's padding rows: e^(pad − max) vanishes beside any real logit. */
const PAD_LOGIT = -1e30;

/** Where the parts of a model and of its sessions' slots lie; addresses and offsets in bytes. */
export interface Plan {
  readonly address: number;
  /** Addresses of the per-job arrays. */
  readonly slots: number;
  readonly idCounts: number;
  /** Where job j's x⟨t⟩ or ids are written: inputs + j · inputBytes. */
  readonly inputs: number;
  readonly inputBytes: number;
  /** The parts of a slot. */
  readonly slotBytes: number;
  readonly layers: readonly {
    readonly offset: number;
    readonly vector: number;
    readonly hidden: number;
    readonly cell: boolean;
  }[];
  readonly heads: readonly { readonly logits: number; readonly probabilities: number; readonly size: number }[];
}

/** Writes a model into kernel memory: `Plan`, `Layer`, `Head` and `Table` records (assembly/) and the packed weights. */
export function writePlan(
  memory: KernelMemory,
  kernels: ProductKernel,
  config: ModelConfig,
  weights: StoredWeights,
  foldLimit: number,
): Plan {
  const dense = config.input.kind === "dense";
  const widest = Math.max(inputSize(config), ...config.layers.map(({ hidden }) => hidden));
  const operands = Object.values(weights).some(isQuantized)
    ? allocateOperands(memory, JOBS, widest, kernels.hasInt8() !== 0)
    : NO_OPERANDS;
  const format = (tensor: StoredTensor) => matrixFormat(tensor, widest, operands);
  const layerRecords = memory.allocate(config.layers.length * LAYER_FIELDS * 4);
  let offset = 0;
  let below = dense ? inputSize(config) : 0;
  const layers = config.layers.map((layer, l) => {
    const record = allocateLayer(memory, layer, {
      address: layerRecords + l * LAYER_FIELDS * 4,
      inputColumns: below,
      stateOffset: offset,
      formats: {
        weightIh: format(weights[`layers.${l}.weightIh`]),
        weightHh: format(weights[`layers.${l}.weightHh`]),
      },
      operands,
    });
    writeLayerWeights(memory, record, layer, weights, l);
    const { stateVectors } = cellTraits(layer);
    const place = { offset, vector: record.vector, hidden: layer.hidden, cell: stateVectors === 2 };
    offset += stateVectors * record.vector * 4;
    below = layer.hidden;
    return place;
  });

  const headRecords = memory.allocate(config.heads.length * HEAD_FIELDS * 4);
  const heads = config.heads.map((head, h) => {
    const map = gateRows(head.size, [0]);
    const rows = map.length;
    const tensor = weights[`heads.${h}.weight`];
    const weight = allocateMatrix(memory, map, below, format(tensor), operands);
    writeMatrix(memory, weight, tensor, below);
    const bias = memory.allocate(rows * 4);
    memory.f32.fill(PAD_LOGIT, bias / 4, bias / 4 + rows);
    memory.f32.set(dequantize(weights[`heads.${h}.bias`]).data, bias / 4);
    const place = { logits: offset, probabilities: offset + rows * 4, size: head.size };
    offset += 2 * rows * 4;
    const activation = HEAD_ACTIVATIONS.indexOf(head.activation);
    memory.i32.set(
      [rows, activation, weight.address, bias, place.logits, place.probabilities],
      headRecords / 4 + h * HEAD_FIELDS,
    );
    return place;
  });

  const tables = dense ? 0 : writeInputTables(memory, kernels, config, weights, operands, foldLimit);
  const tableCount = config.input.kind === "embedding" ? config.input.tables.length : dense ? 0 : 1;
  const workBytes = 4 * Math.max(...config.layers.map((layer, l) => cellLayout(layer).workVectors * layers[l].vector));
  const inputBytes = Math.ceil((4 * (dense ? inputSize(config) : MAX_IDS)) / 16) * 16;

  const jobs = {
    slots: memory.allocate(JOBS * 4),
    inputs: memory.allocate(JOBS * 4),
    works: memory.allocate(JOBS * 4),
  };
  const idCounts = memory.allocate(JOBS * 4);
  const inputs = memory.allocate(JOBS * inputBytes);
  const works = memory.allocate(JOBS * workBytes);
  // Sixteen bytes before it hold the two addresses of the product that fills it (addRows in assembly/inference.ts).
  const projection = memory.allocate(16 + workBytes) + 16;
  for (let job = 0; job < JOBS; job++) {
    memory.i32[jobs.inputs / 4 + job] = inputs + job * inputBytes;
    memory.i32[jobs.works / 4 + job] = works + job * workBytes;
  }
  const address = memory.allocate(13 * 4);
  memory.i32.set(
    [
      ...[layers.length, layerRecords, LAYER_FIELDS * 4],
      ...[heads.length, headRecords, HEAD_FIELDS * 4],
      ...[tableCount, tables, projection],
      ...[jobs.slots, jobs.inputs, jobs.works, idCounts],
    ],
    address / 4,
  );
  return { address, slots: jobs.slots, idCounts, inputs, inputBytes, slotBytes: offset, layers, heads };
}
