import { RivuletError } from "@rivulet/errors";
import type { CommonCell } from "../conventions.ts";
import type { StateDict, StateTensor } from "./state-dict.ts";

/** The tensors of one direction of one layer of nn.RNN, nn.GRU or nn.LSTM, by torch's names without the suffix. */
export type DirectionTensors = ReadonlyMap<string, StateTensor>;

/** nn.RNN, nn.GRU, nn.LSTM, or one of their cells. */
export interface RecurrentModule {
  readonly kind: "recurrent";
  readonly path: string;
  readonly cell: CommonCell;
  /** Units of every direction of every layer. */
  readonly hidden: number;
  /** Lowest first; each has one direction, or forward and reverse. */
  readonly layers: readonly (readonly DirectionTensors[])[];
  /** Length of its x⟨t⟩ and of what it gives. */
  readonly inputs: number;
  readonly outputs: number;
}

/** A matrix [rows, columns] with or without a bias: nn.Linear, or without one also nn.Embedding. */
export interface MatrixModule {
  readonly kind: "matrix";
  readonly path: string;
  readonly weight: StateTensor;
  readonly bias?: StateTensor;
}

export type Module = RecurrentModule | MatrixModule;

const recurrentName = /^(weight_ih|weight_hh|weight_hr|bias_ih|bias_hh)(?:_l(\d{1,4})(_reverse)?)?$/;
/** Far above what any recurrent network has; finding their order takes time by their square. */
const mostModules = 256;

/** Wrappers put these before every name: DataParallel, Lightning, torch.compile. */
const wrappers = ["module.", "model.", "_orig_mod."];

/**
 * The modules of a state_dict, in its order. Prefixes of wrappers that all names share are taken off.
 *
 * @throws RivuletError IMPORT_UNSUPPORTED on a tensor of any other module, by its name, WEIGHTS_INVALID where the
 * tensors of a module do not fit together
 */
export function modulesOf(state: StateDict): Module[] {
  const groups = new Map<string, Map<string, StateTensor>>();
  const prefix = prefixOf([...state.keys()]);
  for (const [full, tensor] of state) {
    const name = full.slice(prefix.length);
    const dot = name.lastIndexOf(".");
    const path = name.slice(0, Math.max(dot, 0));
    const group = groups.get(path) ?? new Map<string, StateTensor>();
    groups.set(path, group.set(name.slice(dot + 1), tensor));
  }
  if (groups.size === 0 || groups.size > mostModules) {
    const expected = `from 1 to ${mostModules} modules in the state_dict`;
    throw new RivuletError("IMPORT_UNSUPPORTED", `expected ${expected}, came ${groups.size}`);
  }
  return [...groups].map(([path, tensors]) => moduleOf(path, tensors));
}

function prefixOf(names: readonly string[]): string {
  let prefix = "";
  for (;;) {
    const more = wrappers.find((wrapper) => names.every((name) => name.startsWith(prefix + wrapper)));
    if (more === undefined || names.length === 0) return prefix;
    prefix += more;
  }
}

function moduleOf(path: string, tensors: ReadonlyMap<string, StateTensor>): Module {
  const matrix = matrixOf(path, tensors);
  if (matrix !== undefined) return matrix;
  const foreign = [...tensors.keys()].find((name) => !recurrentName.test(name));
  if (foreign === undefined) return recurrentOf(path, tensors);
  throw new RivuletError(
    "IMPORT_UNSUPPORTED",
    `expected the tensors of nn.RNN, GRU, LSTM, Embedding and Linear, came ${quote(path, foreign)}`,
  );
}

function matrixOf(path: string, tensors: ReadonlyMap<string, StateTensor>): MatrixModule | undefined {
  const weight = tensors.get("weight");
  const bias = tensors.get("bias");
  if (weight?.shape.length !== 2 || tensors.size !== (bias === undefined ? 1 : 2)) return undefined;
  if (bias === undefined) return { kind: "matrix", path, weight };
  expectShape(quote(path, "bias"), bias, [weight.shape[0]]);
  return { kind: "matrix", path, weight, bias };
}

