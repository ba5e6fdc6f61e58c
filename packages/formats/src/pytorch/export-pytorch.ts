import {
  type Activation,
  dequantize,
  isQuantized,
  type ModelConfig,
  type StoredWeights,
  type Tensor,
  validateConfig,
  validateWeights,
  type Weights,
} from "@rivulet/engine";
import type { FileTensor } from "../safetensors.ts";
import { writeSafetensors } from "../write-safetensors.ts";
import type { PyTorchOptions } from "./options.ts";
import { optionsName } from "./stored-options.ts";
import { refused, type TorchDirection, type TorchLayer, torchLayerOf } from "./torch-layer.ts";
import { torchTensors } from "./torch-tensors.ts";

/**
 * The model as a `state_dict` in safetensors, for `load_state_dict` of a module with these parts: `embedding`
 * (nn.Embedding; several: `embeddings`, an nn.ModuleList), `rnn` (nn.RNN, GRU or LSTM with as many layers as follow one
 * another in the same form; several such runs: `rnns`), `dense` and `head` (nn.Linear; several: `denses`, `heads`).
 * Quantised weights are written as the floats they stand for. What no state_dict holds is written beside it, so that
 * `importPyTorch` gives the same model.
 *
 * @throws RivuletError EXPORT_UNSUPPORTED naming what PyTorch's modules can not express; CONFIG_INVALID,
 * WEIGHTS_INVALID
 */
export function exportPyTorch(
  config: ModelConfig,
  weights: StoredWeights,
  labels?: readonly string[],
): Uint8Array<ArrayBuffer> {
  validateWeights(validateConfig(config), weights);
  if (config.outputOrder === "reversed")
    throw refused("outputs in the order of time, as PyTorch's are", "reversed ones");
  const floats = Object.fromEntries(
    Object.entries(weights).map(([name, tensor]) => [name, isQuantized(tensor) ? dequantize(tensor) : tensor]),
  );
  const state = new Map<string, Tensor>();
  const embeddings = addEmbeddings(state, config, floats);
  const { order, activations } = addLayers(state, config, floats);
  const heads = numbered("head", config.heads.length).map((module, h) => {
    addLinear(state, module, `heads.${h}`, floats);
    const { activation, delay } = config.heads[h];
    return { module, activation, ...(delay !== undefined && { delay }) };
  });
  const options: PyTorchOptions = {
    heads,
    activations,
    order,
    embeddings,
    ...inputOptions(config),
    ...(config.shape !== undefined && { shape: config.shape }),
    ...(labels !== undefined && { labels }),
  };
  const metadata = new Map([
    ["format", "pt"],
    [optionsName, JSON.stringify(options)],
  ]);
  return writeSafetensors({
    metadata,
    tensors: new Map([...state].map(([name, tensor]) => [name, fileTensor(tensor)])),
  });
}

function inputOptions({ input }: ModelConfig): Pick<PyTorchOptions, "input" | "dense"> {
  if (input.kind !== "embedding") return { input: input.kind };
  return input.dense === undefined ? {} : { dense: input.dense };
}

function addEmbeddings(state: Map<string, Tensor>, { input }: ModelConfig, weights: Weights): string[] {
  if (input.kind !== "embedding") return [];
  const modules = numbered("embedding", input.tables.length);
  input.tables.forEach(({ name }, k) => {
    state.set(`${modules[k]}.weight`, weights[`embedding.${name}`]);
  });
  return modules;
}

function addLayers(state: Map<string, Tensor>, { layers }: ModelConfig, weights: Weights) {
  const runs = runsOf(layers);
  const recurrent = numbered("rnn", runs.filter(({ form }) => form !== undefined).length);
  const dense = numbered("dense", runs.filter(({ form }) => form === undefined).length);
  const activations: Record<string, Activation> = {};
  const order = runs.map(({ form, first, layers: run }) => {
    const module = (form === undefined ? dense : recurrent).shift() ?? "";
    if (form === undefined) addLinear(state, module, `layers.${first}`, weights);
    else addRecurrent(state, module, first, run, weights);
    const activation = activationOf(form === undefined ? layers[first] : run[0].directions[0]);
    if (activation !== undefined) activations[module] = activation;
    return module;
  });
  return { order, activations };
}

/** One module: layers of the same form that follow one another, or one linear layer. */
interface Run {
  readonly first: number;
  /** Absent: a linear layer. */
  readonly form?: string;
  readonly layers: TorchLayer[];
}

function runsOf(layers: ModelConfig["layers"]): Run[] {
  const runs: Run[] = [];
  layers.forEach((layer, first) => {
    if (layer.residual) throw refused("layers without residual links, which no state_dict shows", "one with");
    if (layer.cell === "dense") {
      runs.push({ first, layers: [] });
      return;
    }
    const torch = torchLayerOf(layer);
    const below = runs.at(-1);
    if (below?.form === torch.form) below.layers.push(torch);
    else runs.push({ first, form: torch.form, layers: [torch] });
  });
  return runs;
}

function addRecurrent(
  state: Map<string, Tensor>,
  module: string,
  first: number,
  layers: readonly TorchLayer[],
  weights: Weights,
): void {
  layers.forEach(({ directions }, l) => {
    const [forward, backward] = directions;
    const path = `layers.${first + l}`;
    const add = (layer: TorchDirection, from: string, suffix: string): void => {
      for (const [name, tensor] of Object.entries(torchTensors(layer, from, weights))) {
        state.set(`${module}.${name}_l${l}${suffix}`, tensor);
      }
    };
    add(forward, backward === undefined ? path : `${path}.forward`, "");
    if (backward !== undefined) add(backward, `${path}.backward`, "_reverse");
  });
}

function addLinear(state: Map<string, Tensor>, module: string, path: string, weights: Weights): void {
  state.set(`${module}.weight`, weights[`${path}.weight`]);
  state.set(`${module}.bias`, weights[`${path}.bias`]);
}

/** What an import has to be told: of nn.GRU and nn.LSTM nothing. */
function activationOf(layer: ModelConfig["layers"][number]): Activation | undefined {
  return layer.cell === "rnn" || layer.cell === "dense" ? (layer.activation ?? "tanh") : undefined;
}

/** `rnn`, or the members of an nn.ModuleList `rnns`. */
function numbered(module: string, count: number): string[] {
  return count === 1 ? [module] : Array.from({ length: count }, (_, i) => `${module}s.${i}`);
}

function fileTensor({ shape, data }: Tensor): FileTensor {
  return { dtype: "F32", shape, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
