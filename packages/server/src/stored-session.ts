import { ByteReader, ByteWriter } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { codecFor, decodeServerMessage, type Tags } from "@rivulet/protocol";

// u32 length and bytes of the checkpoint · u32 count and as many results: u32 length and bytes of a `tags` message in msgpack.

const codec = codecFor("rivulet.v1.msgpack");
const limits = { frameBytes: 16_777_216, nestingDepth: 8 };

/** What a store keeps of a session: its checkpoint, and the results that its client may not have. */
export interface StoredSession {
  readonly checkpoint: Uint8Array;
  readonly results: readonly Tags[];
}

export function writeStoredSession({ checkpoint, results }: StoredSession): Uint8Array {
  const writer = new ByteWriter(checkpoint.length + 64 * results.length + 8);
  writer.u32(checkpoint.length).bytes(checkpoint).u32(results.length);
  for (const result of results) {
    const frame = codec.encode(result) as Uint8Array;
    writer.u32(frame.length).bytes(frame);
  }
  return writer.finish();
}

/** @throws CHECKPOINT_FORGED where the bytes are none of ours */
export function readStoredSession(bytes: Uint8Array): StoredSession {
  const reader = new ByteReader(bytes, "CHECKPOINT_FORGED");
  const checkpoint = reader.bytes(reader.u32());
  const results = Array.from({ length: reader.u32() }, () => {
    const result = decodeServerMessage(codec, reader.bytes(reader.u32()), limits);
    if (result.type === "tags") return result;
    throw new RivuletError("CHECKPOINT_FORGED", `expected stored tags, came ${result.type}`);
  });
  reader.end();
  return { checkpoint, results };
}
