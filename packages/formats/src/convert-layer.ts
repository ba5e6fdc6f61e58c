import type { Activation, ParametricActivation, RecurrentLayerConfig, Tensor, Weights } from "@rivulet/engine";
import { RivuletError } from "@rivulet/errors";
import {
  type CommonCell,
  type Convention,
  conventions,
  type Framework,
  type GateName,
  ourPeepholes,
} from "./conventions.ts";

/** The arrays of one recurrent layer as another framework has them, flat, in its own order. */
export interface ForeignLayer {
  readonly cell: CommonCell;
  /** Units H of the layer. */
  readonly hidden: number;
  /** On x⟨t⟩ (K inputs, G gates): [G·H, K], or [K, G·H] where the framework multiplies from the left. */
  readonly kernel: Float32Array;
  /** On a⟨t-1⟩ (A numbers: P of a projection, else H): [G·H, A] or [A, G·H]. */
  readonly recurrentKernel: Float32Array;
  /** The framework's bias vectors one after the other, G·H each; absent where the layer has none. */
  readonly bias?: Float32Array;
  /** [3·H] in the framework's order. */
  readonly peepholes?: Float32Array;
  /** Of the GRU; the framework's default if absent. */
  readonly reset?: "before" | "after";
  /** Each by the framework's name, or, with parameters, in our own form; its defaults if absent. */
  readonly activation?: string | ParametricActivation;
  readonly gateActivation?: string | ParametricActivation;
  /** Of c⟨t⟩ on its way out of an LSTM; the candidate's if absent. */
  readonly outputActivation?: string | ParametricActivation;
  /** W_hr of an LSTM, [P, H] in every framework. */
  readonly projection?: Float32Array;
  /** Bound on z before every activation. */
  readonly clip?: number;
  /** LSTM without a forget gate of its own. */
  readonly coupled?: boolean;
  /** Where the layer is not half of a bidirectional one; forward if absent. */
  readonly direction?: "forward" | "backward";
  /** a⟨0⟩ [A] and c⟨0⟩ [H], where they are weights of the model. */
  readonly initialHidden?: Float32Array;
  readonly initialCell?: Float32Array;
}

/** One layer of ours: its configuration, and its tensors by the last part of their names (`weightIh`, …). */
export interface ConvertedLayer {
  readonly config: RecurrentLayerConfig;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/**
 * Turns one layer of another framework into ours: gate rows reordered, kernels transposed, and the
 * two biases added up (in double precision, rounded once) save b_cc of the GRU that resets after the
 * product, which the reset gate scales. Throws WEIGHTS_INVALID where an array has another length
 * than the convention says, CONFIG_INVALID on an activation that the framework does not have and on a
 * projection of another cell than the LSTM.
 */
export function convertLayer(framework: Framework, layer: ForeignLayer): ConvertedLayer {
  const convention = conventions[framework];
  const { cell, hidden } = layer;
  const gates = convention.gates[cell];
  const order = blockOrder(gates, conventions.course.gates[cell]);
  const rows = gates.length * hidden;
  const inputs = layer.kernel.length / rows;
  const outputs = outputsOf(layer);
  if (!Number.isInteger(inputs) || inputs === 0) {
    throw new RivuletError(
      "WEIGHTS_INVALID",
      `expected a kernel of a multiple of ${rows} numbers, came ${layer.kernel.length}`,
    );
  }
  expectLength("a recurrent kernel", layer.recurrentKernel, rows * outputs);
  const config = layerConfig(framework, layer);
  const toOurs = (kernel: Float32Array, columns: number) => {
    const byRow = convention.gatesAlong === "rows" ? kernel : transposed(kernel, columns, rows);
    return reorderBlocks(byRow, order, hidden * columns);
  };
  const tensors: Record<string, Tensor> = {
    weightIh: { shape: [rows, inputs], data: toOurs(layer.kernel, inputs) },
    weightHh: { shape: [rows, outputs], data: toOurs(layer.recurrentKernel, outputs) },
    ...biasTensors(convention, layer, config, order),
    ...initialStateTensors(layer, outputs),
  };
  if (layer.peepholes !== undefined) tensors.peepholes = peepholeTensor(framework, layer.peepholes, hidden);
  if (layer.projection !== undefined) tensors.weightHr = { shape: [outputs, hidden], data: layer.projection };
  return { config, tensors };
}

/** The tensors of a layer under the names they have in a model: `path` is `layers.2`, or `layers.2.backward`. */
export function namedTensors(path: string, { tensors }: ConvertedLayer): Weights {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`${path}.${name}`, tensor]));
}

/** A: numbers of a⟨t⟩. */
function outputsOf({ cell, hidden, projection }: ForeignLayer): number {
  if (projection === undefined) return hidden;
  if (cell !== "lstm")
    throw new RivuletError("CONFIG_INVALID", `expected a projection of an LSTM, came one of a ${cell}`);
  const outputs = projection.length / hidden;
  if (Number.isInteger(outputs) && outputs > 0) return outputs;
  const expected = `a projection of a multiple of ${hidden} numbers`;
  throw new RivuletError("WEIGHTS_INVALID", `expected ${expected}, came ${projection.length}`);
}

