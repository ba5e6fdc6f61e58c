import {
  type HeadConfig,
  type InputConfig,
  type LayerConfig,
  outputSize,
  type Shape,
  type Tensor,
  validateConfig,
  validateWeights,
  type Weights,
} from "@rivulet/engine";
import { conventions } from "../conventions.ts";
import type { ImportedModel } from "../imported-model.ts";
import { type ImportedDense, identityLayer } from "./dense-layer.ts";
import type { KerasFile } from "./keras-file.ts";
import type { RecurrentOptions } from "./recurrent-layer.ts";
import { damaged, short, unsupported } from "./refuse.ts";
import { rotateColumns, rotateInputs } from "./rotate-columns.ts";

const headActivations: Readonly<Record<string, HeadConfig["activation"]>> = {
  softmax: "softmax",
  sigmoid: "sigmoid",
  linear: "none",
};

/** A layer of ours with what names its tensors. */
export interface BuiltLayer {
  readonly config: LayerConfig;
  readonly tensors: (path: string) => Weights;
}

/** Puts our layers one upon the other and keeps account of what Keras's outputs are between them. */
export class ModelBuilder {
  readonly #framework: KerasFile["framework"];
  readonly #layers: (BuiltLayer | ImportedDense)[] = [];
  readonly #notes: string[] = [];
  #input: InputConfig | undefined;
  #embedding: Weights = {};
  /** Whether the vectors so far are one a step, the last of a sequence, or without any sequence. */
  #time: "each" | "last" | "none" | undefined;
  /** Keras's vectors stand in the order of the steps from the last to the first. */
  #isReversed = false;
  /** So many first numbers of Keras's vectors stand behind the others in ours. */
  #rotation = 0;
  /** Numbers of the two outputs that Keras makes of the top layer's, where it does not merge them. */
  #outputs: readonly [number, number] | undefined;

  constructor(framework: KerasFile["framework"]) {
    this.#framework = framework;
  }

  get isEmpty(): boolean {
    return this.#input === undefined;
  }

  note(text: string): void {
    this.#notes.push(text);
  }

  /** Whether the input of the model is a sequence, where a layer says. */
  startsWith(time: "each" | "none"): void {
    this.#time ??= time;
  }

  addEmbedding(name: string, table: Tensor): void {
    const [rows, size] = table.shape;
    this.#input = { kind: "embedding", tables: [{ name, rows, size }] };
    this.#embedding = { [`embedding.${name}`]: table };
    this.#time = "each";
  }

  /**
   * Which way over the steps a recurrent layer goes. Keras gives what a layer made on its way backward in the order of that
   * way, so that the next layer starts with the first step, and one that goes backward again goes forward.
   */
  directionOf(name: string, { goesBackwards, returnsSequences, isStateful }: RecurrentOptions): "forward" | "backward" {
    if (this.#time !== undefined && this.#time !== "each") {
      throw unsupported(`a sequence below the recurrent layer ${short(name)}`, "one vector");
    }
    this.#time = returnsSequences ? "each" : "last";
    this.#isReversed = this.#isReversed !== goesBackwards;
    if (isStateful) this.note(`${name} is stateful: a session carries the state of every layer from call to call`);
    return this.#isReversed ? "backward" : "forward";
  }

  /** Whether Keras's vectors stand from the last step to the first. */
  get isReversed(): boolean {
    return this.#isReversed;
  }

  /** Whether the top layer has several outputs, which no layer can be put upon. */
  get isSplit(): boolean {
    return this.#outputs !== undefined;
  }

  /** The first `count` numbers of what Keras's top layer gives stand behind the others in what ours gives. */
  rotate(count: number): void {
    this.#rotation = count;
  }

  /** Keras gives what the top layer makes as two outputs of so many numbers. */
  split(sizes: readonly [number, number]): void {
    this.#outputs = sizes;
  }

  /** `columns`: K, numbers of its x⟨t⟩. */
  addLayer({ config, tensors }: BuiltLayer, columns: number): void {
    const count = this.#connect(columns);
    this.#layers.push({ config, tensors: (path) => rotateInputs(tensors(path), count) });
  }

  addDense(dense: ImportedDense): void {
    const count = this.#connect(dense.weight.shape[1]);
    this.#layers.push({ ...dense, weight: rotateColumns(dense.weight, count) });
  }

