import { ByteWriter, seal, unseal } from "@rivulet/engine";

// magic "RVKS" · u16 version · u64 position · string tokenizer · u32 length and bytes of the tagger's snapshot · seal.
const MAGIC = 0x534b5652;
const VERSION = 1;

/** The state of a key after the input at `position` of the stream. */
export interface StateRecord {
  readonly position: number;
  /** Snapshots. */
  readonly tokenizer: string;
  readonly tagger: Uint8Array;
}

export function writeStateRecord({ position, tokenizer, tagger }: StateRecord): Uint8Array {
  const writer = new ByteWriter(tagger.length + 256).u32(MAGIC).u16(VERSION).u64(position).string(tokenizer);
  return seal(writer.u32(tagger.length).bytes(tagger));
}

/** @throws SNAPSHOT_DAMAGED, SNAPSHOT_VERSION */
export function readStateRecord(bytes: Uint8Array): StateRecord {
  const reader = unseal(bytes, MAGIC, VERSION);
  const record = { position: reader.u64(), tokenizer: reader.string(), tagger: reader.bytes(reader.u32()) };
  reader.end();
  return record;
}
