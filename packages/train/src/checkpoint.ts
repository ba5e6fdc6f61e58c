import { type AnyModelConfig, ByteWriter, seal, unseal } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { History } from "./history.ts";
import type { TrainingOptions } from "./training-options.ts";

// magic "RVTC" · u16 version · string JSON · u32 count · count × (u32 length, length × f32) · checksum
const MAGIC = 0x43545652;
const VERSION = 1;

/** All that a training is between two epochs. */
export interface CheckpointContent {
  readonly config: AnyModelConfig;
  readonly options: TrainingOptions;
  readonly update: number;
  readonly history: History;
  readonly arrays: readonly Float32Array[];
}

export function writeCheckpoint({ arrays, ...rest }: CheckpointContent): Uint8Array {
  const bytes = arrays.reduce((sum, array) => sum + array.byteLength, 0);
  const writer = new ByteWriter(bytes + 4096).u32(MAGIC).u16(VERSION).string(JSON.stringify(rest)).u32(arrays.length);
  for (const array of arrays) writer.u32(array.length).f32(array);
  return seal(writer);
}

/** Errors: CHECKPOINT_INVALID. */
export function readCheckpoint(bytes: Uint8Array): CheckpointContent {
  try {
    const reader = unseal(bytes, MAGIC, VERSION);
    const rest = JSON.parse(reader.string()) as Omit<CheckpointContent, "arrays">;
    const arrays = Array.from({ length: reader.u32() }, () => {
      const array = new Float32Array(reader.u32());
      reader.f32(array);
      return array;
    });
    reader.end();
    return { ...rest, arrays };
  } catch (cause) {
    throw new RivuletError("CHECKPOINT_INVALID", "expected a whole training checkpoint, came damaged bytes", { cause });
  }
}
