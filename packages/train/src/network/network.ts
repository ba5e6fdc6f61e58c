import type { ModelConfig, Random } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import { RivuletError } from "@rivulet/errors";
import type { ParameterLayout } from "../parameters.ts";
import type { Sequence } from "../sequence.ts";
import { dropoutMasks } from "./dropout.ts";
import { type HeadLoss, HeadPass } from "./head-pass.ts";
import { InputPass } from "./input-pass.ts";
import { createWorkspace, type Workspace } from "./kernels.ts";
import { LayerPass } from "./layer-pass.ts";
import { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** How a batch is looked at. */
export interface PassOptions {
  /** Probability that a component of x⟨t⟩ is dropped, one mask a sequence (Gal and Ghahramani 2016). */
  readonly inputDropout: number;
  /** The same for what the heads see. */
  readonly outputDropout: number;
  readonly labelSmoothing: number;
  /** Factor of each head's loss, 1 where it has none. */
  readonly headWeights: readonly number[];
  /** Factor of the loss, so that shards of one batch add up: heads / targets of the whole batch. */
  readonly scale: number;
}

/** The gradient of a batch (or a shard of one) and what was seen on the way. */
export interface GradientResult {
  readonly heads: readonly HeadLoss[];
}

/** A whole stack in training: forward over a batch of sequences of unequal length, loss, backpropagation through time. */
export class Network {
  readonly layout: ParameterLayout;
  readonly #workspace: Workspace = createWorkspace();
  readonly #input: InputPass;
  readonly #layers: readonly LayerPass[];
  readonly #heads: readonly HeadPass[];

  constructor(config: ModelConfig, layout: ParameterLayout) {
    for (const head of config.heads) {
      if (head.activation !== "softmax") {
        throw new RivuletError(
          "TRAINING_CONFIG_INVALID",
          `expected softmax heads, came ${head.activation} for ${head.name}`,
        );
      }
    }
    this.layout = layout;
    this.#input = new InputPass(this.#workspace, config, layout);
    let columns = this.#input.columns;
    this.#layers = config.layers.map((layer, l) => {
      const pass = new LayerPass(this.#workspace, layer, l, columns);
      columns = layer.hidden;
      return pass;
    });
    this.#heads = config.heads.map((head, h) => new HeadPass(this.#workspace, head, h, columns));
  }

  /**
   * Adds the gradient of the sequences' loss to `gradient` (flat, as `layout`), which holds zeros
   * wherever it was not `touched`: embedding rows are told by offset and length, all else is dense.
   */
  gradient(
    parameters: Float32Array,
    sequences: readonly Sequence[],
    options: PassOptions,
    random: Random,
    gradient: Float32Array,
    touched: (offset: number, size: number) => void,
  ): GradientResult {
    const { memory } = this.#workspace;
    const weights = this.layout.weights(parameters);
    for (const layer of this.#layers) layer.load(weights);
    for (const head of this.#heads) head.load(weights);
    const mark = memory.mark();
    const grid = new StepGrid(sequences);
    const view = (name: string) => this.layout.view(gradient, name);

    const inputMasks = dropoutMasks(options.inputDropout, grid.sequences.length, this.#input.columns, random);
    let below = this.#input.forward(grid, parameters, inputMasks);
    for (const layer of this.#layers) below = layer.forward(grid, { addresses: below.addresses, offset: 0 });

    const top = this.#layers[this.#layers.length - 1];
    const outputMasks = this.#outputMasks(options.outputDropout, grid, top.hidden, random);
    const tops = this.#masked(below, outputMasks, grid);
    const heads = this.#heads.map((head, h) =>
      head.forward(grid, tops, options.labelSmoothing, options.scale * (options.headWeights[h] ?? 1)),
    );

    let d = allocateVectors(memory, grid.steps, padded(top.hidden));
    for (const head of this.#heads) head.backward(grid, tops, d, view);
    if (outputMasks) this.#mask(d, d, outputMasks, grid);
    for (let l = this.#layers.length - 1; l >= 0; l--) d = this.#layers[l].backward(grid, d, view);
    this.#input.backward(grid, d, gradient, inputMasks, touched);
    memory.release(mark);
    return { heads };
  }

  #outputMasks(probability: number, grid: StepGrid, hidden: number, random: Random): Vectors | undefined {
    const masks = dropoutMasks(probability, grid.sequences.length, hidden, random);
    if (masks === undefined) return undefined;
    const { memory } = this.#workspace;
    const vectors = allocateVectors(memory, masks.length, padded(hidden));
    masks.forEach((mask, job) => {
      memory.f32.set(mask, (vectors.base + job * vectors.bytes) / 4);
    });
    return vectors;
  }

  /** What the heads see: a⟨t⟩, masked where there are masks. */
  #masked(states: Vectors, masks: Vectors | undefined, grid: StepGrid): Vectors {
    if (masks === undefined) return states;
    const tops = allocateVectors(this.#workspace.memory, grid.steps, masks.bytes / 4);
    this.#mask(tops, states, masks, grid);
    return tops;
  }

  #mask(to: Vectors, from: Vectors, masks: Vectors, grid: StepGrid): void {
    const { kernels } = this.#workspace;
    grid.forEach((n, job) => {
      kernels.multiply(to.base + n * to.bytes, from.base + n * from.bytes, masks.base + job * masks.bytes, masks.bytes);
    });
  }
}
