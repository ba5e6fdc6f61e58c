import { RivuletError } from "@rivulet/errors";
import { inputSize } from "../cell-traits.ts";
import type { InputConfig, ModelConfig, StepInput } from "../config.ts";
import { add } from "./linear-algebra.ts";
import type { DoubleTensors } from "./tensors.ts";

/** The input of one step; dense vectors may be doubles. */
export type ReferenceInput =
  | StepInput
  | Float64Array
  | { readonly ids: number | Int32Array; readonly dense: Float64Array };

/**
 * x⟨t⟩: the dense vector itself, the sum of one-hot vectors, or the embeddings side by side and the
 * dense numbers after them. Throws INPUT_INVALID.
 */
export function inputVector(config: ModelConfig, tensors: DoubleTensors, input: ReferenceInput): Float64Array {
  const x = new Float64Array(inputSize(config));
  const numbers = denseNumbers(config.input, input);
  x.set(numbers, x.length - numbers.length);
  if (config.input.kind === "dense") return x;
  for (const id of idsOf(input)) {
    if (config.input.kind === "one-hot") x[checkedId(id, config.input.size)] += 1;
    else {
      const { table, row, offset } = locate(config.input.tables, id);
      const { data } = tensors[`embedding.${table.name}`];
      add(x.subarray(offset, offset + table.size), data.subarray(row * table.size, (row + 1) * table.size));
    }
  }
  return x;
}

/** Adds dx⟨t⟩ to the gradient of every embedding row that x⟨t⟩ was made of. */
export function inputBackward(
  config: ModelConfig,
  gradients: DoubleTensors,
  input: ReferenceInput,
  dx: Float64Array,
): void {
  if (config.input.kind !== "embedding") return;
  for (const id of idsOf(input)) {
    const { table, row, offset } = locate(config.input.tables, id);
    const { data } = gradients[`embedding.${table.name}`];
    add(data.subarray(row * table.size, (row + 1) * table.size), dx.subarray(offset, offset + table.size));
  }
}

/** Those of x⟨t⟩ that come as they are: all, none, or what follows the embeddings. */
function denseNumbers(config: InputConfig, input: ReferenceInput): Float32Array | Float64Array {
  const count = config.kind === "dense" ? config.size : config.kind === "embedding" ? (config.dense ?? 0) : 0;
  if (count === 0) return new Float64Array(0);
  const numbers = config.kind === "dense" ? input : isMixed(input) ? input.dense : undefined;
  if ((numbers instanceof Float32Array || numbers instanceof Float64Array) && numbers.length === count) return numbers;
  throw new RivuletError("INPUT_INVALID", `expected ${count} numbers, came ${describe(input)}`);
}

function isMixed(input: ReferenceInput): input is Extract<ReferenceInput, { readonly ids: unknown }> {
  return typeof input === "object" && "ids" in input;
}

type Tables = Extract<InputConfig, { kind: "embedding" }>["tables"];

/** The table and row of an id, and where the table's vector begins in x⟨t⟩. */
function locate(tables: Tables, id: number): { table: Tables[number]; row: number; offset: number } {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  let row = checkedId(id, rows);
  let [k, offset] = [0, 0];
  while (row >= tables[k].rows) {
    row -= tables[k].rows;
    offset += tables[k].size;
    k++;
  }
  return { table: tables[k], row, offset };
}

function idsOf(input: ReferenceInput): Iterable<number> {
  if (typeof input === "number") return [input];
  if (input instanceof Int32Array) return input;
  if (isMixed(input)) return idsOf(input.ids);
  throw new RivuletError("INPUT_INVALID", `expected an id or several, came ${describe(input)}`);
}

function checkedId(id: number, count: number): number {
  if (Number.isInteger(id) && id >= 0 && id < count) return id;
  throw new RivuletError("INPUT_INVALID", `expected an id from 0 to ${count - 1}, came ${id}`);
}

function describe(input: ReferenceInput): string {
  if (typeof input === "number") return `the id ${input}`;
  if (isMixed(input)) return `ids and ${input.dense.length} numbers`;
  return input instanceof Int32Array ? `${input.length} ids` : `${input.length} numbers`;
}
