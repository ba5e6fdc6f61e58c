import { RivuletError } from "@rivulet/errors";
import { ByteWriter } from "../bytes.ts";
import type { StepInput } from "../config.ts";
import { bytesOfHex, hexOf } from "../hex.ts";
import { seal, unseal } from "../snapshot.ts";
import { readInput, writeInput } from "./window-input.ts";
import type { WindowOptions } from "./window-options.ts";

// magic "RVWS" · u16 version · u16 zero · 32 bytes fingerprint · u32 window · u32 chunk · u64 final steps · u32 steps computed
// of those that are not final · u32 numbers of state · that many f32 (layer by layer a⟨t⟩, c⟨t⟩ of what goes forward) ·
// u32 inputs · the inputs · 8 bytes checksum. All little-endian.
const MAGIC = 0x53575652;
const VERSION = 1;

/** What a windowed session is, apart from its model. */
export interface WindowContent {
  /** Steps whose outputs are final. */
  readonly finals: number;
  /** Steps behind them that were computed: the first of `inputs`. */
  readonly computed: number;
  /** Forward states after the last final step. */
  readonly states: readonly Float32Array[];
  /** Of the steps that are not final. */
  readonly inputs: readonly StepInput[];
}

export function writeWindow(fingerprint: string, options: Required<WindowOptions>, content: WindowContent): Uint8Array {
  const { finals, computed, states, inputs } = content;
  const writer = new ByteWriter()
    .u32(MAGIC)
    .u16(VERSION)
    .u16(0)
    .bytes(bytesOfHex(fingerprint))
    .u32(options.window)
    .u32(options.chunk)
    .u64(finals)
    .u32(computed)
    .u32(numbersOf(states));
  for (const state of states) writer.f32(state);
  writer.u32(inputs.length);
  for (const input of inputs) writeInput(writer, input);
  return seal(writer);
}

/** Content with states of the lengths in `shape`; its inputs are not checked. @throws SNAPSHOT_DAMAGED, SNAPSHOT_FOREIGN, SNAPSHOT_VERSION */
export function readWindow(
  fingerprint: string,
  options: Required<WindowOptions>,
  bytes: Uint8Array,
  shape: readonly Float32Array[],
): WindowContent {
  const reader = unseal(bytes, MAGIC, VERSION);
  const zero = reader.u16();
  const model = hexOf(reader.bytes(32));
  const [window, chunk] = [reader.u32(), reader.u32()];
  if (model !== fingerprint || window !== options.window || chunk !== options.chunk) {
    const told = (of: string, { window: L, chunk: C }: Required<WindowOptions>) =>
      `model ${of}, window ${L}, chunk ${C}`;
    throw new RivuletError(
      "SNAPSHOT_FOREIGN",
      `expected one of ${told(fingerprint, options)}, came one of ${told(model, { window, chunk })}`,
    );
  }
  const finals = reader.u64();
  const computed = reader.u32();
  const count = reader.u32();
  if (zero !== 0 || count !== numbersOf(shape)) {
    throw new RivuletError("SNAPSHOT_DAMAGED", `expected ${numbersOf(shape)} numbers of state, came ${count}`);
  }
  const states = shape.map(({ length }) => {
    const state = new Float32Array(length);
    reader.f32(state);
    return state;
  });
  const steps = reader.u32();
  if (computed > window || steps - computed < 0 || steps - computed >= chunk) {
    throw new RivuletError("SNAPSHOT_DAMAGED", `expected steps of the window, came ${steps} with ${computed} computed`);
  }
  const inputs = Array.from({ length: steps }, () => readInput(reader));
  reader.end();
  return { finals, computed, states, inputs };
}

function numbersOf(states: readonly Float32Array[]): number {
  return states.reduce((sum, { length }) => sum + length, 0);
}
