import { type ModelConfig, type Tensor, validateConfig, validateWeights } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import { defaultFileLimits, type FileLimits } from "../file-limits.ts";
import type { Constant } from "./constant.ts";
import { interpret } from "./interpret.ts";
import { modelInput } from "./model-input.ts";
import type { OnnxInput, OnnxModel, OnnxOutput } from "./onnx-model.ts";
import { readMessage } from "./read-message.ts";
import { type FoundModel, readOutputs } from "./read-outputs.ts";
import { readTensor } from "./read-tensor.ts";
import { damaged } from "./refuse.ts";
import { type ModelProto, modelSchema, type TensorProto, tensorSchema } from "./schema.ts";

export interface OnnxImportOptions {
  /** Inputs of the graph that are weights: by name, each a serialised `TensorProto`. */
  readonly values?: Readonly<Record<string, Uint8Array>>;
  /** The classes of the head, by index. */
  readonly labels?: readonly string[];
}

/** The operator sets that are known here: 7 is the first with the recurrent operators of today. */
const opsets = { first: 7, last: 26 };

/**
 * Imports a model of recurrent layers from an ONNX file. The graph is not matched against patterns: it is run on what its
 * tensors mean (which axis counts steps, which one features, whose vectors they hold), and every operator that changes
 * this in a way that a stack of layers can't is refused by its name.
 *
 * @throws RivuletError FILE_DAMAGED, FILE_TOO_LARGE, FILE_VERSION, IMPORT_UNSUPPORTED, CONFIG_INVALID, WEIGHTS_INVALID
 */
export function importOnnx(bytes: Uint8Array, options: OnnxImportOptions = {}, limits: FileLimits = {}): OnnxModel {
  const { graph, opsetImport = [] } = readMessage<ModelProto>(modelSchema, bytes, limits);
  if (graph?.output === undefined) throw damaged("a graph with outputs", "none");
  const opset = opsetImport.find(({ domain = "" }) => domain === "" || domain === "ai.onnx")?.version;
  if (opset === undefined || opset < opsets.first || opset > opsets.last) {
    const expected = `an operator set of ONNX from ${opsets.first} to ${opsets.last}`;
    throw new RivuletError("FILE_VERSION", `expected ${expected}, came ${opset ?? "none"}`);
  }
  const given = new Map<string, Constant>();
  for (const [name, value] of Object.entries(options.values ?? {})) {
    given.set(name, readTensor(readMessage<TensorProto>(tensorSchema, value, limits)));
  }
  // Exporters fold their constants: what is left for us is less than the file holds.
  const work = { left: 2 ** 20 + 4 * Math.min(bytes.length, limits.fileBytes ?? defaultFileLimits.fileBytes) };
  return assemble(readOutputs(interpret(graph, opset, given, work), work), options.labels);
}

function assemble({ chain, heads, outputs, isReversed }: FoundModel, labels: readonly string[] | undefined): OnnxModel {
  const columns = chain.layers[0]?.columns ?? (heads[0]?.linear.weight.length ?? 0) / (heads[0]?.linear.size ?? 1);
  const input = modelInput(chain.input, columns);
  const weights: Record<string, Tensor> = input.weights;
  const inputs: OnnxInput[] = [...input.inputs];
  chain.layers.forEach((layer, l) => {
    Object.assign(weights, layer.tensors(`layers.${l}`));
    for (const { stream, suffix } of layer.parts) {
      for (const vector of ["hidden", "cell"] as const) {
        const state = stream.initial[vector];
        if (state === undefined) continue;
        const index = state.select === undefined ? {} : { index: state.select.index };
        inputs.push({ name: state.name, is: "state", path: `layers.${l}${suffix}`, vector, ...index });
      }
    }
  });
  heads.forEach(({ linear }, h) => {
    const { size, weight, bias } = linear;
    weights[`heads.${h}.weight`] = { shape: [size, weight.length / size], data: weight };
    weights[`heads.${h}.bias`] = { shape: [size], data: bias ?? new Float32Array(size) };
  });
  const each = outputs.some(({ readings }) => readings.some(({ steps }) => steps === "each"));
  const config: ModelConfig = {
    ...(!each && { shape: "many-to-one" as const }),
    ...(isReversed && { outputOrder: "reversed" as const }),
    input: input.config,
    layers: chain.layers.map(({ config: layer }) => layer),
    heads: heads.map(({ name, activation, linear }) => ({ name, size: linear.size, activation })),
  };
  validateWeights(validateConfig(config), weights);
  return { config, weights, ...(labels && { labels }), notes: notesOn(inputs, outputs), inputs, outputs };
}

function notesOn(inputs: readonly OnnxInput[], outputs: readonly OnnxOutput[]): string[] {
  const notes = inputs
    .filter((input) => input.is === "state")
    .map(
      ({ name, path, vector }) =>
        `The input ${name} was the state ${path}.${vector}: a session carries it, from zeros on.`,
    );
  for (const { name, readings } of outputs) {
    for (const reading of readings) {
      if (reading.of !== "head" || reading.form === "probabilities" || reading.form === "logits") continue;
      const what = reading.form === "argmax" ? "the index of the largest one" : "the logarithm";
      notes.push(`The output ${name} was ${what} of what the head gives.`);
    }
  }
  return notes;
}
