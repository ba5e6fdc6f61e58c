import type { ModelConfig } from "./config.ts";
import { type Fields, list, name, object, oneOf, whole } from "./config-fields.ts";
import { checkLayer } from "./validate-layer.ts";
import { validateShape, validateSizes } from "./validate-shape.ts";

const SHAPES = ["many-to-many", "many-to-one", "one-to-many", "one-to-one"];

const INPUT_KEYS: Readonly<Record<string, readonly string[]>> = {
  dense: ["size"],
  "one-hot": ["size"],
  embedding: ["tables", "dense"],
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
  if (input.dense !== undefined) whole("input.dense", input.dense, 0);
}

/** Refuses a configuration that is not exactly of the form of `ModelConfig`: CONFIG_INVALID names the place. */
export function validateConfig(value: unknown): ModelConfig {
  const fields = object("the configuration", value, ["shape", "outputOrder", "input", "layers", "heads"]);
  oneOf("shape", fields.shape, SHAPES, true);
  oneOf("outputOrder", fields.outputOrder, ["time", "reversed"], true);
  checkInput(fields.input);
  list("layers", fields.layers).forEach((layer, l) => {
    checkLayer(layer, `layers[${l}]`);
  });
  const names = new Set();
  list("heads", fields.heads, 0).forEach((item, h) => {
    const path = `heads[${h}]`;
    const head = object(path, item, ["name", "size", "activation", "delay"]);
    name(`${path}.name`, head.name, names);
    whole(`${path}.size`, head.size);
    oneOf(`${path}.activation`, head.activation, ["softmax", "sigmoid", "none"]);
    if (head.delay !== undefined) whole(`${path}.delay`, head.delay, 0);
  });
  const config = value as ModelConfig;
  validateSizes(config);
  validateShape(config);
  return config;
}
