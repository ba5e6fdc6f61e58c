import type { ErrorCode } from "@rivulet/errors";
import { base64 } from "@scure/base";

/** A decoded map whose fields are not checked yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Thrown by the readers of messages; `decode.ts` makes a RefusedMessage of it that says whose message it was. */
export class FieldError extends Error {
  readonly code: ErrorCode;

  constructor(expected: string, came: unknown, code: ErrorCode = "MESSAGE_INVALID") {
    super(`expected ${expected}, came ${describe(came)}`);
    this.code = code;
  }
}

const loneSurrogate = /\p{Cs}/u;

export function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text);
}

/** Kind and size of a value, never its content: it may be long, or nobody else's business. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "string")
    return value.length <= 40 ? JSON.stringify(value) : `a string of length ${value.length}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "object" && value !== null) return value instanceof Uint8Array ? "bytes" : "a map";
  return String(value);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}

export function fieldsOf(value: unknown, name: string): Fields {
  if (!isFields(value)) throw new FieldError(`${name} to be a map`, value);
  return value;
}

export function stringOf(value: unknown, name: string, { min = 0, max = Number.POSITIVE_INFINITY } = {}): string {
  if (typeof value !== "string" || value.length < min || value.length > max) {
    const range = max === Number.POSITIVE_INFINITY ? "" : ` of length ${min} to ${max}`;
    throw new FieldError(`${name} to be a string${range}`, value);
  }
  // The codecs would not carry half a surrogate pair alike.
  if (!isWellFormed(value)) throw new FieldError(`${name} to be well-formed Unicode`, "half a surrogate pair");
  return value;
}

export function integerOf(value: unknown, name: string, min: number): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min) return value;
  throw new FieldError(`${name} to be an integer of at least ${min}`, value);
}

export function probabilityOf(value: unknown, name: string): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw new FieldError(`${name} to be a number from 0 to 1`, value);
}

export function positiveOf(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
  throw new FieldError(`${name} to be a positive number`, value);
}

export function booleanOf(value: unknown, name: string): boolean {
  if (typeof value === "boolean") return value;
  throw new FieldError(`${name} to be true or false`, value);
}

/** Bytes, or base64 where the codec has no bytes. The result is a copy at an offset of its own. */
export function bytesOf(value: unknown, name: string): Uint8Array {
  if (value instanceof Uint8Array && value.length > 0) return new Uint8Array(value); // msgpackr gives a view of the frame
  if (typeof value === "string" && value !== "") {
    try {
      return base64.decode(value);
    } catch {
      // falls through to the one refusal
    }
  }
  throw new FieldError(`${name} to be bytes (in JSON: base64)`, value);
}

export function arrayOf<T>(value: unknown, name: string, read: (item: unknown, name: string) => T): T[] {
  if (!Array.isArray(value)) throw new FieldError(`${name} to be an array`, value);
  return value.map((item, index) => read(item, `${name}[${index}]`));
}

/** `{ [key]: read(…) }` where the field is there, else nothing to spread. */
export function optional<K extends string, T>(
  fields: Fields,
  key: K,
  read: (value: unknown, name: string) => T,
): { [P in K]?: T } {
  const value = fields[key];
  return value === undefined || value === null ? {} : ({ [key]: read(value, key) } as { [P in K]?: T });
}
