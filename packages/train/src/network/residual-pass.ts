import type { Weights } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import type { Workspace } from "./kernels.ts";
import type { Gradient, LayerPass, SteppedPass } from "./layer-pass.ts";
import type { RecurrentPass } from "./recurrent-pass.ts";
import type { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** A layer whose output is its own plus x⟨t⟩. */
export class ResidualPass<Inner extends LayerPass = LayerPass> implements LayerPass {
  readonly size: number;
  readonly parts: readonly RecurrentPass[];
  protected readonly inner: Inner;
  readonly #workspace: Workspace;

  constructor(workspace: Workspace, inner: Inner) {
    this.#workspace = workspace;
    this.inner = inner;
    this.size = inner.size;
    this.parts = inner.parts;
  }

  load(weights: Weights): void {
    this.inner.load(weights);
  }

  forward(grid: StepGrid, inputs: Vectors, initial?: readonly Vectors[]): Vectors {
    const own = this.inner.forward(grid, inputs, initial);
    const outputs = this.room(grid);
    this.add(outputs, own, 0, grid.steps);
    this.add(outputs, inputs, 0, grid.steps);
    return outputs;
  }

  backward(grid: StepGrid, dOutputs: Vectors, gradient: Gradient, dLast?: readonly Vectors[]): Vectors {
    const dInputs = this.inner.backward(grid, dOutputs, gradient, dLast);
    this.add(dInputs, dOutputs, 0, grid.steps);
    return dInputs;
  }

  /** Zeros for what the next layer sees. */
  protected room(grid: StepGrid): Vectors {
    return allocateVectors(this.#workspace.memory, grid.steps, padded(this.size));
  }

  /** to += from, the steps `first` to `first + count − 1`. */
  protected add(to: Vectors, from: Vectors, first: number, count: number): void {
    const bytes = padded(this.size) * 4;
    for (let n = first; n < first + count; n++) {
      this.#workspace.kernels.addVector(to.base + n * to.bytes, from.base + n * from.bytes, bytes);
    }
  }
}

interface Tape {
  readonly grid: StepGrid;
  readonly inputs: Vectors;
  readonly own: Vectors;
  readonly outputs: Vectors;
}

/** The same over a layer that goes forward. */
export class SteppedResidualPass extends ResidualPass<SteppedPass> implements SteppedPass {
  #tape: Tape | undefined;
  #back: { readonly dOutputs: Vectors; readonly dInputs: Vectors } | undefined;

  open(grid: StepGrid, inputs: Vectors, initial?: readonly Vectors[]): Vectors {
    const own = this.inner.open(grid, inputs, initial);
    const outputs = this.room(grid);
    this.#tape = { grid, inputs, own, outputs };
    return outputs;
  }

  step(t: number): void {
    const { grid, inputs, own, outputs } = this.#tape as Tape;
    this.inner.step(t);
    this.add(outputs, own, grid.start[t], grid.active[t]);
    this.add(outputs, inputs, grid.start[t], grid.active[t]);
  }

  openBackward(dOutputs: Vectors, dLast?: readonly Vectors[]): Vectors {
    const dInputs = this.inner.openBackward(dOutputs, dLast);
    this.#back = { dOutputs, dInputs };
    return dInputs;
  }

  stepBack(t: number): void {
    const { grid } = this.#tape as Tape;
    const { dOutputs, dInputs } = this.#back as { readonly dOutputs: Vectors; readonly dInputs: Vectors };
    this.inner.stepBack(t);
    this.add(dInputs, dOutputs, grid.start[t], grid.active[t]);
  }

  closeBackward(gradient: Gradient): void {
    this.inner.closeBackward(gradient);
  }
}
