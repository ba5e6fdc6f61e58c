import {
  type Activation,
  type HeadConfig,
  type InputConfig,
  type LayerConfig,
  type ModelConfig,
  type Tensor,
  validateConfig,
  validateWeights,
  type Weights,
} from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { type ConvertedLayer, convertLayer, namedTensors } from "../convert-layer.ts";
import type { FileLimits } from "../file-limits.ts";
import type { ImportedModel } from "../imported-model.ts";
import { type Arrangement, arrange } from "./arrange.ts";
import { type DirectionTensors, type MatrixModule, type Module, modulesOf, type RecurrentModule } from "./modules.ts";
import type { PyTorchOptions } from "./options.ts";
import { readStateDict } from "./read-state-dict.ts";
import type { StateTensor } from "./state-dict.ts";
import { storedOptions } from "./stored-options.ts";

/**
 * A model from the `state_dict` of one in PyTorch, as safetensors or as written by torch.save: nn.Embedding, then
 * nn.RNN, GRU, LSTM (all layers, directions and `proj_size`) and nn.Linear one upon the other, then one or more
 * nn.Linear as heads. Modules without weights do not show in a state_dict: activations have to be told, dropout is
 * nothing at inference, and what reorders or normalises between the modules can not be seen.
 *
 * A file of `exportPyTorch` carries its options with it; those given here go before them.
 *
 * @throws RivuletError FILE_DAMAGED, FILE_FOREIGN, FILE_TOO_LARGE; IMPORT_UNSUPPORTED names what can not be imported;
 * IMPORT_AMBIGUOUS says which option is missing; CONFIG_INVALID, WEIGHTS_INVALID
 */
export function importPyTorch(bytes: Uint8Array, options: PyTorchOptions = {}, limits: FileLimits = {}): ImportedModel {
  const { state, metadata } = readStateDict(bytes, limits);
  const all = { ...storedOptions(metadata), ...options };
  const modules = modulesOf(state);
  const arrangement = arrange(modules, all);
  const layers = layersOf(arrangement, all);
  const config = validateConfig({
    ...(all.shape !== undefined && { shape: all.shape }),
    input: inputOf(arrangement, all),
    layers: layers.map(({ config }) => config),
    heads: arrangement.heads.map(({ module, option }): HeadConfig => {
      const { activation, delay } = option;
      const size = module.weight.shape[0];
      return { name: module.path || "head", size, activation, ...(delay !== undefined && { delay }) };
    }),
  });
  const weights = weightsOf(arrangement, layers);
  validateWeights(config, weights);
  return {
    config,
    weights,
    ...(all.labels !== undefined && { labels: checkedLabels(all.labels, config) }),
    notes: notesOn(modules, all, config),
  };
}

interface ImportedLayer {
  readonly config: LayerConfig;
  /** Names after the layer's path `layers.l`. */
  readonly tensors: (path: string) => Weights;
}

function inputOf({ embeddings, layers }: Arrangement, { input = "dense", dense = 0 }: PyTorchOptions): InputConfig {
  if (embeddings.length === 0) {
    const [first] = layers;
    const size = first?.kind === "recurrent" ? first.inputs : (first?.weight.shape[1] ?? 0);
    return { kind: input, size };
  }
  const tables = embeddings.map(({ path, weight: { shape } }) => {
    return { name: path || "embedding", rows: shape[0], size: shape[1] };
  });
  return { kind: "embedding", tables, ...(dense > 0 && { dense }) };
}

function layersOf({ layers }: Arrangement, options: PyTorchOptions): ImportedLayer[] {
  return layers.flatMap((module) => {
    return module.kind === "matrix" ? [denseLayer(module, options)] : recurrentLayers(module, options);
  });
}

function denseLayer(module: MatrixModule, options: PyTorchOptions): ImportedLayer {
  const { weight } = module;
  const activation = activationOf(module, options);
  return {
    config: { cell: "dense", hidden: weight.shape[0], activation },
    tensors: (path) => linearTensors(path, module),
  };
}

function recurrentLayers(module: RecurrentModule, options: PyTorchOptions): ImportedLayer[] {
  const activation = module.cell === "rnn" ? activationOf(module, options) : undefined;
  return module.layers.map((directions): ImportedLayer => {
    const [forward, backward] = directions.map((tensors) => convertDirection(module, tensors, activation));
    if (backward === undefined) return { config: forward.config, tensors: (path) => namedTensors(path, forward) };
    return {
      config: { cell: "bidirectional", forward: forward.config, backward: backward.config },
      tensors: (path) => ({
        ...namedTensors(`${path}.forward`, forward),
        ...namedTensors(`${path}.backward`, backward),
      }),
    };
  });
}

function convertDirection(
  { cell, hidden, path }: RecurrentModule,
  tensors: DirectionTensors,
  activation: Activation | undefined,
): ConvertedLayer {
  const read = (name: string): Float32Array => {
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new RivuletError("WEIGHTS_INVALID", `expected ${name} in ${path}, came none`);
    return tensor.read();
  };
  return convertLayer("pytorch", {
    cell,
    hidden,
    kernel: read("weight_ih"),
    recurrentKernel: read("weight_hh"),
    ...(tensors.has("bias_ih") && { bias: joined(read("bias_ih"), read("bias_hh")) }),
    ...(tensors.has("weight_hr") && { projection: read("weight_hr") }),
    ...(activation !== undefined && { activation }),
  });
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function activationOf({ path }: Module, { activation, activations = {} }: PyTorchOptions): Activation {
  const found = Object.hasOwn(activations, path) ? activations[path] : activation;
  if (found !== undefined) return found;
  throw new RivuletError(
    "IMPORT_AMBIGUOUS",
    `expected the option activation for ${path || "the module"}, as no state_dict holds it, came no such option`,
  );
}

function weightsOf({ embeddings, heads }: Arrangement, layers: readonly ImportedLayer[]): Weights {
  return Object.assign(
    {},
    ...embeddings.map(({ path, weight }) => ({ [`embedding.${path || "embedding"}`]: tensorOf(weight) })),
    ...layers.map(({ tensors }, l) => tensors(`layers.${l}`)),
    ...heads.map(({ module }, h) => linearTensors(`heads.${h}`, module)),
  );
}

function linearTensors(path: string, { weight, bias }: MatrixModule): Weights {
  const [rows] = weight.shape;
  return {
    [`${path}.weight`]: tensorOf(weight),
    [`${path}.bias`]: { shape: [rows], data: bias?.read() ?? new Float32Array(rows) },
  };
}

function tensorOf({ shape, read }: StateTensor): Tensor {
  return { shape, data: read() };
}

function checkedLabels(labels: readonly string[], { heads }: ModelConfig): readonly string[] {
  const other = heads.find(({ size }) => size !== labels.length);
  if (other === undefined && heads.length > 0) return labels;
  const expected = other === undefined ? "labels for a model with a head" : `${other.size} labels for ${other.name}`;
  throw new RivuletError("CONFIG_INVALID", `expected ${expected}, came ${labels.length}`);
}

function notesOn(modules: readonly Module[], options: PyTorchOptions, config: ModelConfig): string[] {
  const notes = [`modules of the state_dict: ${modules.map(({ path, kind }) => path || kind).join(", ")}`];
  if (config.input.kind !== "embedding" && options.input === undefined) notes.push("x⟨t⟩ is taken as a dense vector");
  if (options.shape === undefined) notes.push("read as many-to-many: an answer at every step");
  return notes;
}
