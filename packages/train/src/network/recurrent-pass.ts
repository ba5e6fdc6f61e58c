import type { RecurrentLayerConfig, Weights } from "@rivulet/engine";
import { outputSize } from "@rivulet/engine";
import { padded } from "@rivulet/engine/training";
import type { Workspace } from "./kernels.ts";
import type { Gradient, SteppedPass } from "./layer-pass.ts";
import type { VectorSource } from "./outer-products.ts";
import { previousSteps } from "./previous-steps.ts";
import { RecurrentWeights } from "./recurrent-weights.ts";
import type { StepGrid } from "./step-grid.ts";
import { allocateVectors, type Vectors } from "./vectors.ts";

/** What the forward pass leaves for the backward pass. */
interface Tape {
  readonly grid: StepGrid;
  readonly inputs: VectorSource;
  readonly states: Vectors;
  /** Addresses of the state before each step. */
  readonly previous: number;
  readonly works: Vectors;
  /** Whether it began with the layer's own initial state. */
  readonly isOwnStart: boolean;
}

/** Where the gradients of a batch lie. */
interface BackwardTape {
  readonly dHidden: Vectors;
  readonly dWorks: Vectors;
  readonly dStates: Vectors;
  readonly dInitial: Vectors;
  readonly dInputs: Vectors;
  /** Addresses of the gradient of the state before each step. */
  readonly dPrevious: number;
  readonly dLast: Vectors | undefined;
}

/** One recurrent layer from the first step to the last; its outputs are its states, a⟨t⟩ first in each. */
export class RecurrentPass implements SteppedPass {
  readonly size: number;
  readonly parts: readonly [RecurrentPass] = [this];
  /** What the names of the layer's tensors begin with. */
  readonly path: string;
  /** Numbers of a state in kernel memory: a⟨t⟩ and, where the cell has one, c⟨t⟩, each padded. */
  readonly stateFloats: number;
  readonly #workspace: Workspace;
  readonly #columns: number;
  readonly #weights: RecurrentWeights;
  #tape: Tape | undefined;
  #backwardTape: BackwardTape | undefined;

  /** `columns`: numbers of x⟨t⟩. */
  constructor(workspace: Workspace, config: RecurrentLayerConfig, path: string, columns: number) {
    this.#workspace = workspace;
    this.#columns = columns;
    this.path = path;
    this.size = outputSize(config);
    this.#weights = new RecurrentWeights(workspace, config, path, columns);
    this.stateFloats = this.#weights.record.state;
  }

  load(weights: Weights): void {
    this.#weights.load(weights);
  }

  forward(grid: StepGrid, inputs: Pick<Vectors, "addresses">, initial: readonly Vectors[] = []): Vectors {
    const states = this.open(grid, inputs, initial);
    this.#addInputs(0, grid.steps);
    for (let t = 0; t < grid.times; t++) this.#advance(t);
    return states;
  }

  open(grid: StepGrid, { addresses }: Pick<Vectors, "addresses">, [initial]: readonly Vectors[] = []): Vectors {
    const { memory } = this.#workspace;
    const { first, record } = this.#weights;
    const works = allocateVectors(memory, grid.steps, record.layout.workVectors * record.vector);
    const states = allocateVectors(memory, grid.steps, this.stateFloats);
    const previous = previousSteps(memory, grid, states, initial ?? { base: first, bytes: 0 });
    const inputs = { addresses, offset: 0 };
    this.#tape = { grid, inputs, states, previous, works, isOwnStart: initial === undefined };
    return states;
  }

  step(t: number): void {
    const { grid } = this.#tape as Tape;
    this.#addInputs(grid.start[t], grid.active[t]);
    this.#advance(t);
  }

  backward(grid: StepGrid, dHidden: Vectors, gradient: Gradient, dLast?: readonly Vectors[]): Vectors {
    const dInputs = this.openBackward(dHidden, dLast);
    for (let t = grid.times - 1; t >= 0; t--) this.#retreat(t);
    this.#addInputGradients(0, grid.steps);
    this.closeBackward(gradient);
    return dInputs;
  }

