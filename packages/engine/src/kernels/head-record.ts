import type { HeadConfig } from "../config.ts";
import { dequantize, type StoredTensor, type StoredWeights } from "../tensors.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { allocateMatrix, type MatrixFormat, type Operands, writeMatrix } from "./matrix-record.ts";
import { gateRows } from "./panels.ts";

/** Fields of `Head` in assembly/layer.ts. */
const FIELDS = 6;
const ACTIVATIONS = ["none", "softmax", "sigmoid"];
/** Bias of a head's padding rows: e^(pad − max) vanishes beside any real logit. */
const PAD_LOGIT = -1e30;

/** Where a head's outputs lie in a slot, in bytes. */
export interface HeadPlace {
  readonly logits: number;
  readonly probabilities: number;
  readonly size: number;
}

export interface HeadOptions {
  /** Numbers of what the heads read. */
  readonly columns: number;
  /** Where the first head's outputs start in a slot, in bytes. */
  readonly offset: number;
  readonly format: (tensor: StoredTensor) => MatrixFormat;
  readonly operands: Operands;
}

/** Writes the `Head` records one behind the other, with their weights; `end`: where the last one's outputs end in a slot. */
export function writeHeads(
  memory: KernelMemory,
  heads: readonly HeadConfig[],
  weights: StoredWeights,
  { columns, offset, format, operands }: HeadOptions,
): { readonly records: number; readonly places: readonly HeadPlace[]; readonly end: number } {
  const records = memory.allocate(heads.length * FIELDS * 4);
  let end = offset;
  const places = heads.map((head, h) => {
    const map = gateRows(head.size, [0]);
    const rows = map.length;
    const tensor = weights[`heads.${h}.weight`];
    const weight = allocateMatrix(memory, map, columns, format(tensor), operands);
    writeMatrix(memory, weight, tensor, columns);
    const bias = memory.allocate(rows * 4);
    memory.f32.fill(PAD_LOGIT, bias / 4, bias / 4 + rows);
    memory.f32.set(dequantize(weights[`heads.${h}.bias`]).data, bias / 4);
    const place = { logits: end, probabilities: end + rows * 4, size: head.size };
    end += 2 * rows * 4;
    const activation = ACTIVATIONS.indexOf(head.activation);
    memory.i32.set(
      [rows, activation, weight.address, bias, place.logits, place.probabilities],
      records / 4 + h * FIELDS,
    );
    return place;
  });
  return { records, places, end };
}
