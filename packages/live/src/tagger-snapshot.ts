import { ByteWriter, seal, unseal } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import type { DecoderState } from "./live-decoder.ts";
import type { TaggerState } from "./tagger-state.ts";

// magic "RVTG" · u16 version · string fingerprint · u32 length and bytes of the session's snapshot · u64 index ·
// u16 end steps · u16 count and as many pending tokens, oldest first: u32 label, string · seal. All little-endian.
const magic = 0x47545652;
const version = 1;

/** The session's snapshot and the window of provisional tags, under one seal. */
export function snapshotTagger({ session, decoder, model }: TaggerState): Uint8Array {
  const bytes = session.snapshot();
  const { index, endSteps, window } = decoder.state();
  const writer = new ByteWriter(bytes.length + 512).u32(magic).u16(version).string(model.fingerprint);
  writer.u32(bytes.length).bytes(bytes).u64(index).u16(endSteps).u16(window.length);
  for (const { label, token } of window) writer.u32(label).string(token);
  return seal(writer);
}

/**
 * Changes nothing where it throws.
 *
 * @throws RivuletError SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION
 */
export function restoreTagger({ session, decoder, model }: TaggerState, bytes: Uint8Array): void {
  const reader = unseal(bytes, magic, version);
  const fingerprint = reader.string();
  if (fingerprint !== model.fingerprint) {
    throw new RivuletError(
      "SNAPSHOT_FOREIGN",
      `expected one of model ${model.fingerprint}, came one of ${fingerprint}`,
    );
  }
  const inner = reader.bytes(reader.u32());
  const index = reader.u64();
  const endSteps = reader.u16();
  const window = Array.from({ length: reader.u16() }, () => ({ label: reader.u32(), token: reader.string() }));
  reader.end();
  const state = { index, endSteps, window };
  if (!isPossible(state, model.maxDelay, model.labels.length)) {
    throw new RivuletError("SNAPSHOT_DAMAGED", "expected the pending tags of a tagger, came impossible ones");
  }
  session.restore(inner);
  decoder.restore(state);
}

function isPossible({ index, endSteps, window }: DecoderState, maxDelay: number, labels: number): boolean {
  const inTime = window.length === 0 ? endSteps === 0 : window.length + endSteps <= maxDelay;
  return inTime && window.length <= index && window.every(({ label }) => label < labels);
}
