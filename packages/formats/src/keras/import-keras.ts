import { RivuletError } from "@rivulet/errors";
import { namedTensors } from "../convert-layer.ts";
import { defaultFileLimits, type FileLimits } from "../file-limits.ts";
import type { ImportedModel } from "../imported-model.ts";
import { activationField } from "./activation-field.ts";
import { bidirectionalLayer } from "./bidirectional-layer.ts";
import { denseLayer, identityLayer } from "./dense-layer.ts";
import { field, flagField, objectField } from "./fields.ts";
import type { KerasFile } from "./keras-file.ts";
import { type KerasLayer, kerasLayer } from "./keras-layer.ts";
import { ModelBuilder } from "./model-builder.ts";
import { readKerasArchive } from "./read-keras-archive.ts";
import { readKerasH5 } from "./read-keras-h5.ts";
import { readTfjsModel, type TfjsModel } from "./read-tfjs-model.ts";
import { recurrentClasses, recurrentLayer, recurrentOptions } from "./recurrent-layer.ts";
import { damaged, short, unsupported } from "./refuse.ts";

/** Nothing at inference. */
const trainingOnly = ["Dropout", "SpatialDropout1D", "GaussianDropout", "GaussianNoise", "ActivityRegularization"];
const wrapped = ["Dense", "Activation", ...trainingOnly];
const zip = [0x50, 0x4b, 0x03, 0x04];
const hdf5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * A model of Keras: the bytes of a `.keras` file of Keras 3 or of an `.h5` file of a whole model (Keras 2, tf.keras, Keras
 * 3), or a TensorFlow.js layers model with its weights. A plain chain, Sequential or functional, of Embedding, SimpleRNN,
 * GRU, LSTM, Bidirectional, Dense, TimeDistributed, Activation; what is nothing at inference is left out.
 *
 * @throws RivuletError IMPORT_UNSUPPORTED names what can not be imported; FILE_FOREIGN, FILE_TOO_LARGE, FILE_DAMAGED,
 * WEIGHTS_INVALID, CONFIG_INVALID
 */
export function importKeras(source: Uint8Array | TfjsModel, limits: FileLimits = {}): ImportedModel {
  const file = readFile(source, limits);
  const builder = new ModelBuilder(file.framework);
  for (const layer of file.layers) addLayer(builder, file, layer);
  return builder.finish();
}

function readFile(source: Uint8Array | TfjsModel, limits: FileLimits): KerasFile {
  if (!(source instanceof Uint8Array)) return readTfjsModel(source, limits);
  const { fileBytes } = { ...defaultFileLimits, ...limits };
  if (source.length > fileBytes) {
    throw new RivuletError("FILE_TOO_LARGE", `expected at most ${fileBytes} bytes, came ${source.length}`);
  }
  if (startsWith(source, zip)) return readKerasArchive(source, limits);
  if (startsWith(source, hdf5)) return readKerasH5(source, limits);
  throw new RivuletError(
    "FILE_FOREIGN",
    "expected a .keras or .h5 file of Keras, came one that is neither zip nor HDF5",
  );
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, i) => bytes[i] === byte);
}

type Adder = (builder: ModelBuilder, file: KerasFile, layer: KerasLayer) => void;

const adders: ReadonlyMap<string, Adder> = new Map([
  ["InputLayer", addNothing],
  ["Embedding", addEmbedding],
  ...recurrentClasses.map((name) => [name, addRecurrent] as const),
  ["Bidirectional", addBidirectional],
  ["TimeDistributed", addTimeDistributed],
  ["Dense", addPlain],
  ["Activation", addPlain],
  ["Masking", addMasking],
  ...trainingOnly.map((name) => [name, addNothing] as const),
]);

