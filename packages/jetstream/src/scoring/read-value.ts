import { type InputConfig, inputChecker, type StepInput } from "@rivulet/engine";
import { isMessage } from "../read-input.ts";
import { refusal } from "../refusal.ts";

/** Ids are 32-bit integers in the engine; what is larger would come round to a small one. */
const MAX_ID = 2 ** 31 - 1;

/** Makes a step's input of a JSON value. */
export type ReadValue = (value: unknown) => StepInput;

/**
 * How values are read for a model: an array of numbers; an id or an array of ids; or both, as `{ ids, dense }`. It throws
 * MESSAGE_INVALID where the value has another form, INPUT_INVALID where the model has no such input.
 */
export function valueReader(config: InputConfig, field: string): ReadValue {
  const check = inputChecker(config);
  const read = formOf(config, field);
  return (value) => {
    const input = read(value);
    check(input);
    return input;
  };
}

function formOf(config: InputConfig, field: string): ReadValue {
  if (config.kind === "dense") return (value) => readDense(value, field);
  if (config.kind === "one-hot" || (config.dense ?? 0) === 0) return (value) => readIds(value, field);
  return (value) => {
    if (!isMessage(value)) throw refusal("MESSAGE_INVALID", `an object of ids and dense in ${field}`, value);
    return { ids: readIds(value.ids, `${field}.ids`), dense: readDense(value.dense, `${field}.dense`) };
  };
}

function readDense(value: unknown, field: string): Float32Array {
  if (Array.isArray(value) && value.every((number) => typeof number === "number")) return Float32Array.from(value);
  throw refusal("MESSAGE_INVALID", `an array of numbers in ${field}`, value);
}

function readIds(value: unknown, field: string): number | Int32Array {
  if (isId(value)) return value;
  if (Array.isArray(value) && value.every(isId)) return Int32Array.from(value);
  throw refusal("MESSAGE_INVALID", `an id or an array of ids in ${field}`, value);
}

function isId(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_ID;
}
