import type { ModelConfig, Random } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import { createLoss } from "../losses/create-loss.ts";
import type { HeadLoss } from "../losses/loss.ts";
import type { LossOptions } from "../losses/loss-options.ts";
import type { ParameterLayout } from "../parameters.ts";
import type { Sequence } from "../sequence.ts";
import type { Trainable } from "../trainable.ts";
import { placeStates, readStates, type StreamState } from "./carried-states.ts";
import { dropoutMasks } from "./dropout.ts";
import { HeadPass } from "./head-pass.ts";
import { InputPass } from "./input-pass.ts";
import { createWorkspace, type Workspace } from "./kernels.ts";
import { LayerStack } from "./layer-stack.ts";
import { OutputDropout } from "./output-dropout.ts";
import { StepGrid } from "./step-grid.ts";
import { allocateVectors } from "./vectors.ts";

/** How a batch is looked at. */
export interface PassOptions {
  /** Probability that a component of x⟨t⟩ is dropped, one mask a sequence (Gal and Ghahramani 2016). */
  readonly inputDropout: number;
  /** The same for what the heads see. */
  readonly outputDropout: number;
  /** Of each head. */
  readonly losses: readonly LossOptions[];
  /** Factor of each head's loss, 1 where it has none. */
  readonly headWeights: readonly number[];
  /** Factor of the loss, so that shards of one batch add up: heads / targets of the whole batch. */
  readonly scale: number;
}

/** A batch, or a shard of one. */
export interface GradientJob {
  /** Flat, as the layout. */
  readonly parameters: Float32Array;
  readonly sequences: readonly Sequence[];
  /** What each sequence starts from, where they go on. */
  readonly states?: readonly StreamState[];
  /** Whether the states that they end in are asked for. */
  readonly carry: boolean;
  readonly options: PassOptions;
  readonly random: Random;
}

/** What was seen on the way to a gradient. */
export interface GradientResult {
  readonly heads: readonly HeadLoss[];
  /** What each sequence ends in, where asked for. */
  readonly states: readonly StreamState[];
}

/** A whole stack in training: forward over a batch of sequences of unequal length, loss, backpropagation through time. */
export class Network implements Trainable {
  readonly layout: ParameterLayout;
  readonly #config: ModelConfig;
  readonly #workspace: Workspace = createWorkspace();
  readonly #input: InputPass;
  readonly #stack: LayerStack;
  readonly #heads: readonly HeadPass[];

  constructor(config: ModelConfig, layout: ParameterLayout) {
    this.layout = layout;
    this.#config = config;
    this.#input = new InputPass(this.#workspace, config, layout);
    this.#stack = new LayerStack(this.#workspace, config, this.#input.columns);
    this.#heads = config.heads.map((head, h) => new HeadPass(this.#workspace, head, h, this.#stack.size));
  }

  gradient(
    { parameters, sequences, states, carry, options, random }: GradientJob,
    gradient: Float32Array,
    touched: (offset: number, size: number) => void,
  ): GradientResult {
    const { memory } = this.#workspace;
    const weights = this.layout.weights(parameters);
    this.#stack.load(weights);
    const mark = memory.mark();
    const grid = new StepGrid(sequences);
    const view = (name: string) => this.layout.view(gradient, name);
    const touchRow = (name: string, row: number) => {
      const { offset, shape } = this.layout.place(name);
      const [, size = 1] = shape;
      touched(offset + row * size, size);
    };

    const inputMasks = dropoutMasks(options.inputDropout, grid.sequences.length, this.#input.columns, random);
    const { parts, size } = this.#stack;
    const sizes = parts.map(({ stateFloats }) => stateFloats);
    const initial = states && placeStates(memory, grid, sizes, states);
    // In a many-to-one model what is seen above has one step a sequence.
    const top = this.#stack.forward(grid, this.#input.forward(grid, parameters, inputMasks), initial);

    const dropout = new OutputDropout(this.#workspace, top.grid, options.outputDropout, size, random);
    const seen = { addresses: dropout.forward(top.tops).addresses, offset: 0 };
    const heads = this.#heads.map((head, h) => {
      const loss = createLoss(this.#config.heads[h], options.losses[h]);
      const scale = options.scale * (options.headWeights[h] ?? 1);
      return head.forward(top.grid, seen, weights, { loss, scale, random });
    });

    const dTops = allocateVectors(memory, top.grid.steps, padded(size));
    const dSeen = { addresses: dTops.addresses, offset: 0 };
    for (const head of this.#heads) head.backward(top.grid, seen, dSeen, view, touchRow);
    dropout.backward(dTops);
    this.#input.backward(grid, this.#stack.backward(grid, dTops, view), gradient, inputMasks, touched);
    const last = parts.map((part) => part.states);
    const ends = carry ? readStates(memory, grid, last) : [];
    memory.release(mark);
    return { heads, states: ends };
  }
}
