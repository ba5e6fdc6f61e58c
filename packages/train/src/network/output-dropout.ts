import type { Random } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import { dropoutMasks } from "./dropout.ts";
import type { Workspace } from "./kernels.ts";
import type { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** Dropout between the top layer and the heads: one mask a sequence, or none where nothing is dropped. */
export class OutputDropout {
  readonly #workspace: Workspace;
  readonly #grid: StepGrid;
  readonly #masks: Vectors | undefined;

  /** `size`: numbers of what the top layer gives. */
  constructor(workspace: Workspace, grid: StepGrid, probability: number, size: number, random: Random) {
    this.#workspace = workspace;
    this.#grid = grid;
    const masks = dropoutMasks(probability, grid.sequences.length, size, random);
    if (masks === undefined) return;
    const { memory } = workspace;
    const vectors = allocateVectors(memory, masks.length, padded(size));
    masks.forEach((mask, job) => {
      memory.f32.set(mask, (vectors.base + job * vectors.bytes) / 4);
    });
    this.#masks = vectors;
  }

  /** What the heads see. */
  forward(tops: Vectors): Vectors {
    if (this.#masks === undefined) return tops;
    const seen = allocateVectors(this.#workspace.memory, this.#grid.steps, this.#masks.bytes / 4);
    this.#mask(seen, tops, this.#masks);
    return seen;
  }

  /** From d loss / d what the heads see to d loss / d tops, in place. */
  backward(d: Vectors): void {
    if (this.#masks) this.#mask(d, d, this.#masks);
  }

  #mask(to: Vectors, from: Vectors, masks: Vectors): void {
    const { kernels } = this.#workspace;
    this.#grid.forEach((n, job) => {
      kernels.multiply(to.base + n * to.bytes, from.base + n * from.bytes, masks.base + job * masks.bytes, masks.bytes);
    });
  }
}
