import { type BidirectionalLayer, outputSize, type Weights } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import type { Workspace } from "./kernels.ts";
import type { Gradient, LayerPass } from "./layer-pass.ts";
import { type Merge, mergePasses } from "./merge-passes.ts";
import { RecurrentPass } from "./recurrent-pass.ts";
import { ReversedPass } from "./reversed-pass.ts";
import type { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** Two recurrent layers over the same inputs, one from each end, and what is made of their a⟨t⟩. */
export class BidirectionalPass implements LayerPass {
  readonly size: number;
  readonly parts: readonly RecurrentPass[];
  readonly #workspace: Workspace;
  readonly #forward: RecurrentPass;
  readonly #backward: ReversedPass;
  readonly #merge: Merge;
  readonly #readsEnds: boolean;
  #outputs: readonly [Vectors, Vectors] | undefined;

  /** `readsEnds`: the last step's output is made of what each direction came to at its own last step, for a many-to-one model. */
  constructor(workspace: Workspace, config: BidirectionalLayer, path: string, columns: number, readsEnds: boolean) {
    this.#workspace = workspace;
    this.#forward = new RecurrentPass(workspace, config.forward, `${path}.forward`, columns);
    this.#backward = new ReversedPass(workspace, config.backward, `${path}.backward`, columns);
    this.parts = [...this.#forward.parts, ...this.#backward.parts];
    this.size = outputSize(config);
    this.#merge = mergePasses[config.merge ?? "concat"];
    this.#readsEnds = readsEnds;
  }

  load(weights: Weights): void {
    this.#forward.load(weights);
    this.#backward.load(weights);
  }

  forward(grid: StepGrid, inputs: Vectors, initial?: readonly Vectors[]): Vectors {
    const { memory } = this.#workspace;
    const first = this.#forward.forward(grid, inputs, initial?.slice(0, 1));
    const second = this.#backward.forward(grid, inputs, initial?.slice(1));
    const outputs = allocateVectors(memory, grid.steps, padded(this.size));
    this.#outputs = [first, second];
    const place = this.#places(grid, first, second, outputs);
    for (let n = 0; n < grid.steps; n++) this.#merge.forward(memory.f32, place(n));
    return outputs;
  }

  backward(grid: StepGrid, dOutputs: Vectors, gradient: Gradient, dLast?: readonly Vectors[]): Vectors {
    const { kernels, memory } = this.#workspace;
    const [first, second] = this.#outputs as readonly [Vectors, Vectors];
    const dFirst = allocateVectors(memory, grid.steps, padded(this.#forward.size));
    const dSecond = allocateVectors(memory, grid.steps, padded(this.#backward.size));
    const place = this.#places(grid, first, second, dOutputs);
    const dPlace = this.#places(grid, dFirst, dSecond, dOutputs);
    for (let n = 0; n < grid.steps; n++) this.#merge.backward(memory.f32, place(n), dPlace(n));
    const dInputs = this.#forward.backward(grid, dFirst, gradient, dLast?.slice(0, 1));
    const dFurther = this.#backward.backward(grid, dSecond, gradient, dLast?.slice(1));
    kernels.addVector(dInputs.base, dFurther.base, grid.steps * dInputs.bytes);
    return dInputs;
  }

  /** Where the numbers lie that meet at step n. */
  #places(grid: StepGrid, first: Vectors, second: Vectors, merged: Vectors) {
    const rows = Int32Array.from({ length: grid.steps }, (_, n) => n);
    if (this.#readsEnds) {
      grid.sequences.forEach((_, job) => {
        rows[grid.last(job)] = job; // step 0, the last one of the way back
      });
    }
    const [firstSize, secondSize] = [this.#forward.size, this.#backward.size];
    return (n: number) => ({
      first: (first.base + n * first.bytes) / 4,
      firstSize,
      second: (second.base + rows[n] * second.bytes) / 4,
      secondSize,
      merged: (merged.base + n * merged.bytes) / 4,
    });
  }
}
