import type { DenseLayer, Weights } from "@rivulet/engine";
import {
  allocateLayer,
  gateRows,
  LAYER_FIELDS,
  type LayerRecord,
  NO_OPERANDS,
  padded,
  writeLayerWeights,
} from "@rivulet/engine/training";
import type { Workspace } from "./kernels.ts";
import type { Gradient, SteppedPass } from "./layer-pass.ts";
import { LinearPass } from "./linear-pass.ts";
import { addSum } from "./outer-products.ts";
import type { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

interface Tape {
  readonly grid: StepGrid;
  readonly inputs: Vectors;
  readonly works: Vectors;
  readonly outputs: Vectors;
}

interface BackwardTape {
  readonly dOutputs: Vectors;
  readonly dWorks: Vectors;
  readonly dInputs: Vectors;
}

/** A vertical layer: a⟨t⟩ = g(W x⟨t⟩ + b), each step for itself. */
export class DensePass implements SteppedPass {
  readonly size: number;
  readonly parts = [];
  readonly #workspace: Workspace;
  readonly #config: DenseLayer;
  readonly #path: string;
  readonly #columns: number;
  readonly #rows: Int32Array;
  readonly #linear: LinearPass;
  /** Bias and activation; W is with `#linear`. */
  readonly #record: LayerRecord;
  #tape: Tape | undefined;
  #backwardTape: BackwardTape | undefined;

  constructor(workspace: Workspace, config: DenseLayer, path: string, columns: number) {
    const { memory } = workspace;
    this.size = config.hidden;
    this.#workspace = workspace;
    this.#config = config;
    this.#path = path;
    this.#columns = columns;
    this.#rows = gateRows(config.hidden, [0]);
    this.#linear = new LinearPass(workspace, this.#rows, columns);
    this.#record = allocateLayer(memory, config, {
      address: memory.allocate(LAYER_FIELDS * 4),
      inputColumns: 0,
      stateOffset: 0,
      format: () => "f32",
      operands: NO_OPERANDS,
    });
  }

  load(weights: Weights): void {
    this.#linear.load(weights[`${this.#path}.weight`].data);
    writeLayerWeights(this.#workspace.memory, this.#record, this.#config, weights, this.#path);
  }

  forward(grid: StepGrid, inputs: Vectors): Vectors {
    const outputs = this.open(grid, inputs);
    this.#advance(0, grid.steps);
    return outputs;
  }

  open(grid: StepGrid, inputs: Vectors): Vectors {
    const { memory } = this.#workspace;
    const works = allocateVectors(memory, grid.steps, this.#record.vector);
    const outputs = allocateVectors(memory, grid.steps, this.#record.vector);
    this.#tape = { grid, inputs, works, outputs };
    return outputs;
  }

  step(t: number): void {
    const { grid } = this.#tape as Tape;
    this.#advance(grid.start[t], grid.active[t]);
  }

  backward(grid: StepGrid, dOutputs: Vectors, gradient: Gradient): Vectors {
    const dInputs = this.openBackward(dOutputs);
    this.#retreat(0, grid.steps);
    this.closeBackward(gradient);
    return dInputs;
  }

  openBackward(dOutputs: Vectors): Vectors {
    const { memory } = this.#workspace;
    const { grid } = this.#tape as Tape;
    const dWorks = allocateVectors(memory, grid.steps, this.#record.vector);
    const dInputs = allocateVectors(memory, grid.steps, padded(this.#columns));
    this.#backwardTape = { dOutputs, dWorks, dInputs };
    return dInputs;
  }

  stepBack(t: number): void {
    const { grid } = this.#tape as Tape;
    this.#retreat(grid.start[t], grid.active[t]);
  }

  closeBackward(gradient: Gradient): void {
    const { grid, inputs } = this.#tape as Tape;
    const { dWorks } = this.#backwardTape as BackwardTape;
    const dz = { addresses: dWorks.addresses, offset: 0 };
    const x = { addresses: inputs.addresses, offset: 0 };
    this.#linear.addGradient(dz, x, grid.steps, gradient(`${this.#path}.weight`));
    const { memory } = this.#workspace;
    const mark = memory.mark();
    addSum(this.#workspace, dz, this.#rows, grid.steps, gradient(`${this.#path}.bias`));
    memory.release(mark);
  }

  #advance(first: number, count: number): void {
    const { kernels } = this.#workspace;
    const { address } = this.#record;
    const { inputs, works, outputs } = this.#tape as Tape;
    const from = (vectors: Vectors) => vectors.addresses + first * 4;
    kernels.startFromBias(address, from(works), count);
    this.#linear.forward({ addresses: from(inputs), offset: 0 }, { addresses: from(works), offset: 0 }, count);
    // The state before the step is not read: there is none.
    kernels.addStateAndAdvance(address, from(outputs), from(outputs), 0, from(works), count);
  }

  #retreat(first: number, count: number): void {
    const { kernels } = this.#workspace;
    const { works, outputs } = this.#tape as Tape;
    const { dOutputs, dWorks, dInputs } = this.#backwardTape as BackwardTape;
    const from = (vectors: Vectors) => vectors.addresses + first * 4;
    const [next, work, dNext, dWork] = [outputs, works, dOutputs, dWorks].map(from);
    // What the kernel clears for the gradient of the state before the step is dWork, which it fills after that.
    kernels.stepBackward(this.#record.address, 0, next, next, work, dNext, dWork, dWork, count);
    this.#linear.backward({ addresses: dWork, offset: 0 }, { addresses: from(dInputs), offset: 0 }, count);
  }
}