function recurrentOf(path: string, tensors: ReadonlyMap<string, StateTensor>): RecurrentModule {
  const layers: Map<string, StateTensor>[][] = [];
  for (const [name, tensor] of tensors) {
    const [, kind, layer = "0", reverse] = recurrentName.exec(name) as RegExpExecArray;
    layers[Number(layer)] ??= [];
    const directions = layers[Number(layer)];
    const direction = reverse === undefined ? 0 : 1;
    directions[direction] = (directions[direction] ?? new Map<string, StateTensor>()).set(kind, tensor);
  }
  const first = layers[0]?.[0];
  const hh = first?.get("weight_hh");
  const ih = first?.get("weight_ih");
  if (hh?.shape.length !== 2 || ih?.shape.length !== 2) {
    throw invalid(`matrices ${quote(path, "weight_ih_l0")} and weight_hh_l0`, "none");
  }
  const hidden = first?.get("weight_hr")?.shape[1] ?? hh.shape[1];
  const outputs = hh.shape[1];
  const cell = cellOf(path, ih.shape[0] / hidden);
  let below = ih.shape[1];
  const inputs = below;
  const form = {
    cell,
    hidden,
    outputs,
    kinds: [...(first?.keys() ?? [])].sort().join(", "),
    directions: layers[0].length,
  };
  for (let l = 0; l < layers.length; l++) {
    const directions = Array.from(layers[l] ?? []); // a hole becomes an undefined item
    if (directions.length !== form.directions) throw invalid(`the same directions in every layer of ${path}`, "others");
    for (const direction of directions) checkDirection(`${path}, layer ${l}`, direction, below, form);
    below = outputs * directions.length;
  }
  return { kind: "recurrent", path, cell, hidden, layers, inputs, outputs: below };
}

function cellOf(path: string, gates: number): CommonCell {
  if (gates === 1) return "rnn";
  if (gates === 3) return "gru";
  if (gates === 4) return "lstm";
  throw invalid(`1, 3 or 4 gates (rows of weight_ih a unit) in ${path}`, String(gates));
}

/** What all layers and directions of one module have in common. */
interface Form {
  readonly cell: CommonCell;
  readonly hidden: number;
  readonly outputs: number;
  readonly kinds: string;
}

function checkDirection(where: string, tensors: DirectionTensors | undefined, inputs: number, form: Form): void {
  if (tensors === undefined) throw invalid(`both directions in ${where}`, "one");
  const { cell, hidden, outputs, kinds } = form;
  const rows = { rnn: 1, gru: 3, lstm: 4 }[cell] * hidden;
  const shapes: Readonly<Record<string, readonly number[]>> = {
    weight_ih: [rows, inputs],
    weight_hh: [rows, outputs],
    weight_hr: [outputs, hidden],
    bias_ih: [rows],
    bias_hh: [rows],
  };
  const came = [...tensors.keys()].sort().join(", ");
  if (came !== kinds) throw invalid(`${kinds} in ${where}`, came);
  if (tensors.has("bias_ih") !== tensors.has("bias_hh")) throw invalid(`both biases or none in ${where}`, came);
  for (const [kind, tensor] of tensors) expectShape(`${kind} of ${where}`, tensor, shapes[kind]);
}

function expectShape(what: string, { shape }: StateTensor, expected: readonly number[]): void {
  if (shape.length === expected.length && shape.every((size, axis) => size === expected[axis])) return;
  throw invalid(`${what} of ${expected.join(" × ")}`, shape.join(" × "));
}

function quote(path: string, name: string): string {
  return (path === "" ? name : `${path}.${name}`).slice(0, 120);
}

function invalid(expected: string, came: string): RivuletError {
  return new RivuletError("WEIGHTS_INVALID", `expected ${expected}, came ${came}`);
}
