import { RivuletError } from "@rivulet/errors";
import { cellTraits } from "./cell-traits.ts";
import type { ModelConfig } from "./config.ts";

/** One named array of numbers, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The weights of a model by name; `weightShapes` says which names and shapes a configuration has. */
export type Weights = Readonly<Record<string, Tensor>>;

/** Numbers of x⟨t⟩ at the lowest layer. */
export function inputSize(config: ModelConfig): number {
  const { input } = config;
  if (input.kind !== "embedding") return input.size;
  return input.tables.reduce((sum, table) => sum + table.size, 0);
}

/**
 * The name and shape of every tensor of a model, in file order (G gates of H units, K inputs):
 * `embedding.NAME` [rows, size]; per layer l `layers.l.weightIh` [G·H, K], `layers.l.weightHh`
 * [G·H, H], `layers.l.bias` [G·H], and where the cell has them `layers.l.biasHh` [H] (reset-after
 * GRU: b_cc, inside the reset) and `layers.l.peepholes` [3·H] (Γi, Γf, Γo); per head h
 * `heads.h.weight` [size, H] and `heads.h.bias` [size].
 */
export function weightShapes(config: ModelConfig): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  if (config.input.kind === "embedding") {
    for (const table of config.input.tables) shapes.set(`embedding.${table.name}`, [table.rows, table.size]);
  }
  let below = inputSize(config);
  config.layers.forEach((layer, l) => {
    const { gates, hasBiasHh, hasPeepholes } = cellTraits(layer);
    const rows = gates.length * layer.hidden;
    shapes.set(`layers.${l}.weightIh`, [rows, below]);
    shapes.set(`layers.${l}.weightHh`, [rows, layer.hidden]);
    shapes.set(`layers.${l}.bias`, [rows]);
    if (hasBiasHh) shapes.set(`layers.${l}.biasHh`, [layer.hidden]);
    if (hasPeepholes) shapes.set(`layers.${l}.peepholes`, [3 * layer.hidden]);
    below = layer.hidden;
  });
  config.heads.forEach((head, h) => {
    shapes.set(`heads.${h}.weight`, [head.size, below]);
    shapes.set(`heads.${h}.bias`, [head.size]);
  });
  return shapes;
}

/** Refuses weights whose names, shapes or lengths are not those of the configuration, or that are not finite. */
export function validateWeights(config: ModelConfig, weights: Weights): void {
  const shapes = weightShapes(config);
  for (const [name, shape] of shapes) {
    const tensor = Object.hasOwn(weights, name) ? weights[name] : undefined;
    if (tensor === undefined)
      throw new RivuletError("WEIGHTS_INVALID", `expected a tensor ${name} of ${shape.join(" × ")}, came none`);
    const length = shape.reduce((product, size) => product * size, 1);
    const same = tensor.shape.length === shape.length && tensor.shape.every((size, i) => size === shape[i]);
    if (!same || !(tensor.data instanceof Float32Array) || tensor.data.length !== length) {
      throw new RivuletError(
        "WEIGHTS_INVALID",
        `expected ${name} of ${shape.join(" × ")}, came ${tensor.shape.join(" × ")} with ${tensor.data.length} numbers`,
      );
    }
    const bad = tensor.data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new RivuletError(
        "WEIGHTS_INVALID",
        `expected finite numbers in ${name}, came ${tensor.data[bad]} at ${bad}`,
      );
  }
  for (const name of Object.keys(weights)) {
    if (!shapes.has(name))
      throw new RivuletError("WEIGHTS_INVALID", `expected no tensor ${name}, the configuration has none of that name`);
  }
}

/** Numbers in all weights of a configuration. */
export function weightCount(config: ModelConfig): number {
  let count = 0;
  for (const shape of weightShapes(config).values()) count += shape.reduce((product, size) => product * size, 1);
  return count;
}
