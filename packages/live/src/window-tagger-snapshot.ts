import { ByteWriter, seal, unseal, type WindowedSession } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { PendingToken } from "./hear-token.ts";
import type { WindowDecoder } from "./window-decoder.ts";

// magic "RVTW" · u16 version · u32 length and bytes of the windowed session's snapshot, which knows model and window · u32 count
// and as many pending tokens, oldest first: u32 label + 1 (0: none yet), string · seal. All little-endian.
const magic = 0x57545652;
const version = 1;

/** The session's snapshot and the tokens that have no final tag, under one seal. */
export function snapshotWindowTagger(session: WindowedSession, { pending }: WindowDecoder): Uint8Array {
  const bytes = session.snapshot();
  const writer = new ByteWriter(bytes.length + 512).u32(magic).u16(version).u32(bytes.length).bytes(bytes);
  writer.u32(pending.length);
  for (const { label, token } of pending) writer.u32(label + 1).string(token);
  return seal(writer);
}

/**
 * Changes nothing where it throws.
 *
 * @throws RivuletError SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION
 */
export function restoreWindowTagger(
  session: WindowedSession,
  decoder: WindowDecoder,
  labels: number,
  bytes: Uint8Array,
): void {
  const reader = unseal(bytes, magic, version);
  const inner = reader.bytes(reader.u32());
  const pending: PendingToken[] = [];
  for (let left = reader.u32(); left > 0; left--) pending.push({ label: reader.u32() - 1, token: reader.string() });
  reader.end();
  const before = session.snapshot();
  session.restore(inner);
  const isPossible = pending.length === session.steps - session.finals && pending.every(({ label }) => label < labels);
  if (!isPossible) {
    session.restore(before);
    throw new RivuletError("SNAPSHOT_DAMAGED", "expected the pending tags of a tagger, came impossible ones");
  }
  decoder.restore(pending);
}