function addLayer(builder: ModelBuilder, file: KerasFile, layer: KerasLayer): void {
  const add = adders.get(layer.className);
  if (add === undefined) {
    throw unsupported(`layers of ${[...adders.keys()].join(", ")}`, `${short(layer.className)} (${short(layer.name)})`);
  }
  if (builder.isSplit) throw unsupported("a Bidirectional without a merge as the last layer", short(layer.name));
  addInputShape(builder, layer);
  add(builder, file, layer);
}

function addNothing(): void {}

/** The rank of the input tells whether a dense layer below all others sees steps: [batch, steps, size] or [batch, size]. */
function addInputShape(builder: ModelBuilder, { className, name, config }: KerasLayer): void {
  const shape = field(config, "batch_shape") ?? field(config, "batch_input_shape");
  if (!Array.isArray(shape) || !builder.isEmpty || className === "Embedding") return;
  if (shape.length === 3) builder.startsWith("each");
  else if (shape.length !== 2) throw unsupported(`vectors or ids as the input ${short(name)}`, `${shape.length} axes`);
  else if (className !== "InputLayer") builder.startsWith("none");
}

function addEmbedding(builder: ModelBuilder, file: KerasFile, layer: KerasLayer): void {
  const { name, config } = layer;
  if (!builder.isEmpty) throw unsupported(`Embedding ${short(name)} as the lowest layer`, "one above others");
  const [table, ...others] = file.arraysOf(layer);
  if (table?.shape.length !== 2 || others.length > 0) throw damaged(`one matrix of Embedding ${short(name)}`, "others");
  if (flagField(config, "mask_zero", name, false)) {
    builder.note(`${name} masks id 0: leave out steps of it, which are padding`);
  }
  builder.addEmbedding(name, { shape: table.shape, data: table.read() });
}

function addRecurrent(builder: ModelBuilder, file: KerasFile, layer: KerasLayer): void {
  const direction = builder.directionOf(layer.name, recurrentOptions(layer));
  const converted = recurrentLayer(file, layer, file.arraysOf(layer), direction);
  const columns = converted.tensors.weightIh.shape[1];
  builder.addLayer({ config: converted.config, tensors: (path) => namedTensors(path, converted) }, columns);
}

function addBidirectional(builder: ModelBuilder, file: KerasFile, layer: KerasLayer): void {
  const { config, tensors, options, sizes, isSplit } = bidirectionalLayer(
    file,
    layer,
    file.arraysOf(layer),
    builder.isReversed,
  );
  builder.directionOf(layer.name, options);
  builder.addLayer({ config, tensors }, tensors("")[".forward.weightIh"].shape[1]);
  if (builder.isReversed && config.merge === "concat") builder.rotate(sizes[0]);
  if (isSplit) builder.split(sizes);
}

function addMasking(builder: ModelBuilder, _: KerasFile, { name, config }: KerasLayer): void {
  const value = String(field(config, "mask_value"));
  builder.note(`${name} masks steps of nothing but ${value}: leave out such steps, which are padding`);
}

function addTimeDistributed(builder: ModelBuilder, file: KerasFile, layer: KerasLayer): void {
  const inner = kerasLayer(objectField(layer.config, "layer", "TimeDistributed"));
  if (!wrapped.includes(inner.className)) {
    throw unsupported(`${wrapped.join(", ")} in TimeDistributed ${short(layer.name)}`, short(inner.className));
  }
  builder.startsWith("each");
  addPlain(builder, file, { ...inner, name: layer.name }, file.arraysOf(layer));
}

/** What has no recurrence. */
function addPlain(builder: ModelBuilder, file: KerasFile, layer: KerasLayer, arrays = file.arraysOf(layer)): void {
  const { className, name, config } = layer;
  if (className === "Dense") builder.addDense(denseLayer(file, layer, arrays));
  if (className !== "Activation") return;
  const activation = activationField(file, config, "activation", `Activation ${short(name)}`, ["softmax"]) ?? "linear";
  if (activation === "linear" || builder.activate(activation)) return;
  builder.addDense(identityLayer(name, builder.size, activation));
}
