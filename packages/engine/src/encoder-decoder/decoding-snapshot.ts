import { RivuletError } from "@rivulet/errors";
import { ByteWriter } from "../bytes.ts";
import { bytesOfHex, hexOf } from "../hex.ts";
import { seal, unseal } from "../snapshot.ts";

// magic "RVED" · u16 version · u16 zero · 32 bytes fingerprint · u32 source steps · u32 annotations · u32 numbers of one ·
// annotations × f32 · u32 length · bytes of the session's own snapshot · 8 bytes checksum. All little-endian.
const MAGIC = 0x44455652;
const VERSION = 1;

/** A session (of the decoder, or of a live encoder) with the encoding beside it. Keys are made again, to the same bits. */
export interface DecodingContent {
  /** Source steps read. */
  readonly steps: number;
  /** As many with attention, none without. */
  readonly annotations: readonly Float32Array[];
  readonly session: Uint8Array;
}

export function writeDecoding(fingerprint: string, { steps, annotations, session }: DecodingContent): Uint8Array {
  const size = annotations[0]?.length ?? 0;
  const writer = new ByteWriter(64 + annotations.length * size * 4 + session.length)
    .u32(MAGIC)
    .u16(VERSION)
    .u16(0)
    .bytes(bytesOfHex(fingerprint))
    .u32(steps)
    .u32(annotations.length)
    .u32(size);
  for (const annotation of annotations) writer.f32(annotation);
  return seal(writer.u32(session.length).bytes(session));
}

/** `size`: numbers of an annotation, 0 without attention. @throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION */
export function readDecoding(fingerprint: string, bytes: Uint8Array, size: number): DecodingContent {
  const reader = unseal(bytes, MAGIC, VERSION);
  const zero = reader.u16();
  const model = hexOf(reader.bytes(32));
  if (model !== fingerprint) {
    throw new RivuletError("SNAPSHOT_FOREIGN", `expected one of model ${fingerprint}, came one of ${model}`);
  }
  const steps = reader.u32();
  const [count, length] = [reader.u32(), reader.u32()];
  const expected = size === 0 ? 0 : steps;
  if (zero !== 0 || count !== expected || length !== (count === 0 ? 0 : size)) {
    throw new RivuletError(
      "SNAPSHOT_DAMAGED",
      `expected ${expected} annotations of ${size}, came ${count} of ${length}`,
    );
  }
  if (count * length * 4 > reader.remaining) {
    throw new RivuletError(
      "SNAPSHOT_DAMAGED",
      `expected ${count} annotations of ${length}, came ${reader.remaining} bytes`,
    );
  }
  const annotations = Array.from({ length: count }, () => {
    const annotation = new Float32Array(length);
    reader.f32(annotation);
    return annotation;
  });
  const session = reader.bytes(reader.u32());
  reader.end();
  return { steps, annotations, session };
}
