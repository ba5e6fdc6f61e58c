import { type LayerConfig, type ModelConfig, outputSize, readLayer, type Weights } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import { createLayerPass } from "./create-layer-pass.ts";
import type { Workspace } from "./kernels.ts";
import { byLayer, type Gradient, type LayerPass } from "./layer-pass.ts";
import type { RecurrentPass } from "./recurrent-pass.ts";
import { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** What the top of a stack gives: a vector for each step of `grid`, which in a many-to-one model has one a sequence. */
export interface StackOutputs {
  readonly grid: StepGrid;
  readonly tops: Vectors;
}

/** The layers of a stack over a whole batch, each from its first step to its last before the next. */
export class LayerStack {
  /** Numbers of what the top layer gives. */
  readonly size: number;
  readonly #workspace: Workspace;
  readonly #layers: readonly LayerPass[];
  /** The layer that a many-to-one model reads; undefined where every step goes to the top. */
  readonly #read: number | undefined;
  /** Whether that layer only goes backward, so that it ends at the first step. */
  readonly #readsFirst: boolean;

  /** `columns`: numbers of the lowest x⟨t⟩; `prefix`: what the names of the stack's tensors begin with. */
  constructor(workspace: Workspace, config: ModelConfig, columns: number, prefix = "") {
    this.#workspace = workspace;
    this.#read = readLayer(config);
    this.#readsFirst = goesBackward(config.layers[this.#read ?? -1]);
    let below = columns;
    this.#layers = config.layers.map((layer, l) => {
      const place = { path: `${prefix}layers.${l}`, columns: below, isRead: l === this.#read };
      below = outputSize(layer);
      return createLayerPass(workspace, layer, place);
    });
    this.size = below;
  }

  /** What is recurrent in the stack, lowest first: what states are told by. */
  get parts(): readonly RecurrentPass[] {
    return this.#layers.flatMap(({ parts }) => parts);
  }

  load(weights: Weights): void {
    for (const layer of this.#layers) layer.load(weights);
  }

  /** `initial`: the states of each part before its first step, one a job. */
  forward(grid: StepGrid, inputs: Vectors, initial: readonly Vectors[] = []): StackOutputs {
    const states = byLayer(this.#layers, initial);
    let seen: StackOutputs = { grid, tops: inputs };
    if (this.#read === -1) seen = this.#readEnds(seen, inputs.bytes / 4);
    this.#layers.forEach((layer, l) => {
      seen = { grid: seen.grid, tops: layer.forward(seen.grid, seen.tops, states[l]) };
      if (l === this.#read) seen = this.#readEnds(seen, padded(layer.size));
    });
    return seen;
  }

  /**
   * From d loss / d tops to d loss / d x⟨t⟩, adding the gradients of the weights. `dLast`: of each part, d loss / d the state
   * that each job ends in.
   */
  backward(grid: StepGrid, dTops: Vectors, gradient: Gradient, dLast: readonly Vectors[] = []): Vectors {
    const last = byLayer(this.#layers, dLast);
    let d = dTops;
    for (let l = this.#layers.length - 1; l >= 0; l--) {
      if (l === this.#read) d = this.#spreadEnds(grid, d);
      const at = this.#read !== undefined && l > this.#read ? endGrid(grid) : grid;
      d = this.#layers[l].backward(at, d, gradient, last[l]);
    }
    return this.#read === -1 ? this.#spreadEnds(grid, d) : d;
  }

  /** Of each sequence the one vector that is read. */
  #readEnds({ grid, tops }: StackOutputs, floats: number): StackOutputs {
    const { memory } = this.#workspace;
    const ends = allocateVectors(memory, grid.sequences.length, floats);
    grid.sequences.forEach((_, job) => {
      const from = (tops.base + this.#end(grid, job) * tops.bytes) / 4;
      memory.f32.copyWithin((ends.base + job * ends.bytes) / 4, from, from + floats);
    });
    return { grid: endGrid(grid), tops: ends };
  }

  #spreadEnds(grid: StepGrid, dEnds: Vectors): Vectors {
    const { memory } = this.#workspace;
    const d = allocateVectors(memory, grid.steps, dEnds.bytes / 4);
    grid.sequences.forEach((_, job) => {
      const from = (dEnds.base + job * dEnds.bytes) / 4;
      memory.f32.copyWithin((d.base + this.#end(grid, job) * d.bytes) / 4, from, from + d.bytes / 4);
    });
    return d;
  }

  #end(grid: StepGrid, job: number): number {
    return this.#readsFirst ? job : grid.last(job);
  }
}

function goesBackward(layer: LayerConfig | undefined): boolean {
  return layer !== undefined && "direction" in layer && layer.direction === "backward";
}

/** One step a sequence, in the same order. */
function endGrid(grid: StepGrid): StepGrid {
  return new StepGrid(grid.sequences.map((sequence) => ({ ...sequence, steps: 1 })));
}
