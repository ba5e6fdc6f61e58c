import {
  type ModelConfig,
  Random,
  type RecurrentPart,
  recurrentParts,
  stateSizes,
  type Weights,
} from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import type { Loss } from "../losses/loss.ts";
import { HeadPass } from "../network/head-pass.ts";
import { InputPass } from "../network/input-pass.ts";
import { createWorkspace, type Workspace } from "../network/kernels.ts";
import { LayerStack } from "../network/layer-stack.ts";
import { StepGrid } from "../network/step-grid.ts";
import { allocateVectors, type Vectors } from "../network/vectors.ts";
import { ParameterLayout } from "../parameters.ts";
import type { Sequence } from "../sequence.ts";

/** Factor that keeps gradients that vanish within the range of 32-bit floats; a power of two, so that it costs no digit. */
const SCALE = 2 ** 60;

/** A number L that one head's logits at one step lead to. */
export interface Question {
  /** Index of the head. */
  readonly head: number;
  /** T, counted in time whatever the `outputOrder`; of a many-to-one model, which speaks once, 0. */
  readonly step: number;
  /** From ŷ⟨T⟩ to dL / d logits. */
  readonly dLogits: (outputs: Float32Array) => ArrayLike<number>;
}

/** The gradients of L by the states of one recurrent part, by step t: their norms. */
export interface PartTrace {
  readonly part: RecurrentPart;
  /** ‖∂L/∂a⟨t⟩‖ */
  readonly hidden: Float64Array;
  /** ‖∂L/∂c⟨t⟩‖ of an LSTM. */
  readonly cell?: Float64Array;
}

/** How much L depends on what was before. */
export interface GradientTrace {
  /** ŷ⟨T⟩ of the head. */
  readonly outputs: Float32Array;
  /** Lowest layer first, forward before backward. */
  readonly parts: readonly PartTrace[];
  /** ‖∂L/∂x⟨t⟩‖ by step. */
  readonly inputs: Float64Array;
}

/** Backpropagates single numbers through one model. */
export class GradientTracer {
  readonly #config: ModelConfig;
  readonly #layout: ParameterLayout;
  readonly #parameters: Float32Array;
  readonly #workspace: Workspace = createWorkspace();
  readonly #input: InputPass;
  readonly #stack: LayerStack;
  readonly #heads: readonly HeadPass[];

  constructor(config: ModelConfig, weights: Weights) {
    this.#config = config;
    this.#layout = new ParameterLayout(config);
    this.#parameters = new Float32Array(this.#layout.length);
    for (const { name } of this.#layout.places) this.#layout.view(this.#parameters, name).set(weights[name].data);
    this.#input = new InputPass(this.#workspace, config, this.#layout);
    this.#stack = new LayerStack(this.#workspace, config, this.#input.columns);
    this.#heads = config.heads.map((head, h) => new HeadPass(this.#workspace, head, h, this.#stack.size));
    this.#stack.load(weights);
  }

  trace(sequence: Sequence, { head, step, dLogits }: Question): GradientTrace {
    const { memory } = this.#workspace;
    const mark = memory.mark();
    const grid = new StepGrid([sequence]);
    const scratch = new Float32Array(this.#layout.length);
    const view = (name: string) => this.#layout.view(scratch, name);
    const weights = this.#layout.weights(this.#parameters);
    const top = this.#stack.forward(grid, this.#input.forward(grid, this.#parameters, undefined));
    const seen = { addresses: top.tops.addresses, offset: 0 };
    let outputs = new Float32Array();
    const loss = questionAt(step, (z, said) => {
      outputs = said.slice();
      z.set(dLogits(outputs));
    });
    this.#heads[head].forward(top.grid, seen, weights, { loss, scale: SCALE, random: new Random(0) });
    const dTops = allocateVectors(memory, top.grid.steps, padded(this.#stack.size));
    this.#heads[head].backward(top.grid, seen, { addresses: dTops.addresses, offset: 0 }, view, () => {});
    const dInputs = this.#stack.backward(grid, dTops, view);
    const parts = recurrentParts(this.#config).map((part, i) => this.#traceOf(part, this.#stack.parts[i].dStates));
    const inputs = this.#norms(dInputs, 0, this.#input.columns, false);
    memory.release(mark);
    return { outputs, parts, inputs };
  }

  #traceOf(part: RecurrentPart, dStates: Vectors): PartTrace {
    const [hidden, cell] = stateSizes(part.layer);
    const isReversed = part.direction === "backward";
    const own = { part, hidden: this.#norms(dStates, 0, hidden, isReversed) };
    if (cell === undefined) return own;
    return { ...own, cell: this.#norms(dStates, padded(hidden), cell, isReversed) };
  }

  /** By step the norm of `count` numbers of each vector from number `first` on. */
  #norms({ base, bytes, count: steps }: Vectors, first: number, count: number, isReversed: boolean): Float64Array {
    const { f32 } = this.#workspace.memory;
    return Float64Array.from({ length: steps }, (_, t) => {
      const at = (base + (isReversed ? steps - 1 - t : t) * bytes) / 4 + first;
      let sum = 0;
      for (let k = at; k < at + count; k++) sum += f32[k] ** 2;
      return Math.sqrt(sum) / SCALE;
    });
  }
}

/** A loss that speaks of one step alone. */
function questionAt(step: number, ask: (z: Float32Array, outputs: Float32Array) => void): Loss {
  return {
    refuse: () => undefined,
    count: () => 1,
    batch: () => ({
      apply({ grid, row, outputs }, scale) {
        grid.forEach((n, _, t) => {
          const z = row(n);
          if (t !== step) {
            z.fill(0);
            return;
          }
          ask(z, outputs(n));
          for (let k = 0; k < z.length; k++) z[k] *= scale;
        });
        return { loss: 0, targets: 1, correct: 0 };
      },
    }),
  };
}
