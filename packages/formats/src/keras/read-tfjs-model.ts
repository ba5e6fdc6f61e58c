import { RivuletError } from "@rivulet/errors";
import { defaultFileLimits, type FileLimits } from "../file-limits.ts";
import { type Fields, field, isFields, objectField, parseJson, textField } from "./fields.ts";
import type { KerasArray, KerasFile } from "./keras-file.ts";
import type { KerasLayer } from "./keras-layer.ts";
import { layerChain } from "./layer-chain.ts";
import { damaged, short, unsupported } from "./refuse.ts";

/** A TensorFlow.js layers model: its model.json, and the files of weights that this names. */
export interface TfjsModel {
  readonly modelJson: Uint8Array;
  /** Bytes of each file of weights, by its path in model.json (see `tfjsWeightPaths`). */
  readonly weights: Readonly<Record<string, Uint8Array>>;
}

interface NamedArray extends KerasArray {
  readonly name: string;
}

/**
 * The files that model.json takes its weights from, relative to it.
 *
 * @throws RivuletError FILE_TOO_LARGE, FILE_DAMAGED, IMPORT_UNSUPPORTED
 */
export function tfjsWeightPaths(modelJson: Uint8Array, limits: FileLimits = {}): readonly string[] {
  return groupsOf(parseModel(modelJson, limits)).flatMap(pathsOf);
}

/** @throws RivuletError FILE_TOO_LARGE, FILE_DAMAGED, IMPORT_UNSUPPORTED */
export function readTfjsModel({ modelJson, weights }: TfjsModel, limits: FileLimits): KerasFile {
  const model = parseModel(modelJson, limits);
  const topology = objectField(model, "modelTopology", "model.json");
  // A converted model has its configuration one level lower than one that TensorFlow.js saved.
  const described = field(topology, "model_config") ?? topology;
  const layers = layerChain(described);
  const arrays = groupsOf(model).flatMap((group) => arraysOfGroup(group, weights, limits));
  const modelName = isFields(described) ? nameOf(described) : undefined;
  const arraysOf = ({ name }: KerasLayer): readonly KerasArray[] => {
    return arrays.filter((array) => ownerOf(array.name, modelName) === name);
  };
  return { framework: "keras2", layers, arraysOf };
}

function parseModel(modelJson: Uint8Array, limits: FileLimits): Fields {
  const { headerBytes } = { ...defaultFileLimits, ...limits };
  const model = parseJson(modelJson, "model.json", headerBytes);
  const format = field(model, "format");
  if (format === undefined || format === "layers-model") return model;
  throw unsupported("a layers model of TensorFlow.js", `a ${short(format)}`);
}

function nameOf(model: Fields): unknown {
  const config = field(model, "config");
  return isFields(config) ? field(config, "name") : undefined;
}

/** `lstm` of `lstm/lstm_cell/kernel` and of `sequential/lstm/lstm_cell/kernel`. */
function ownerOf(array: string, model: unknown): string {
  const [first, second] = array.split("/");
  return first === model ? second : first;
}

function groupsOf(model: Fields): readonly Fields[] {
  return objects(field(model, "weightsManifest"), "weightsManifest of model.json");
}

function pathsOf(group: Fields): readonly string[] {
  const paths = field(group, "paths");
  if (Array.isArray(paths) && paths.every((path): path is string => typeof path === "string")) return paths;
  throw damaged("a list of texts as paths of weights", short(paths));
}

/** The arrays of one group lie in its files one after the other. */
function arraysOfGroup(group: Fields, files: TfjsModel["weights"], limits: FileLimits): NamedArray[] {
  const bytes = joined(
    pathsOf(group).map((path) => {
      if (Object.hasOwn(files, path)) return files[path];
      throw damaged(`the weights ${short(path)} beside model.json`, "none");
    }),
    limits,
  );
  let end = 0;
  return objects(field(group, "weights"), "weights of a group").map((entry) => {
    const start = end;
    const name = textField(entry, "name", "an array of weights");
    if (field(entry, "quantization") !== undefined) throw unsupported(`${short(name)} as floats`, "quantised weights");
    const dtype = field(entry, "dtype");
    if (dtype !== "float32") throw unsupported(`float32 in ${short(name)}`, short(dtype));
    const shape = shapeOf(entry, name);
    end += 4 * shape.reduce((product, size) => product * size, 1);
    if (!(end <= bytes.length)) throw damaged(`${end} bytes of weights up to ${short(name)}`, `${bytes.length}`);
    const read = floatsOf(bytes.subarray(start, end));
    return { name, shape, read };
  });
}

function floatsOf(bytes: Uint8Array): () => Float32Array {
  return () => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  };
}

function shapeOf(entry: Fields, name: string): readonly number[] {
  const shape = field(entry, "shape");
  if (Array.isArray(shape) && shape.every((size): size is number => Number.isSafeInteger(size) && size >= 0)) {
    return shape;
  }
  throw damaged(`whole numbers as the shape of ${short(name)}`, short(shape));
}

function joined(files: readonly Uint8Array[], limits: FileLimits): Uint8Array {
  const { fileBytes } = { ...defaultFileLimits, ...limits };
  const length = files.reduce((sum, file) => sum + file.length, 0);
  if (length > fileBytes)
    throw new RivuletError("FILE_TOO_LARGE", `expected at most ${fileBytes} bytes, came ${length}`);
  if (files.length === 1) return files[0];
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const file of files) {
    bytes.set(file, at);
    at += file.length;
  }
  return bytes;
}

function objects(value: unknown, what: string): readonly Fields[] {
  if (Array.isArray(value) && value.every(isFields)) return value;
  throw damaged(`a list of objects as ${what}`, short(value));
}
