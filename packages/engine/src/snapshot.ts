import { RivuletError } from "@rivulet/errors";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { bytesOfHex, hexOf } from "./hex.ts";
import { RANDOM_STATE_WORDS } from "./random.ts";
import { Sha256 } from "./sha256.ts";

// magic "RVSN" · u16 version · u16 zero · 32 bytes fingerprint · u64 steps · 4 × u32 generator · u32 count · count × f32
// states (layer by layer a⟨t⟩, c⟨t⟩) · 8 bytes checksum (SHA-256 of all before, cut). All little-endian.
const MAGIC = 0x4e535652;
const VERSION = 1;
const CHECKSUM_BYTES = 8;

/** What a session is, apart from its model. */
export interface SnapshotContent {
  readonly steps: number;
  readonly random: Uint32Array;
  readonly states: readonly Float32Array[];
}

export function writeSnapshot(fingerprint: string, { steps, random, states }: SnapshotContent): Uint8Array {
  const count = states.reduce((sum, state) => sum + state.length, 0);
  const writer = new ByteWriter(80 + count * 4)
    .u32(MAGIC)
    .u16(VERSION)
    .u16(0)
    .bytes(bytesOfHex(fingerprint))
    .u64(steps);
  for (const word of random) writer.u32(word);
  writer.u32(count);
  for (const state of states) writer.f32(state);
  return seal(writer);
}

/** Content with states of the same lengths as `shape`. @throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION */
export function readSnapshot(fingerprint: string, bytes: Uint8Array, shape: readonly Float32Array[]): SnapshotContent {
  const reader = unseal(bytes, MAGIC, VERSION);
  const zero = reader.u16();
  const model = hexOf(reader.bytes(32));
  if (model !== fingerprint)
    throw new RivuletError("SNAPSHOT_FOREIGN", `expected one of model ${fingerprint}, came one of ${model}`);
  const steps = reader.u64();
  const random = Uint32Array.from({ length: RANDOM_STATE_WORDS }, () => reader.u32());
  const count = reader.u32();
  const expected = shape.reduce((sum, state) => sum + state.length, 0);
  if (zero !== 0 || count !== expected)
    throw new RivuletError("SNAPSHOT_DAMAGED", `expected ${expected} numbers of state, came ${count}`);
  const states = shape.map((state) => {
    const values = new Float32Array(state.length);
    reader.f32(values);
    return values;
  });
  reader.end();
  return { steps, random, states };
}

/** Closes a snapshot with its checksum. */
export function seal(writer: ByteWriter): Uint8Array {
  const content = writer.finish();
  return new ByteWriter(content.length + CHECKSUM_BYTES)
    .bytes(content)
    .bytes(new Sha256().update(content).digest().subarray(0, CHECKSUM_BYTES))
    .finish();
}

/** A reader behind magic and version of a sealed snapshot. @throws SNAPSHOT_DAMAGED, SNAPSHOT_VERSION */
export function unseal(bytes: Uint8Array, magic: number, version: number): ByteReader {
  const length = bytes.length - CHECKSUM_BYTES;
  if (length < 6) throw new RivuletError("SNAPSHOT_DAMAGED", `expected a snapshot, came ${bytes.length} bytes`);
  const content = bytes.subarray(0, length);
  const reader = new ByteReader(content, "SNAPSHOT_DAMAGED");
  const found = reader.u32();
  if (found !== magic)
    throw new RivuletError("SNAPSHOT_DAMAGED", `expected magic ${magic.toString(16)}, came ${found.toString(16)}`);
  const foundVersion = reader.u16();
  if (foundVersion !== version)
    throw new RivuletError("SNAPSHOT_VERSION", `expected version ${version}, came ${foundVersion}`);
  const checksum = new Sha256().update(content).digest();
  for (let i = 0; i < CHECKSUM_BYTES; i++) {
    if (checksum[i] !== bytes[length + i])
      throw new RivuletError("SNAPSHOT_DAMAGED", "expected the checksum of the content, came another");
  }
  return reader;
}
