import { ByteWriter, seal, unseal } from "@rivulet/engine";
import type { KeyState } from "./task.ts";

// magic "RVKS" · u16 version · u64 position · what the state writes · seal.
const MAGIC = 0x534b5652;
const VERSION = 1;

/** The state of a key after the input at `position` of the stream. */
export function writeStateRecord(position: number, state: KeyState): Uint8Array {
  const writer = new ByteWriter(1_024).u32(MAGIC).u16(VERSION).u64(position);
  state.write(writer);
  return seal(writer);
}

/** Makes the state what was written; its position. Throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION. */
export function readStateRecord(bytes: Uint8Array, state: KeyState): number {
  const reader = unseal(bytes, MAGIC, VERSION);
  const position = reader.u64();
  state.read(reader);
  reader.end();
  return position;
}