  /** An activation over what a dense layer gives as it is becomes that layer's own; undefined where there is none such. */
  activate(activation: string): boolean {
    const top = this.#layers.at(-1);
    if (top === undefined || !isDense(top) || top.activation !== "linear") return false;
    this.#layers[this.#layers.length - 1] = { ...top, activation };
    return true;
  }

  /** Numbers of the vectors so far; 0 before there are any. */
  get size(): number {
    const top = this.#layers.at(-1);
    if (top === undefined) return this.#input?.kind === "embedding" ? this.#input.tables[0].size : 0;
    return isDense(top) ? top.size : outputSize(top.config);
  }

  /** @throws RivuletError IMPORT_UNSUPPORTED, CONFIG_INVALID, WEIGHTS_INVALID */
  finish(): ImportedModel {
    const time = this.#time ?? "none";
    const [layers, heads] = this.#headed();
    const built = layers.map((layer) => (isDense(layer) ? this.#denseLayer(layer) : layer));
    const shape: Shape | undefined = { each: undefined, last: "many-to-one" as const, none: "one-to-one" as const }[
      time
    ];
    const config = validateConfig({
      ...(shape !== undefined && { shape }),
      ...(time === "each" && this.#isReversed && { outputOrder: "reversed" as const }),
      input: this.#input,
      layers: built.map(({ config }) => config),
      heads: heads.map(({ name, size, activation }) => ({ name, size, activation: headActivations[activation] })),
    });
    const weights: Weights = Object.assign(
      { ...this.#embedding },
      ...built.map(({ tensors }, l) => tensors(`layers.${l}`)),
      ...heads.map((head, h) => denseTensors(`heads.${h}`, head)),
    );
    validateWeights(config, weights);
    return { config, weights, notes: this.#notes };
  }

  /** Gives by how many columns the next layer's matrices are to be rotated. */
  #connect(columns: number): number {
    if (this.#input === undefined) this.#input = { kind: "dense", size: columns };
    else if (columns !== this.size) throw damaged(`a kernel for ${this.size} inputs`, `one for ${columns}`);
    const count = this.#rotation;
    this.#rotation = 0;
    return count;
  }

  /** The last layer is the head, where a head has its activation and there are layers below; else heads pass on what it gives. */
  #headed(): [layers: readonly (BuiltLayer | ImportedDense)[], heads: readonly ImportedDense[]] {
    const top = this.#layers.at(-1);
    if (
      top !== undefined &&
      this.#layers.length > 1 &&
      isDense(top) &&
      Object.hasOwn(headActivations, top.activation)
    ) {
      return [this.#layers.slice(0, -1), [top]];
    }
    return [this.#layers, this.#passingHeads()];
  }

  #passingHeads(): readonly ImportedDense[] {
    const all = identityLayer("output", this.size, "linear");
    const head = { ...all, weight: rotateColumns(all.weight, this.#rotation) };
    if (this.#outputs === undefined) {
      this.note("the head passes on what the top layer gives");
      return [head];
    }
    this.note("the heads forward and backward pass on what the two directions of the top layer give");
    const [forward, backward] = this.#outputs;
    return [
      { ...rowsOf(head, 0, forward), name: "forward" },
      { ...rowsOf(head, forward, backward), name: "backward" },
    ];
  }

  #denseLayer(dense: ImportedDense): BuiltLayer {
    const { activations } = conventions[this.#framework];
    if (!Object.hasOwn(activations, dense.activation)) {
      throw unsupported(`${dense.activation} in the last of several layers`, `it in ${short(dense.name)}`);
    }
    return {
      config: { cell: "dense", hidden: dense.size, activation: activations[dense.activation] },
      tensors: (path) => denseTensors(path, dense),
    };
  }
}

function isDense(layer: BuiltLayer | ImportedDense): layer is ImportedDense {
  return "weight" in layer;
}

/** What gives `size` of the outputs of a dense layer, from output `first` on. */
function rowsOf({ weight, bias, ...dense }: ImportedDense, first: number, size: number): ImportedDense {
  const [, columns] = weight.shape;
  return {
    ...dense,
    size,
    weight: { shape: [size, columns], data: weight.data.slice(first * columns, (first + size) * columns) },
    bias: bias.slice(first, first + size),
  };
}

function denseTensors(path: string, { weight, bias }: ImportedDense): Weights {
  return { [`${path}.weight`]: weight, [`${path}.bias`]: { shape: [bias.length], data: bias } };
}
