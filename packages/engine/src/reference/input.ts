import { RivuletError } from "@rivulet/errors";
import type { InputConfig, ModelConfig, StepInput } from "../config.ts";
import { inputSize } from "../weights.ts";
import { add } from "./linear-algebra.ts";
import type { DoubleTensors } from "./tensors.ts";

/** The input of one step; dense vectors may be doubles. */
export type ReferenceInput = StepInput | Float64Array;

/** x⟨t⟩: the dense vector itself, the sum of one-hot vectors, or the embeddings side by side. Throws INPUT_INVALID. */
export function inputVector(config: ModelConfig, tensors: DoubleTensors, input: ReferenceInput): Float64Array {
  const x = new Float64Array(inputSize(config));
  if (config.input.kind === "dense") {
    if (typeof input === "number" || input instanceof Int32Array || input.length !== x.length) {
      throw new RivuletError("INPUT_INVALID", `expected ${x.length} numbers, came ${describe(input)}`);
    }
    x.set(input);
    return x;
  }
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
  throw new RivuletError("INPUT_INVALID", `expected an id or several, came ${describe(input)}`);
}

function checkedId(id: number, count: number): number {
  if (Number.isInteger(id) && id >= 0 && id < count) return id;
  throw new RivuletError("INPUT_INVALID", `expected an id from 0 to ${count - 1}, came ${id}`);
}

function describe(input: ReferenceInput): string {
  if (typeof input === "number") return `the id ${input}`;
  return input instanceof Int32Array ? `${input.length} ids` : `${input.length} numbers`;
}
