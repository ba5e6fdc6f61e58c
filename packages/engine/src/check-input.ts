import { RivuletError } from "@rivulet/errors";
import type { InputConfig, StepInput } from "./config.ts";
import { denseSize, inputRows } from "./kernels/input-tables.ts";
import { MAX_IDS } from "./kernels/plan-rows.ts";

/** A function that throws INPUT_INVALID for all that is not an input of a model, and allocates nothing. */
export function inputChecker(config: InputConfig): (input: StepInput) => void {
  const rows = inputRows(config);
  const size = denseSize(config);
  if (rows === 0) return (input) => checkDense(input, size);
  if (size === 0) return (input) => checkIds(input, rows);
  return (input) => {
    if (typeof input !== "object" || input === null || !("ids" in input)) {
      throw new RivuletError("INPUT_INVALID", `expected ids and a dense vector, came ${describe(input)}`);
    }
    checkIds(input.ids, rows);
    checkDense(input.dense, size);
  };
}

function checkDense(input: unknown, size: number): void {
  if (!(input instanceof Float32Array) || input.length !== size) {
    throw new RivuletError("INPUT_INVALID", `expected a Float32Array of ${size} numbers, came ${describe(input)}`);
  }
  // 0 · x is NaN for NaN and the infinities alone.
  let zero = 0;
  for (let i = 0; i < size; i++) zero += 0 * input[i];
  if (zero !== 0) throw new RivuletError("INPUT_INVALID", "expected finite numbers, came NaN or an infinity");
}

function checkIds(input: unknown, rows: number): void {
  if (typeof input === "number") {
    checkId(input, rows);
    return;
  }
  if (!(input instanceof Int32Array) || input.length > MAX_IDS) {
    throw new RivuletError(
      "INPUT_INVALID",
      `expected an id or an Int32Array of at most ${MAX_IDS} ids, came ${describe(input)}`,
    );
  }
  for (let i = 0; i < input.length; i++) checkId(input[i], rows);
}

function checkId(id: number, rows: number): void {
  if (!Number.isInteger(id) || id < 0 || id >= rows) {
    throw new RivuletError("INPUT_INVALID", `expected an id from 0 to ${rows - 1}, came ${id}`);
  }
}

function describe(input: unknown): string {
  if (ArrayBuffer.isView(input)) return `${input.constructor.name} of ${(input as Float32Array).length}`;
  return typeof input === "object" ? "an object" : `${typeof input} ${String(input)}`;
}
