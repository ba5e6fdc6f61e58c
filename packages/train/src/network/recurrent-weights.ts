import type { RecurrentLayerConfig, Weights } from "@rivulet/engine";
import { cellTraits, outputSize, stateSizes } from "@rivulet/engine";
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
import type { Gradient } from "./layer-pass.ts";
import { addSum, addTransposed, outerProducts, type VectorSource } from "./outer-products.ts";
import type { Vectors } from "./vectors.ts";

/** The vector of `work` that W_hr acts on: PROJECTED in assembly/cells/lstm.ts. */
const PROJECTED = 5;
/** Tensors of a learned initial state, in the order of the state's vectors. */
const INITIAL = ["initialHidden", "initialCell"];

/** What the gradients of the weights are made of. */
export interface RecurrentGradients {
  readonly steps: number;
  readonly inputs: VectorSource;
  /** Addresses of the state before each step. */
  readonly previous: number;
  readonly works: Vectors;
  readonly dWorks: Vectors;
  readonly dStates: Vectors;
}

/** The weights of a recurrent layer in kernel memory, packed for both ways, and their gradients. */
export class RecurrentWeights {
  readonly record: LayerRecord;
  /** `LayerGradients` of assembly/backward.ts: [W_aᵀ panels, W_ccᵀ panels, W_hrᵀ panels, peephole gradients]. */
  readonly gradients: number;
  readonly weightIhTransposed: number;
  /** Rows of W_x as they lie in `work`. */
  readonly inputMap: Int32Array;
  /** The state that a sequence begins with: zeros, or the layer's own. */
  readonly first: number;
  readonly #workspace: Workspace;
  readonly #config: RecurrentLayerConfig;
  readonly #path: string;
  readonly #columns: number;
  readonly #outputs: number;
  readonly #weightHhTransposed: number;
  readonly #weightHcTransposed: number;
  readonly #weightHrTransposed: number;
  readonly #peepholes: number;
  readonly #hiddenMap: Int32Array;
  readonly #resetMap: Int32Array;
  /** Rows of W_hr; none without a projection. */
  readonly #projectionMap: Int32Array;

