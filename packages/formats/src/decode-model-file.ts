import {
  type AnyModelConfig,
  anyWeightShapes,
  type StoredTensor,
  type StoredWeights,
  validateAnyConfig,
  validateAnyWeights,
} from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { checksumName, checksumOf } from "./checksum.ts";
import type { FileLimits } from "./file-limits.ts";
import { type AnyModelFile, modelFileFormat, modelFileVersion } from "./model-file.ts";
import { parseJson } from "./parse-json.ts";
import { readSafetensors } from "./read-safetensors.ts";
import type { FileTensor } from "./safetensors.ts";
import { takeTensor } from "./store-tensor.ts";

/**
 * Reads a model file. Nothing in it is trusted: container, metadata, configuration and weights are
 * checked before anything is returned. The weights are copies; `bytes` may be dropped.
 *
 * @throws RivuletError FILE_TOO_LARGE, FILE_DAMAGED, FILE_FOREIGN where it is another program's
 * file, FILE_VERSION, CONFIG_INVALID, WEIGHTS_INVALID
 */
export function decodeModelFile(bytes: Uint8Array, limits: FileLimits = {}): AnyModelFile {
  const container = readSafetensors(bytes, limits);
  const { metadata, tensors } = container;
  const format = metadata.get("format");
  if (format !== modelFileFormat) {
    throw new RivuletError("FILE_FOREIGN", `expected the format ${modelFileFormat}, came ${shorten(format)}`);
  }
  const version = metadata.get("version");
  if (version !== modelFileVersion) {
    throw new RivuletError("FILE_VERSION", `expected version ${modelFileVersion}, came ${shorten(version)}`);
  }
  const checksum = metadata.get(checksumName);
  const expected = checksumOf(container);
  if (checksum !== expected) {
    throw new RivuletError("FILE_DAMAGED", `expected the checksum ${expected}, came ${shorten(checksum)}`);
  }
  const task = metadata.get("task");
  if (task === undefined) throw new RivuletError("FILE_DAMAGED", "expected a task in the metadata, came none");
  const config = validateAnyConfig(json(metadata, "config"));
  const weights = weightsOf(config, tensors);
  const about = json(metadata, "about");
  if (!isRecord(about)) throw new RivuletError("FILE_DAMAGED", "expected an object as about, came another value");
  return {
    task,
    config,
    weights,
    ...(metadata.has("labels") && { labels: labelsOf(json(metadata, "labels")) }),
    ...(metadata.has("text") && { text: json(metadata, "text") }),
    about,
  };
}

function weightsOf(config: AnyModelConfig, tensors: ReadonlyMap<string, FileTensor>): StoredWeights {
  const left = new Map(tensors);
  const weights: [string, StoredTensor][] = [];
  for (const name of anyWeightShapes(config).keys()) {
    const tensor = takeTensor(left, name);
    if (tensor !== undefined) weights.push([name, tensor]);
  }
  const [further] = left.keys();
  if (further !== undefined) {
    const expected = "no tensor that the configuration does not have";
    throw new RivuletError("WEIGHTS_INVALID", `expected ${expected}, came ${shorten(further)}`);
  }
  const found = Object.fromEntries(weights);
  validateAnyWeights(config, found);
  return found;
}

function labelsOf(value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((label) => typeof label === "string")) {
    throw new RivuletError("FILE_DAMAGED", "expected a list of texts as labels, came another value");
  }
  return value;
}

function json(metadata: ReadonlyMap<string, string>, key: string): unknown {
  return parseJson(metadata.get(key) ?? "", key);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shorten(text: string | undefined): string {
  return text === undefined ? "none" : JSON.stringify(text.slice(0, 80));
}