/** Where the block of each gate of ours stands in the framework's order. */
function blockOrder(theirs: readonly GateName[], ours: readonly GateName[]): number[] {
  return ours.map((gate) => theirs.indexOf(gate));
}

function layerConfig(framework: Framework, layer: ForeignLayer): RecurrentLayerConfig {
  const convention = conventions[framework];
  const { cell, hidden, clip, direction } = layer;
  const common = {
    hidden,
    activation: activationOf(framework, layer.activation) ?? "tanh",
    ...(clip !== undefined && { clip }),
    ...(direction === "backward" && { direction }),
    ...((layer.initialHidden ?? layer.initialCell) !== undefined && { initialState: "learned" as const }),
  };
  if (cell === "rnn") return { cell, ...common };
  const gateActivation = activationOf(framework, layer.gateActivation) ?? convention.gateActivation;
  if (cell === "gru") {
    const { updateKeeps } = convention;
    return { cell, ...common, reset: layer.reset ?? convention.reset, updateKeeps, gateActivation };
  }
  const outputActivation = activationOf(framework, layer.outputActivation);
  return {
    cell,
    ...common,
    peepholes: layer.peepholes === undefined ? "none" : peepholeConvention(framework).see,
    gateActivation,
    ...(outputActivation !== undefined && { outputActivation }),
    ...(layer.coupled && { coupled: true }),
    ...(layer.projection !== undefined && { projection: outputsOf(layer) }),
  };
}

function activationOf(framework: Framework, name: string | ParametricActivation | undefined): Activation | undefined {
  if (typeof name !== "string") return name;
  const { activations } = conventions[framework];
  if (Object.hasOwn(activations, name)) return activations[name];
  throw new RivuletError(
    "CONFIG_INVALID",
    `expected an activation of ${framework} (${Object.keys(activations).join(", ")}), came ${name}`,
  );
}

function initialStateTensors(
  { cell, hidden, initialHidden, initialCell }: ForeignLayer,
  outputs: number,
): Record<string, Tensor> {
  if (initialHidden === undefined && initialCell === undefined) return {};
  const tensors: Record<string, Tensor> = {
    initialHidden: vector("an initial a", initialHidden ?? new Float32Array(outputs), outputs),
  };
  if (cell === "lstm") tensors.initialCell = vector("an initial c", initialCell ?? new Float32Array(hidden), hidden);
  return tensors;
}

function vector(what: string, data: Float32Array, length: number): Tensor {
  expectLength(what, data, length);
  return { shape: [length], data };
}

function biasTensors(
  convention: Convention,
  { bias, hidden }: ForeignLayer,
  config: RecurrentLayerConfig,
  order: readonly number[],
): Record<string, Tensor> {
  const resetsAfter = config.cell === "gru" && config.reset === "after";
  const rows = order.length * hidden;
  const vectors = convention.biases === "two" || resetsAfter ? 2 : 1;
  if (bias !== undefined) expectLength("biases", bias, vectors * rows);
  const given = bias ?? new Float32Array(vectors * rows);
  const ih = reorderBlocks(given.subarray(0, rows), order, hidden);
  if (vectors === 1) return { bias: { shape: [rows], data: ih } };
  const hh = reorderBlocks(given.subarray(rows), order, hidden);
  if (!resetsAfter) return { bias: { shape: [rows], data: ih.map((b, row) => b + hh[row]) } };
  const candidate = rows - hidden; // the last block of ours: b_c and b_cc stay apart
  return {
    bias: { shape: [rows], data: ih.map((b, row) => (row < candidate ? b + hh[row] : b)) },
    biasHh: { shape: [hidden], data: hh.slice(candidate) },
  };
}

function peepholeTensor(framework: Framework, peepholes: Float32Array, hidden: number): Tensor {
  expectLength("peepholes", peepholes, 3 * hidden);
  const order = blockOrder(peepholeConvention(framework).order, ourPeepholes);
  return { shape: [3 * hidden], data: reorderBlocks(peepholes, order, hidden) };
}

function peepholeConvention(framework: Framework): NonNullable<Convention["peepholes"]> {
  const { peepholes } = conventions[framework];
  if (peepholes !== undefined) return peepholes;
  throw new RivuletError("WEIGHTS_INVALID", `expected no peepholes from ${framework}, came some`);
}

/** Block b of the result is block `order[b]` of `blocks`. */
function reorderBlocks(blocks: Float32Array, order: readonly number[], length: number): Float32Array {
  const result = new Float32Array(blocks.length);
  order.forEach((from, to) => {
    result.set(blocks.subarray(from * length, (from + 1) * length), to * length);
  });
  return result;
}

/** Of a row-major matrix [rows, columns]. */
function transposed(matrix: Float32Array, rows: number, columns: number): Float32Array {
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]);
}

function expectLength(what: string, { length }: Float32Array, expected: number): void {
  if (length !== expected)
    throw new RivuletError("WEIGHTS_INVALID", `expected ${what} of ${expected} numbers, came ${length}`);
}