  constructor(workspace: Workspace, config: RecurrentLayerConfig, path: string, columns: number) {
    const { memory } = workspace;
    this.#workspace = workspace;
    this.#config = config;
    this.#path = path;
    this.#columns = columns;
    this.#outputs = outputSize(config);
    this.record = allocateLayer(memory, config, {
      address: memory.allocate(LAYER_FIELDS * 4),
      inputColumns: columns,
      stateOffset: 0,
      format: () => "f32",
      operands: NO_OPERANDS,
    });
    const { layout, vector, output, state } = this.record;
    this.inputMap = gateRows(config.hidden, layout.inputGates);
    this.#hiddenMap = gateRows(config.hidden, layout.hiddenGates);
    this.#resetMap = gateRows(config.hidden, layout.resetGates);
    this.#projectionMap = gateRows(this.#outputs, isProjected(config) ? [0] : []);
    this.weightIhTransposed = memory.allocate(padded(columns) * this.inputMap.length * 4);
    this.#weightHhTransposed = memory.allocate(output * this.#hiddenMap.length * 4);
    this.#weightHcTransposed = memory.allocate(vector * this.#resetMap.length * 4);
    this.#weightHrTransposed = memory.allocate(vector * this.#projectionMap.length * 4);
    this.#peepholes = memory.allocate(3 * vector * 4);
    this.first = memory.allocateZeros(state * 4);
    this.gradients = memory.allocate(4 * 4);
    memory.i32.set(
      [this.#weightHhTransposed, this.#weightHcTransposed, this.#weightHrTransposed, this.#peepholes],
      this.gradients / 4,
    );
  }

  load(weights: Weights): void {
    const { memory } = this.#workspace;
    const { vector, output } = this.record;
    writeLayerWeights(memory, this.record, this.#config, weights, this.#path);
    const transpose = (address: number, name: string, columns: number, map: Int32Array) => {
      const rows = padded(columns);
      const target = memory.f32.subarray(address / 4, address / 4 + rows * map.length);
      packTransposedPanels(target, weights[`${this.#path}.${name}`].data, columns, map, rows);
    };
    transpose(this.weightIhTransposed, "weightIh", this.#columns, this.inputMap);
    transpose(this.#weightHhTransposed, "weightHh", this.#outputs, this.#hiddenMap);
    if (this.#resetMap.length > 0) transpose(this.#weightHcTransposed, "weightHh", this.#outputs, this.#resetMap);
    if (this.#projectionMap.length > 0) {
      transpose(this.#weightHrTransposed, "weightHr", this.#config.hidden, this.#projectionMap);
    }
    if (this.#config.initialState === "learned") {
      stateSizes(this.#config).forEach((_, i) => {
        memory.f32.set(weights[`${this.#path}.${INITIAL[i]}`].data, this.first / 4 + i * output);
      });
    }
    memory.f32.fill(0, this.#peepholes / 4, this.#peepholes / 4 + 3 * vector);
  }

  /** Adds the gradients of all but the initial state, once all steps were gone back. */
  addGradients({ steps, inputs, previous, works, dWorks, dStates }: RecurrentGradients, gradient: Gradient): void {
    const { memory } = this.#workspace;
    const { layout, vector } = this.record;
    const name = (tensor: string) => gradient(`${this.#path}.${tensor}`);
    const add = (offset: number, map: Int32Array, x: VectorSource, columns: number, tensor: string, d = dWorks) => {
      const mark = memory.mark();
      const source = { addresses: d.addresses, offset };
      const result = outerProducts(this.#workspace, source, map.length, x, columns, steps);
      addTransposed(this.#workspace, result, map, columns, name(tensor));
      memory.release(mark);
    };
    const sum = (offset: number, map: Int32Array, tensor: string) =>
      addSum(this.#workspace, { addresses: dWorks.addresses, offset }, map, steps, name(tensor));
    const extra = 3 * vector * 4;
    const states = { addresses: previous, offset: 0 };
    add(0, this.inputMap, inputs, this.#columns, "weightIh");
    add(layout.hiddenStart * vector * 4, this.#hiddenMap, states, this.#outputs, "weightHh");
    if (this.#resetMap.length > 0) {
      add(0, this.#resetMap, { addresses: works.addresses, offset: extra }, this.#outputs, "weightHh");
    }
    if (this.#projectionMap.length > 0) {
      const inner = { addresses: works.addresses, offset: PROJECTED * vector * 4 };
      add(0, this.#projectionMap, inner, this.#config.hidden, "weightHr", dStates);
    }
    sum(0, this.inputMap, "bias");
    const traits = cellTraits(this.#config);
    if (traits.hasBiasHh) sum(extra, gateRows(this.#config.hidden, [0]), "biasHh");
    if (!traits.hasPeepholes) return;
    const target = name("peepholes");
    gateRows(this.#config.hidden, [0, 1, 2]).forEach((to, r) => {
      if (to >= 0) target[to] += memory.f32[this.#peepholes / 4 + r];
    });
  }

  /** Adds the gradient of a learned initial state; `dInitial`: d loss / d state before the first step, one a job. */
  addInitialGradients(dInitial: Vectors, gradient: Gradient): void {
    if (this.#config.initialState !== "learned") return;
    const { f32 } = this.#workspace.memory;
    stateSizes(this.#config).forEach((size, i) => {
      const target = gradient(`${this.#path}.${INITIAL[i]}`);
      for (let job = 0; job < dInitial.count; job++) {
        const from = (dInitial.base + job * dInitial.bytes) / 4 + i * this.record.output;
        for (let k = 0; k < size; k++) target[k] += f32[from + k];
      }
    });
  }
}

function isProjected(config: RecurrentLayerConfig): boolean {
  return config.cell === "lstm" && config.projection !== undefined;
}
