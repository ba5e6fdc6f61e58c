import { layerParts, outputSize, type RecurrentPart, stateSizes } from "../cell-traits.ts";
import type { LayerConfig, ModelConfig } from "../config.ts";
import type { StoredTensor, StoredWeights } from "../tensors.ts";
import { denseSize, inputRows, writeInputTables } from "./input-tables.ts";
import type { KernelMemory } from "./kernel-memory.ts";
import { allocateLayer, LAYER_FIELDS, type LayerRecord, type StepLayer, writeLayerWeights } from "./layer-record.ts";
import type { MatrixFormat, Operands } from "./matrix-record.ts";
import { gateRows, padded } from "./panels.ts";

/** Fields of `Stage` in assembly/plan.ts. */
export const STAGE_FIELDS = 12;
/** As numbered in assembly/plan.ts. */
const MERGES = ["in-place", "copy", "concat", "sum", "multiply", "average"] as const;
type Merge = (typeof MERGES)[number];

/** A vector in a slot: its offset in bytes and its length. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/** The state of one recurrent layer, or of one direction of a bidirectional one, in a slot. */
export interface StatePlace {
  readonly part: RecurrentPart;
  readonly hidden: Place;
  /** Of the LSTM. */
  readonly cell?: Place;
}

/** One layer of the stack in a slot. */
export interface StagePlace {
  readonly states: readonly StatePlace[];
  /** What the next layer sees. */
  readonly output: Place;
  /** Whether the output is a vector of its own, made of the a⟨t⟩ of the directions and of x⟨t⟩. */
  readonly merged: boolean;
  /** Bytes of work space of a row. */
  readonly workBytes: number;
  /** Where the layer's vectors end in a slot. */
  readonly end: number;
}

export interface StageOptions {
  readonly address: number;
  readonly index: number;
  /** Numbers of x⟨t⟩. */
  readonly columns: number;
  /** Where x⟨t⟩ is in a slot, in bytes; −1: it is the model's input. */
  readonly inputOffset: number;
  /** Where the layer's vectors start in a slot, in bytes. */
  readonly offset: number;
  readonly format: (tensor: StoredTensor) => MatrixFormat;
  readonly operands: Operands;
  /** Largest size in bytes of input projections that are kept. */
  readonly foldLimit: number;
}

/** Writes the `Stage` of layer `index`, its `Layer` records, weights and input tables. */
export function writeStage(
  memory: KernelMemory,
  config: ModelConfig,
  weights: StoredWeights,
  options: StageOptions,
): StagePlace {
  const { address, index, columns, inputOffset } = options;
  const layer = config.layers[index];
  const atBottom = inputOffset < 0;
  const inputs = atBottom ? denseSize(config.input) : columns;
  let end = options.offset;
  const write = (path: string, step: StepLayer) => {
    const record = allocateLayer(memory, step, {
      address: memory.allocate(LAYER_FIELDS * 4),
      inputColumns: inputs,
      stateOffset: end,
      format: (tensor) => options.format(weights[`${path}.${tensor}`]),
      operands: options.operands,
    });
    writeLayerWeights(memory, record, step, weights, path);
    const offset = end;
    end += record.state * 4;
    return { path, record, offset, rowMap: gateRows(step.hidden, record.layout.inputGates) };
  };
  const parts = layerParts(layer, index, columns).map((part) => ({ ...write(part.path, part.layer), part }));
  const dense = layer.cell === "dense" ? [write(`layers.${index}`, layer)] : [];
  const written = [...parts, ...dense];

  const tableBytes = written.reduce((sum, { rowMap }) => sum + inputRows(config.input) * rowMap.length * 4, 0);
  const tables = written.map(({ path, rowMap }) => {
    if (!atBottom) return 0;
    const weight = weights[`${path}.${layer.cell === "dense" ? "weight" : "weightIh"}`];
    const reader = { weight, rowMap, operands: options.operands, keeps: tableBytes <= options.foldLimit };
    return writeInputTables(memory, config, weights, reader);
  });

  const kind = mergeKind(layer);
  const [first, second] = written.map(({ record }) => record);
  const output = { offset: kind === "in-place" ? written[0].offset : end, length: outputSize(layer) };
  if (kind !== "in-place") end = output.offset + outputBytes(kind, first, second, output.length);
  const forward = parts.findIndex(({ part }) => part.direction === "forward");
  const backward = parts.findIndex(({ part }) => part.direction === "backward");
  const goesForward = layer.cell === "dense" ? 0 : forward;
  memory.i32.set(
    [
      ...[written[goesForward]?.record.address ?? 0, written[backward]?.record.address ?? 0],
      ...[tables[goesForward] ?? 0, tables[backward] ?? 0],
      ...[inputOffset, output.offset, padded(output.length) * 4, MERGES.indexOf(kind)],
      ...[first.output * 4, second === undefined ? 0 : outputSize(parts[0].part.layer) * 4, (second?.output ?? 0) * 4],
      layer.residual ? 1 : 0,
    ],
    address / 4,
  );
  return {
    states: parts.map(({ part, record, offset }) => statePlace(part, record, offset)),
    output,
    merged: kind !== "in-place",
    workBytes: Math.max(...written.map(({ record }) => record.layout.workVectors * record.vector * 4)),
    end,
  };
}

/** How the output is made of what the layer's directions give. */
function mergeKind(layer: LayerConfig): Merge {
  if (layer.cell === "bidirectional") return layer.merge ?? "concat";
  return layer.residual ? "copy" : "in-place";
}

/** Room of a merged output: the second vector of a concatenation is stored with its padding. */
function outputBytes(kind: Merge, first: LayerRecord, second: LayerRecord | undefined, length: number): number {
  const longest = kind === "concat" ? first.output + (second?.output ?? 0) : length;
  return padded(Math.max(longest, length)) * 4;
}

function statePlace(part: RecurrentPart, record: LayerRecord, offset: number): StatePlace {
  const [hidden, cell] = stateSizes(part.layer);
  const place = { part, hidden: { offset, length: hidden } };
  return cell === undefined ? place : { ...place, cell: { offset: offset + record.output * 4, length: cell } };
}