  openBackward(dHidden: Vectors, [dLast]: readonly Vectors[] = []): Vectors {
    const { memory } = this.#workspace;
    const { layout, vector } = this.#weights.record;
    const { grid } = this.#tape as Tape;
    const dWorks = allocateVectors(memory, grid.steps, layout.workVectors * vector);
    const dStates = allocateVectors(memory, grid.steps, this.stateFloats);
    const dInitial = allocateVectors(memory, grid.sequences.length, this.stateFloats);
    const dInputs = allocateVectors(memory, grid.steps, padded(this.#columns));
    const dPrevious = previousSteps(memory, grid, dStates, dInitial);
    this.#backwardTape = { dHidden, dWorks, dStates, dInitial, dInputs, dPrevious, dLast };
    return dInputs;
  }

  stepBack(t: number): void {
    const { grid } = this.#tape as Tape;
    this.#retreat(t);
    this.#addInputGradients(grid.start[t], grid.active[t]);
  }

  closeBackward(gradient: Gradient): void {
    const tape = this.#tape as Tape;
    const back = this.#backwardTape as BackwardTape;
    this.#weights.addGradients({ ...tape, ...back, steps: tape.grid.steps }, gradient);
    if (tape.isOwnStart) this.#weights.addInitialGradients(back.dInitial, gradient);
  }

  /** After `forward`, as long as the batch's memory is held: the states of all steps; a job ends in that of `grid.last(job)`. */
  get states(): Vectors {
    return (this.#tape as Tape).states;
  }

  /** Addresses, by step, of the state before it. */
  get previous(): number {
    return (this.#tape as Tape).previous;
  }

  /** After `backward`: d loss / d the state of each step, whole. */
  get dStates(): Vectors {
    return (this.#backwardTape as BackwardTape).dStates;
  }

  /** Addresses, by step, of the gradient of the state before it: complete when the step before it is gone back. */
  get dPrevious(): number {
    return (this.#backwardTape as BackwardTape).dPrevious;
  }

  /** d loss / d state before the first step, one a job. */
  get dInitial(): Vectors {
    return (this.#backwardTape as BackwardTape).dInitial;
  }

  /** W_x x⟨t⟩ + b of `count` steps from step `first` on. */
  #addInputs(first: number, count: number): void {
    const { kernels } = this.#workspace;
    const { address } = this.#weights.record;
    const { inputs, works } = this.#tape as Tape;
    const at = first * 4;
    kernels.startFromBias(address, works.addresses + at, count);
    kernels.addInput(address, inputs.addresses + at, inputs.offset, works.addresses + at, count);
  }

  /** The states of time t from those of the time before. */
  #advance(t: number): void {
    const { grid, states, previous, works } = this.#tape as Tape;
    const at = grid.start[t] * 4;
    this.#workspace.kernels.addStateAndAdvance(
      this.#weights.record.address,
      previous + at,
      states.addresses + at,
      0,
      works.addresses + at,
      grid.active[t],
    );
  }

  /** From d loss / d the states of time t to those of the time before. */
  #retreat(t: number): void {
    const { kernels } = this.#workspace;
    const { gradients, record } = this.#weights;
    const { grid, states, previous, works } = this.#tape as Tape;
    const { dHidden, dWorks, dStates, dPrevious, dLast } = this.#backwardTape as BackwardTape;
    const first = grid.start[t];
    for (let n = first; n < first + grid.active[t]; n++) {
      const dState = dStates.base + n * dStates.bytes;
      kernels.addVector(dState, dHidden.base + n * dHidden.bytes, record.output * 4);
      // The jobs that end at time t are those that the next time has no more.
      const job = n - first;
      if (dLast && job >= grid.active[t + 1]) kernels.addVector(dState, dLast.base + job * dLast.bytes, dLast.bytes);
    }
    const at = first * 4;
    kernels.stepBackward(
      record.address,
      gradients,
      previous + at,
      states.addresses + at,
      works.addresses + at,
      dStates.addresses + at,
      dWorks.addresses + at,
      dPrevious + at,
      grid.active[t],
    );
  }

  /** d loss / d x⟨t⟩ of `count` steps from step `first` on. */
  #addInputGradients(first: number, count: number): void {
    const { dWorks, dInputs } = this.#backwardTape as BackwardTape;
    const { weightIhTransposed, inputMap } = this.#weights;
    const [dzs, dxs] = [dWorks.addresses + first * 4, dInputs.addresses + first * 4];
    this.#workspace.kernels.addProduct(
      weightIhTransposed,
      padded(this.#columns),
      inputMap.length,
      dzs,
      0,
      dxs,
      0,
      count,
    );
  }
}
