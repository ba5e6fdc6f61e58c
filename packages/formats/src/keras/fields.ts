import { RivuletError } from "@rivulet/errors";
import { decodeUtf8 } from "../utf8.ts";
import { damaged, short } from "./refuse.ts";

/** A JSON object of a foreign file. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Undefined where the field is absent or null. */
export function field(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? (fields[key] ?? undefined) : undefined;
}

/** @throws RivuletError FILE_DAMAGED */
export function objectField(fields: Fields, key: string, of: string): Fields {
  const value = field(fields, key);
  if (isFields(value)) return value;
  throw damaged(`an object as ${key} of ${of}`, short(value));
}

/** @throws RivuletError FILE_DAMAGED */
export function textField(fields: Fields, key: string, of: string): string {
  const value = field(fields, key);
  if (typeof value === "string") return value;
  throw damaged(`a text as ${key} of ${of}`, short(value));
}

/** A whole number above 0. @throws RivuletError FILE_DAMAGED */
export function sizeField(fields: Fields, key: string, of: string): number {
  const value = field(fields, key);
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw damaged(`a whole number above 0 as ${key} of ${of}`, short(value));
}

/** @throws RivuletError FILE_DAMAGED */
export function flagField(fields: Fields, key: string, of: string, otherwise: boolean): boolean {
  const value = field(fields, key) ?? otherwise;
  if (typeof value === "boolean") return value;
  throw damaged(`true or false as ${key} of ${of}`, short(value));
}

/**
 * The object that a JSON text is.
 *
 * @throws RivuletError FILE_TOO_LARGE above `limit` bytes, FILE_DAMAGED
 */
export function parseJson(bytes: Uint8Array, what: string, limit = Number.POSITIVE_INFINITY): Fields {
  if (bytes.length > limit) {
    throw new RivuletError("FILE_TOO_LARGE", `expected at most ${limit} bytes of ${what}, came ${bytes.length}`);
  }
  const value = parsed(bytes, what);
  if (isFields(value)) return value;
  throw damaged(`an object as ${what}`, short(value));
}

function parsed(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch (cause) {
    throw damaged(`JSON as ${what}`, cause instanceof RangeError ? "too deep a nesting" : "malformed text");
  }
}
