import { RivuletError } from "@rivulet/errors";
import type { ByteReader, ByteWriter } from "../bytes.ts";
import type { StepInput } from "../config.ts";
import { MAX_IDS } from "../kernels/plan-rows.ts";

const NO_IDS = 0xffffffff;

/** A copy: what came may be filled anew for the next event. */
export function copyInput(input: StepInput): StepInput {
  if (typeof input === "number") return input;
  if (ArrayBuffer.isView(input)) return input.slice();
  const { ids, dense } = input;
  return { ids: typeof ids === "number" ? ids : ids.slice(), dense: dense.slice() };
}

/** u32 ids (all ones: not an input of ids) · the ids · u32 numbers of the dense vector · these. One id alone is a list of one. */
export function writeInput(writer: ByteWriter, input: StepInput): void {
  const isDense = input instanceof Float32Array;
  const ids = isDense ? undefined : typeof input === "object" && "ids" in input ? input.ids : input;
  const dense = isDense ? input : typeof input === "object" && "dense" in input ? input.dense : new Float32Array(0);
  const list = typeof ids === "number" ? [ids] : (ids ?? []);
  writer.u32(ids === undefined ? NO_IDS : list.length);
  for (const id of list) writer.u32(id);
  writer.u32(dense.length).f32(dense);
}

/** @throws SNAPSHOT_DAMAGED */
export function readInput(reader: ByteReader): StepInput {
  const count = reader.u32();
  if (count !== NO_IDS && count > MAX_IDS) {
    throw new RivuletError("SNAPSHOT_DAMAGED", `expected at most ${MAX_IDS} ids, came ${count}`);
  }
  const ids = count === NO_IDS ? undefined : Int32Array.from({ length: count }, () => reader.u32());
  const length = reader.u32();
  if (length * 4 > reader.remaining) {
    throw new RivuletError("SNAPSHOT_DAMAGED", `expected ${length} numbers, came ${reader.remaining} bytes`);
  }
  const dense = new Float32Array(length);
  reader.f32(dense);
  if (ids === undefined) return dense;
  return length === 0 ? ids : { ids, dense };
}
