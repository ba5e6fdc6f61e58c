import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { ByteReader, ByteWriter } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { CheckpointKey } from "./checkpoint-key.ts";

// magic "RVCK" · u16 version · string key · string id · u64 epoch · u64 seq · u64 made · string fingerprint · string subject ·
// u8 final only · string tokenizer · u32 length and bytes of the tagger · 32 bytes HMAC-SHA-256 of all before. Little-endian.
const MAGIC = 0x4b435652;
const VERSION = 1;
const MAC_BYTES = 32;

/** A session as it is after message `seq`. */
export interface SessionCheckpoint {
  readonly id: string;
  readonly epoch: number;
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly made: number;
  readonly fingerprint: string;
  /** Whose session it is; empty where the server asks nobody. */
  readonly subject: string;
  readonly finalOnly: boolean;
  /** Snapshots. */
  readonly tokenizer: string;
  readonly tagger: Uint8Array;
}

/** With the name of the key that it was sealed with. */
export interface SealedCheckpoint extends SessionCheckpoint {
  readonly key: string;
}

/** Sealed with the key: nobody without it can make or change one. */
export function writeCheckpoint(checkpoint: SessionCheckpoint, { name, secret }: CheckpointKey): Uint8Array {
  const { id, epoch, seq, made, fingerprint, subject, finalOnly, tokenizer, tagger } = checkpoint;
  const writer = new ByteWriter(tagger.length + 1_024).u32(MAGIC).u16(VERSION).string(name).string(id);
  writer.u64(epoch).u64(seq).u64(made).string(fingerprint).string(subject);
  writer
    .u8(finalOnly ? 1 : 0)
    .string(tokenizer)
    .u32(tagger.length)
    .bytes(tagger);
  const content = writer.finish();
  return writer.bytes(hmac(sha256, secret, content)).finish();
}

/** Nothing of the content is looked at before its seal. @throws CHECKPOINT_FORGED, CHECKPOINT_VERSION */
export function readCheckpoint(bytes: Uint8Array, keys: readonly CheckpointKey[]): SealedCheckpoint {
  const length = Math.max(0, bytes.length - MAC_BYTES);
  const reader = new ByteReader(bytes.subarray(0, length), "CHECKPOINT_FORGED");
  if (reader.u32() !== MAGIC) throw new RivuletError("CHECKPOINT_FORGED", "expected a checkpoint, came other bytes");
  const version = reader.u16();
  if (version !== VERSION) {
    throw new RivuletError("CHECKPOINT_VERSION", `expected a checkpoint of version ${VERSION}, came ${version}`);
  }
  const name = reader.string();
  const key = keys.find((candidate) => candidate.name === name);
  if (key === undefined) throw new RivuletError("CHECKPOINT_FORGED", "expected a key of this server, came another");
  const mac = hmac(sha256, key.secret, bytes.subarray(0, length));
  let difference = 0; // in the same time wherever the first wrong byte is
  for (let i = 0; i < MAC_BYTES; i++) difference |= mac[i] ^ bytes[length + i];
  if (difference !== 0) throw new RivuletError("CHECKPOINT_FORGED", "expected the seal of the content, came another");
  const checkpoint = {
    key: name,
    id: reader.string(),
    epoch: reader.u64(),
    seq: reader.u64(),
    made: reader.u64(),
    fingerprint: reader.string(),
    subject: reader.string(),
    finalOnly: reader.u8() === 1,
    tokenizer: reader.string(),
    tagger: reader.bytes(reader.u32()),
  };
  reader.end();
  return checkpoint;
}
