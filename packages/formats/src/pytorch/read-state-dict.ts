import { RivuletError } from "@rivulet/errors";
import { defaultFileLimits, type FileLimits } from "../file-limits.ts";
import { float32Of } from "../float32-of.ts";
import { readSafetensors } from "../read-safetensors.ts";
import { readCheckpoint } from "./read-checkpoint.ts";
import type { StateDict } from "./state-dict.ts";

/** The texts that a safetensors file may carry beside its tensors. */
type Metadata = ReadonlyMap<string, string>;

const zipMagic = [0x50, 0x4b, 0x03, 0x04];
/** LONG1 of torch's magic number, with which files of torch.save began before the zip format. */
const legacyMagic = [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46];

/**
 * The state_dict in a file: safetensors, or what torch.save wrote.
 *
 * @throws RivuletError FILE_TOO_LARGE, FILE_DAMAGED, FILE_FOREIGN, IMPORT_UNSUPPORTED
 */
export function readStateDict(
  bytes: Uint8Array,
  limits: FileLimits = {},
): { readonly state: StateDict; readonly metadata: Metadata } {
  const { fileBytes } = { ...defaultFileLimits, ...limits };
  if (bytes.length > fileBytes) {
    throw new RivuletError("FILE_TOO_LARGE", `expected at most ${fileBytes} bytes, came ${bytes.length}`);
  }
  if (startsWith(bytes, legacyMagic)) {
    const came = "the format it wrote before 1.6";
    throw new RivuletError("IMPORT_UNSUPPORTED", `expected the zip format of torch.save, came ${came}`);
  }
  if (startsWith(bytes, zipMagic)) return { state: readCheckpoint(bytes, limits), metadata: new Map() };
  const { tensors, metadata } = readSafetensors(bytes, limits);
  const state = new Map(
    [...tensors].map(([name, { dtype, shape, data }]) => {
      return [name, { dtype, shape, read: () => float32Of(name, dtype, data) }];
    }),
  );
  return { state, metadata };
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}
