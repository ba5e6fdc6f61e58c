import { type Fields, finite, flag, object, oneOf, refuse, whole } from "./config-fields.ts";

const PLAIN = ["tanh", "relu", "sigmoid", "hard-sigmoid", "hard-sigmoid-6", "linear", "softsign", "softplus"];

const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  affine: ["alpha", "beta"],
  "leaky-relu": ["alpha"],
  "thresholded-relu": ["alpha"],
  "scaled-tanh": ["alpha", "beta"],
  "hard-sigmoid": ["alpha", "beta"],
  elu: ["alpha"],
};

const LAYER_KEYS = ["cell", "hidden", "activation"];
const RECURRENT_KEYS = [...LAYER_KEYS, "clip", "initialState"];
const GATED_KEYS = [...RECURRENT_KEYS, "gateActivation"];
const CELL_KEYS: Readonly<Record<string, readonly string[]>> = {
  rnn: RECURRENT_KEYS,
  "simplified-gru": GATED_KEYS,
  gru: [...GATED_KEYS, "reset", "updateKeeps"],
  lstm: [...GATED_KEYS, "peepholes", "outputActivation", "coupled", "projection"],
};

/** One layer by itself; what its sizes must be beside others is for `validateSizes`. */
export function checkLayer(value: unknown, path: string): void {
  const cell = cellOf(value, path, [...Object.keys(CELL_KEYS), "dense", "bidirectional"]);
  if (cell === "dense") checkDenseLayer(object(path, value, [...LAYER_KEYS, "residual"]), path);
  else if (cell === "bidirectional") checkBidirectionalLayer(value, path);
  else checkRecurrentLayer(value, path, ["direction", "residual"]);
}

function cellOf(value: unknown, path: string, cells: readonly string[]): string {
  const cell = (value as Fields | null | undefined)?.cell;
  oneOf(`${path}.cell`, cell, cells);
  return cell as string;
}

function checkDenseLayer(layer: Fields, path: string): void {
  whole(`${path}.hidden`, layer.hidden);
  checkActivation(`${path}.activation`, layer.activation);
  flag(`${path}.residual`, layer.residual);
}

function checkBidirectionalLayer(value: unknown, path: string): void {
  const layer = object(path, value, ["cell", "forward", "backward", "merge", "residual"]);
  for (const direction of ["forward", "backward"] as const) {
    const inside = `${path}.${direction}`;
    cellOf(layer[direction], inside, Object.keys(CELL_KEYS));
    checkRecurrentLayer(layer[direction], inside, []);
  }
  oneOf(`${path}.merge`, layer.merge, ["concat", "sum", "multiply", "average"], true);
  flag(`${path}.residual`, layer.residual);
}

/** `keysOutside`: what only a layer that stands by itself has. */
function checkRecurrentLayer(value: unknown, path: string, keysOutside: readonly string[]): void {
  const { cell } = value as { cell: string };
  const layer = object(path, value, [...CELL_KEYS[cell], ...keysOutside]);
  whole(`${path}.hidden`, layer.hidden);
  for (const which of ["activation", "gateActivation", "outputActivation"]) {
    checkActivation(`${path}.${which}`, layer[which]);
  }
  if (layer.clip !== undefined) {
    finite(`${path}.clip`, layer.clip);
    if (Math.fround(layer.clip as number) <= 0) refuse(`${path}.clip`, "above 0", layer.clip);
  }
  oneOf(`${path}.direction`, layer.direction, ["forward", "backward"], true);
  oneOf(`${path}.initialState`, layer.initialState, ["zero", "learned"], true);
  oneOf(`${path}.reset`, layer.reset, ["before", "after"], cell !== "gru");
  oneOf(`${path}.updateKeeps`, layer.updateKeeps, ["new", "old"], true);
  oneOf(`${path}.peepholes`, layer.peepholes, ["none", "previous", "current"], true);
  flag(`${path}.coupled`, layer.coupled);
  flag(`${path}.residual`, layer.residual);
  if (layer.projection !== undefined) whole(`${path}.projection`, layer.projection, 1, layer.hidden as number);
}

function checkActivation(path: string, value: unknown): void {
  if (typeof value !== "object" || value === null) {
    oneOf(path, value, PLAIN, true);
    return;
  }
  const { kind } = value as Fields;
  oneOf(`${path}.kind`, kind, Object.keys(PARAMETERS));
  const parameters = PARAMETERS[kind as string];
  const activation = object(path, value, ["kind", ...parameters]);
  for (const parameter of parameters) finite(`${path}.${parameter}`, activation[parameter]);
}
