import { codeOf } from "@rivulet/errors/testing";
import { checksumName, checksumOf } from "../src/checksum.ts";
import { decodeModelFile } from "../src/decode-model-file.ts";
import { encodeModelFile } from "../src/encode-model-file.ts";
import type { ModelFile } from "../src/model-file.ts";
import { readSafetensors } from "../src/read-safetensors.ts";
import type { FileTensor } from "../src/safetensors.ts";
import { writeSafetensors } from "../src/write-safetensors.ts";

export interface Changes {
  readonly metadata?: Readonly<Record<string, string | undefined>>;
  readonly tensors?: Readonly<Record<string, FileTensor | undefined>>;
}

/** A file with its metadata or tensors changed below the level of the model, under a checksum that fits. */
export function forge(file: ModelFile, changes: Changes): Uint8Array {
  const { metadata, tensors } = readSafetensors(encodeModelFile(file));
  const forged = { metadata: changed(metadata, changes.metadata), tensors: changed(tensors, changes.tensors) };
  forged.metadata.set(checksumName, checksumOf(forged));
  return writeSafetensors(forged);
}

function changed<T>(
  from: ReadonlyMap<string, T>,
  changes: Readonly<Record<string, T | undefined>> = {},
): Map<string, T> {
  const to = new Map(from);
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) to.delete(key);
    else to.set(key, value);
  }
  return to;
}

/** The code that decoding a file fails with. */
export function refusalOf(bytes: Uint8Array): string {
  return codeOf(() => decodeModelFile(bytes)) ?? "accepted";
}

export function f32(shape: number[], ...values: number[]): FileTensor {
  return { dtype: "F32", shape, data: new Uint8Array(Float32Array.from(values).buffer) };
}
