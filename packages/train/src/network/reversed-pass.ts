import type { RecurrentLayerConfig, Weights } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import type { Workspace } from "./kernels.ts";
import type { Gradient, LayerPass } from "./layer-pass.ts";
import { RecurrentPass } from "./recurrent-pass.ts";
import type { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** One recurrent layer from the last step of each sequence to the first. */
export class ReversedPass implements LayerPass {
  readonly size: number;
  readonly parts: readonly [RecurrentPass];
  readonly #workspace: Workspace;
  readonly #columns: number;

  constructor(workspace: Workspace, config: RecurrentLayerConfig, path: string, columns: number) {
    const pass = new RecurrentPass(workspace, config, path, columns);
    this.size = pass.size;
    this.parts = [pass];
    this.#workspace = workspace;
    this.#columns = columns;
  }

  load(weights: Weights): void {
    this.parts[0].load(weights);
  }

  forward(grid: StepGrid, inputs: Vectors, initial?: readonly Vectors[]): Vectors {
    const states = this.parts[0].forward(grid, this.#reversed(grid, inputs, padded(this.#columns)), initial);
    return this.#reversed(grid, states, padded(this.size));
  }

  backward(grid: StepGrid, dOutputs: Vectors, gradient: Gradient, dLast?: readonly Vectors[]): Vectors {
    const dHidden = this.#reversed(grid, dOutputs, padded(this.size));
    const dInputs = this.parts[0].backward(grid, dHidden, gradient, dLast);
    return this.#reversed(grid, dInputs, padded(this.#columns));
  }

  /** The first `floats` numbers of each vector, the steps of each sequence in the other order. */
  #reversed(grid: StepGrid, vectors: Vectors, floats: number): Vectors {
    const { memory } = this.#workspace;
    const reversed = allocateVectors(memory, grid.steps, floats);
    grid.forEach((n, job, t) => {
      const from = (vectors.base + grid.mirror(job, t) * vectors.bytes) / 4;
      memory.f32.copyWithin((reversed.base + n * reversed.bytes) / 4, from, from + floats);
    });
    return reversed;
  }
}
