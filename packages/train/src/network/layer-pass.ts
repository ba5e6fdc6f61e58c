import type { LayerConfig, Weights } from "@rivulet/engine";
import { cellTraits } from "@rivulet/engine";
import {
  allocateLayer,
  gateRows,
  LAYER_FIELDS,
  type LayerRecord,
  NO_OPERANDS,
  packTransposedPanels,
  padded,
  writeLayerWeights,
} from "@rivulet/engine/training";
import type { Workspace } from "./kernels.ts";
import { addSum, addTransposed, outerProducts, type VectorSource } from "./outer-products.ts";
import type { StepGrid } from "./step-grid.ts";
import { allocateAddresses, allocateVectors, type Vectors } from "./vectors.ts";

/** What the forward pass leaves for the backward pass. */
interface Tape {
  readonly inputs: VectorSource;
  readonly states: Vectors;
  readonly previous: number;
  readonly works: Vectors;
}

/** One recurrent layer over a whole batch: forward with a tape, then backpropagation through time. */
export class LayerPass {
  readonly hidden: number;
  readonly #workspace: Workspace;
  readonly #config: LayerConfig;
  readonly #index: number;
  readonly #columns: number;
  readonly #record: LayerRecord;
  /** `LayerGradients` of assembly/backward.ts: [W_aᵀ panels, W_ccᵀ panels, peephole gradients]. */
  readonly #gradients: number;
  readonly #weightHhTransposed: number;
  readonly #weightHcTransposed: number;
  readonly #peepholes: number;
  readonly #weightIhTransposed: number;
  readonly #inputMap: Int32Array;
  readonly #hiddenMap: Int32Array;
  readonly #resetMap: Int32Array;
  #tape: Tape | undefined;

