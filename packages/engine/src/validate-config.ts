import { RivuletError } from "@rivulet/errors";
import type { ModelConfig } from "./config.ts";

const ACTIVATIONS = ["tanh", "relu", "sigmoid", "hard-sigmoid", "hard-sigmoid-6", "linear"];
const LARGEST = 2 ** 24;

type Fields = Readonly<Record<string, unknown>>;

function refuse(path: string, expected: string, came: unknown): never {
  throw new RivuletError(
    "CONFIG_INVALID",
    `expected ${path} to be ${expected}, came ${JSON.stringify(came) ?? "nothing"}`,
  );
}

function object(path: string, value: unknown, keys: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse(path, "an object", value);
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) refuse(path, `without the key ${key} (known: ${keys.join(", ")})`, value);
  }
  return value as Fields;
}

function list(path: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) refuse(path, "a list that is not empty", value);
  return Array.from(value); // a hole becomes an undefined item, which is refused
}

function whole(path: string, value: unknown, least = 1): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > LARGEST) {
    refuse(path, `a whole number from ${least} to ${LARGEST}`, value);
  }
}

function oneOf(path: string, value: unknown, values: readonly string[], optional = false): void {
  if (optional && value === undefined) return;
  if (typeof value !== "string" || !values.includes(value)) refuse(path, values.join(" | "), value);
}

function name(path: string, value: unknown, taken: Set<unknown>): void {
  if (typeof value !== "string" || value === "" || taken.has(value)) refuse(path, "a name of its own", value);
  taken.add(value);
}

const INPUT_KEYS: Readonly<Record<string, readonly string[]>> = {
  dense: ["size"],
  "one-hot": ["size"],
  embedding: ["tables"],
};

function checkInput(value: unknown): void {
  const kind = (value as Fields | null | undefined)?.kind;
  oneOf("input.kind", kind, Object.keys(INPUT_KEYS));
  const input = object("input", value, ["kind", ...INPUT_KEYS[kind as string]]);
  if (kind !== "embedding") {
    whole("input.size", input.size);
    return;
  }
  const names = new Set();
  list("input.tables", input.tables).forEach((item, k) => {
    const path = `input.tables[${k}]`;
    const table = object(path, item, ["name", "rows", "size"]);
    name(`${path}.name`, table.name, names);
    whole(`${path}.rows`, table.rows);
    whole(`${path}.size`, table.size);
  });
}

const CELL_KEYS: Readonly<Record<string, readonly string[]>> = {
  rnn: [],
  "simplified-gru": ["gateActivation"],
  gru: ["gateActivation", "reset", "updateKeeps"],
  lstm: ["gateActivation", "peepholes"],
};

function checkLayer(value: unknown, path: string): void {
  const cell = (value as Fields | null | undefined)?.cell;
  oneOf(`${path}.cell`, cell, Object.keys(CELL_KEYS));
  const layer = object(path, value, ["cell", "hidden", "activation", ...CELL_KEYS[cell as string]]);
  whole(`${path}.hidden`, layer.hidden);
  oneOf(`${path}.activation`, layer.activation, ACTIVATIONS, true);
  oneOf(`${path}.gateActivation`, layer.gateActivation, ACTIVATIONS, true);
  oneOf(`${path}.reset`, layer.reset, ["before", "after"], cell !== "gru");
  oneOf(`${path}.updateKeeps`, layer.updateKeeps, ["new", "old"], true);
  oneOf(`${path}.peepholes`, layer.peepholes, ["none", "previous", "current"], true);
}

/** Refuses a configuration that is not exactly of the form of `ModelConfig`: CONFIG_INVALID names the place. */
export function validateConfig(value: unknown): ModelConfig {
  const config = object("the configuration", value, ["input", "layers", "heads"]);
  checkInput(config.input);
  list("layers", config.layers).forEach((layer, l) => {
    checkLayer(layer, `layers[${l}]`);
  });
  const names = new Set();
  list("heads", config.heads).forEach((item, h) => {
    const path = `heads[${h}]`;
    const head = object(path, item, ["name", "size", "activation", "delay"]);
    name(`${path}.name`, head.name, names);
    whole(`${path}.size`, head.size);
    oneOf(`${path}.activation`, head.activation, ["softmax", "sigmoid", "none"]);
    if (head.delay !== undefined) whole(`${path}.delay`, head.delay, 0);
  });
  return value as ModelConfig;
}
