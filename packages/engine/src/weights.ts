import { RivuletError } from "@rivulet/errors";
import { cellTraits, layerColumns, layerParts, type RecurrentPart, stateSizes } from "./cell-traits.ts";
import type { ModelConfig } from "./config.ts";
import { isQuantized, largestInteger, type QuantizedTensor, type StoredWeights } from "./tensors.ts";

/**
 * The name and shape of every tensor of a model, in file order (G gates of H units, K inputs, A numbers of a⟨t⟩):
 * `embedding.NAME` [rows, size]; per recurrent layer at path p (`layers.l`; in a bidirectional one `layers.l.forward` and
 * `layers.l.backward`) `p.weightIh` [G·H, K], `p.weightHh` [G·H, A], `p.bias` [G·H], and where the layer has them `p.biasHh`
 * [H] (reset-after GRU: b_cc, inside the reset), `p.peepholes` [3·H] (Γi, Γf, Γo), `p.weightHr` [P, H] (projection),
 * `p.initialHidden` [A] and `p.initialCell` [H]; per dense layer `layers.l.weight` [H, K] and `layers.l.bias` [H]; per head h
 * `heads.h.weight` [size, K] and `heads.h.bias` [size].
 */
export function weightShapes(config: ModelConfig): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  if (config.input.kind === "embedding") {
    for (const table of config.input.tables) shapes.set(`embedding.${table.name}`, [table.rows, table.size]);
  }
  const columns = layerColumns(config);
  config.layers.forEach((layer, l) => {
    if (layer.cell === "dense") {
      shapes.set(`layers.${l}.weight`, [layer.hidden, columns[l]]);
      shapes.set(`layers.${l}.bias`, [layer.hidden]);
    }
    for (const part of layerParts(layer, l, columns[l])) setRecurrentShapes(shapes, part);
  });
  config.heads.forEach((head, h) => {
    shapes.set(`heads.${h}.weight`, [head.size, columns[config.layers.length]]);
    shapes.set(`heads.${h}.bias`, [head.size]);
  });
  return shapes;
}

function setRecurrentShapes(shapes: Map<string, readonly number[]>, { path, layer, columns }: RecurrentPart): void {
  const { gates, hasBiasHh, hasPeepholes } = cellTraits(layer);
  const { hidden } = layer;
  const [outputs, ...cell] = stateSizes(layer);
  const rows = gates.length * hidden;
  shapes.set(`${path}.weightIh`, [rows, columns]);
  shapes.set(`${path}.weightHh`, [rows, outputs]);
  shapes.set(`${path}.bias`, [rows]);
  if (hasBiasHh) shapes.set(`${path}.biasHh`, [hidden]);
  if (hasPeepholes) shapes.set(`${path}.peepholes`, [3 * hidden]);
  if (layer.cell === "lstm" && layer.projection !== undefined) shapes.set(`${path}.weightHr`, [outputs, hidden]);
  if (layer.initialState !== "learned") return;
  shapes.set(`${path}.initialHidden`, [outputs]);
  if (cell.length > 0) shapes.set(`${path}.initialCell`, cell);
}

/** Refuses weights whose names, shapes or lengths are not those of the configuration, or whose numbers are not allowed. */
export function validateWeights(config: ModelConfig, weights: StoredWeights): void {
  validateTensors(weightShapes(config), weights);
}

/** The same for the tensors of any names and shapes. */
export function validateTensors(shapes: ReadonlyMap<string, readonly number[]>, weights: StoredWeights): void {
  for (const [name, shape] of shapes) {
    const tensor = Object.hasOwn(weights, name) ? weights[name] : undefined;
    if (tensor === undefined) throw invalid(`a tensor ${name} of ${shape.join(" × ")}`, "none");
    const length = shape.reduce((product, size) => product * size, 1);
    const same = tensor.shape.length === shape.length && tensor.shape.every((size, i) => size === shape[i]);
    if (!same || tensor.data.length !== length) {
      throw invalid(
        `${name} of ${shape.join(" × ")}`,
        `${tensor.shape.join(" × ")} with ${tensor.data.length} numbers`,
      );
    }
    if (isQuantized(tensor)) checkQuantized(name, tensor);
    else if (!(tensor.data instanceof Float32Array)) throw invalid(`32-bit floats in ${name}`, "others without scales");
    else checkFinite(name, tensor.data);
  }
  for (const name of Object.keys(weights)) {
    if (!shapes.has(name)) throw invalid(`no tensor ${name}`, "one that the configuration does not have");
  }
}

function checkQuantized(name: string, { shape, data, scales }: QuantizedTensor): void {
  if (shape.length !== 2) throw invalid(`${name} as floats, only matrices are quantised`, "integers");
  if (!(data instanceof Int8Array || data instanceof Int16Array)) throw invalid(`8 or 16 bits in ${name}`, "others");
  if (!(scales instanceof Float32Array)) throw invalid(`32-bit floats as scales of ${name}`, "others");
  if (scales.length !== shape[0]) throw invalid(`${shape[0]} scales of ${name}`, `${scales.length}`);
  checkFinite(`the scales of ${name}`, scales);
  const largest = largestInteger(data);
  // A loop, as in `checkFinite`: a call for each of a million numbers takes most of the time that loading a model does.
  for (let i = 0; i < data.length; i++) {
    if (data[i] <= largest && data[i] >= -largest) continue;
    throw invalid(`integers from −${largest} to ${largest} in ${name}`, `${data[i]} at ${i}`);
  }
}

function checkFinite(name: string, data: Float32Array): void {
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) throw invalid(`finite numbers in ${name}`, `${data[i]} at ${i}`);
  }
}

function invalid(expected: string, came: string): RivuletError {
  return new RivuletError("WEIGHTS_INVALID", `expected ${expected}, came ${came}`);
}