  /** `columns`: numbers of x⟨t⟩. */
  constructor(workspace: Workspace, config: LayerConfig, index: number, columns: number) {
    const { memory } = workspace;
    this.#workspace = workspace;
    this.#config = config;
    this.#index = index;
    this.#columns = columns;
    this.hidden = config.hidden;
    this.#record = allocateLayer(memory, config, {
      address: memory.allocate(LAYER_FIELDS * 4),
      inputColumns: columns,
      stateOffset: 0,
      formats: { weightIh: "f32", weightHh: "f32" },
      operands: NO_OPERANDS,
    });
    const { layout, vector } = this.#record;
    this.#inputMap = gateRows(config.hidden, layout.inputGates);
    this.#hiddenMap = gateRows(config.hidden, layout.hiddenGates);
    this.#resetMap = gateRows(config.hidden, layout.resetGates);
    this.#weightIhTransposed = memory.allocate(padded(columns) * this.#inputMap.length * 4);
    this.#weightHhTransposed = memory.allocate(vector * this.#hiddenMap.length * 4);
    this.#weightHcTransposed = memory.allocate(vector * this.#resetMap.length * 4);
    this.#peepholes = memory.allocate(3 * vector * 4);
    this.#gradients = memory.allocate(3 * 4);
    memory.i32.set([this.#weightHhTransposed, this.#weightHcTransposed, this.#peepholes], this.#gradients / 4);
  }

  /** Packs the weights for both directions. */
  load(weights: Weights): void {
    const { memory } = this.#workspace;
    const { vector } = this.#record;
    writeLayerWeights(memory, this.#record, this.#config, weights, this.#index);
    const transpose = (address: number, name: string, columns: number, map: Int32Array) => {
      const rows = padded(columns);
      const target = memory.f32.subarray(address / 4, address / 4 + rows * map.length);
      packTransposedPanels(target, weights[`layers.${this.#index}.${name}`].data, columns, map, rows);
    };
    transpose(this.#weightIhTransposed, "weightIh", this.#columns, this.#inputMap);
    transpose(this.#weightHhTransposed, "weightHh", this.hidden, this.#hiddenMap);
    if (this.#resetMap.length > 0) transpose(this.#weightHcTransposed, "weightHh", this.hidden, this.#resetMap);
    memory.f32.fill(0, this.#peepholes / 4, this.#peepholes / 4 + 3 * vector);
  }

  /** All steps from a zero state; returns the states, a⟨t⟩ first in each. */
  forward(grid: StepGrid, inputs: VectorSource): Vectors {
    const { kernels, memory } = this.#workspace;
    const { address, layout, vector } = this.#record;
    const floats = cellTraits(this.#config).stateVectors * vector;
    const works = allocateVectors(memory, grid.steps, layout.workVectors * vector);
    const states = allocateVectors(memory, grid.steps, floats);
    const zero = allocateVectors(memory, 1, floats).base;
    const previous = this.#before(grid, states, () => zero);
    kernels.startFromBias(address, works.addresses, grid.steps);
    kernels.addInput(address, inputs.addresses, inputs.offset, works.addresses, grid.steps);
    for (let t = 0; t < grid.times; t++) {
      const at = grid.start[t] * 4;
      kernels.addStateAndAdvance(
        address,
        previous + at,
        states.addresses + at,
        0,
        works.addresses + at,
        grid.active[t],
      );
    }
    this.#tape = { inputs, states, previous, works };
    return states;
  }

  /**
   * From d loss / d a⟨t⟩ that comes from above to d loss / d x⟨t⟩ ([padded columns] a step), adding
   * the gradients of the layer's weights to `gradient`, looked up by tensor name.
   */
  backward(grid: StepGrid, dHidden: Vectors, gradient: (name: string) => Float32Array): Vectors {
    const { kernels, memory } = this.#workspace;
    const { address, layout, vector } = this.#record;
    const tape = this.#tape as Tape;
    const dWorks = allocateVectors(memory, grid.steps, layout.workVectors * vector);
    const dStates = allocateVectors(memory, grid.steps, tape.states.bytes / 4);
    const dInitial = allocateVectors(memory, grid.sequences.length, tape.states.bytes / 4);
    const dPrevious = this.#before(grid, dStates, (job) => dInitial.base + job * dInitial.bytes);
    for (let t = grid.times - 1; t >= 0; t--) {
      const first = grid.start[t];
      for (let n = first; n < first + grid.active[t]; n++) {
        kernels.addVector(dStates.base + n * dStates.bytes, dHidden.base + n * dHidden.bytes, vector * 4);
      }
      const at = first * 4;
      kernels.stepBackward(
        address,
        this.#gradients,
        tape.previous + at,
        tape.states.addresses + at,
        tape.works.addresses + at,
        dStates.addresses + at,
        dWorks.addresses + at,
        dPrevious + at,
        grid.active[t],
      );
    }
    this.#addWeightGradients(grid.steps, tape, dWorks, gradient);
    const dInputs = allocateVectors(memory, grid.steps, padded(this.#columns));
    const rows = this.#inputMap.length;
    kernels.addProduct(
      this.#weightIhTransposed,
      padded(this.#columns),
      rows,
      dWorks.addresses,
      0,
      dInputs.addresses,
      0,
      grid.steps,
    );
    return dInputs;
  }

  #addWeightGradients(steps: number, tape: Tape, dWorks: Vectors, gradient: (name: string) => Float32Array): void {
    const { memory } = this.#workspace;
    const { layout, vector } = this.#record;
    const name = (tensor: string) => gradient(`layers.${this.#index}.${tensor}`);
    const add = (offset: number, map: Int32Array, x: VectorSource, columns: number, tensor: string) => {
      const mark = memory.mark();
      const result = outerProducts(
        this.#workspace,
        { addresses: dWorks.addresses, offset },
        map.length,
        x,
        columns,
        steps,
      );
      addTransposed(this.#workspace, result, map, columns, name(tensor));
      memory.release(mark);
    };
    const sum = (offset: number, map: Int32Array, tensor: string) =>
      addSum(this.#workspace, { addresses: dWorks.addresses, offset }, map, steps, name(tensor));
    const extra = 3 * vector * 4;
    add(0, this.#inputMap, tape.inputs, this.#columns, "weightIh");
    add(
      layout.hiddenStart * vector * 4,
      this.#hiddenMap,
      { addresses: tape.previous, offset: 0 },
      this.hidden,
      "weightHh",
    );
    if (this.#resetMap.length > 0) {
      add(0, this.#resetMap, { addresses: tape.works.addresses, offset: extra }, this.hidden, "weightHh");
    }
    sum(0, this.#inputMap, "bias");
    const traits = cellTraits(this.#config);
    if (traits.hasBiasHh) sum(extra, gateRows(this.hidden, [0]), "biasHh");
    if (traits.hasPeepholes) {
      const target = name("peepholes");
      gateRows(this.hidden, [0, 1, 2]).forEach((to, r) => {
        if (to >= 0) target[to] += memory.f32[this.#peepholes / 4 + r];
      });
    }
  }

  /** For each step the address of the vector of the step before it in its sequence; `initial` at t = 0. */
  #before(grid: StepGrid, vectors: Vectors, initial: (job: number) => number): number {
    const addresses = allocateAddresses(this.#workspace.memory, grid.steps, () => 0);
    const { i32 } = this.#workspace.memory;
    grid.forEach((n, job, t) => {
      i32[addresses / 4 + n] = t === 0 ? initial(job) : vectors.base + (grid.start[t - 1] + job) * vectors.bytes;
    });
    return addresses;
  }
}
