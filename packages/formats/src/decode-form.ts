import type { AnyModelConfig, StoredTensor, StoredWeights } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { checksumName, checksumOf } from "./checksum.ts";
import type { FileLimits } from "./file-limits.ts";
import { type ModelFile, modelFileFormat, modelFileVersion } from "./model-file.ts";
import { parseJson } from "./parse-json.ts";
import { readSafetensors } from "./read-safetensors.ts";
import type { FileTensor } from "./safetensors.ts";
import { takeTensor } from "./store-tensor.ts";

/** What the models that a file may hold are held to. */
export interface ModelForm<Config extends AnyModelConfig> {
  /** @throws RivuletError CONFIG_INVALID */
  validateConfig(value: unknown): Config;
  weightShapes(config: Config): ReadonlyMap<string, readonly number[]>;
  /** @throws RivuletError WEIGHTS_INVALID */
  validateWeights(config: Config, weights: StoredWeights): void;
}

/** Reads a model file of one form: see `decodeModelFile`. */
export function decodeForm<Config extends AnyModelConfig>(
  form: ModelForm<Config>,
  bytes: Uint8Array,
  limits: FileLimits,
): ModelFile<Config> {
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
  const config = form.validateConfig(json(metadata, "config"));
  const weights = takeWeights(form.weightShapes(config).keys(), tensors);
  form.validateWeights(config, weights);
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

function takeWeights(names: Iterable<string>, tensors: ReadonlyMap<string, FileTensor>): StoredWeights {
  const left = new Map(tensors);
  const weights: [string, StoredTensor][] = [];
  for (const name of names) {
    const tensor = takeTensor(left, name);
    if (tensor !== undefined) weights.push([name, tensor]);
  }
  const [further] = left.keys();
  if (further !== undefined) {
    const expected = "no tensor that the configuration does not have";
    throw new RivuletError("WEIGHTS_INVALID", `expected ${expected}, came ${shorten(further)}`);
  }
  return Object.fromEntries(weights);
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
