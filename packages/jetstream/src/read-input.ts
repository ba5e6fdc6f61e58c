import { RivuletError } from "@rivulet/errors";
import { refusal } from "./refusal.ts";

const KEY_LENGTH = 256;

export type Message = Readonly<Record<string, unknown>>;

/** A message as far as all jobs understand it: with its key, or with what is wrong with it. */
export type Input =
  | { readonly key: string; readonly message: Message }
  | { readonly key?: undefined; readonly error: RivuletError };

/** Reads a message whose key is in the field `path`; what is wrong with it is in the result, for the stream goes on. */
export function readInput(data: Uint8Array, path: string): Input {
  try {
    const message = parse(data);
    return { key: readKey(message, path), message };
  } catch (error) {
    if (!(error instanceof RivuletError)) throw error;
    return { error };
  }
}

function parse(data: Uint8Array): Message {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(data));
  } catch (cause) {
    throw new RivuletError("FRAME_MALFORMED", "expected JSON in UTF-8, came other bytes", { cause });
  }
  if (isMessage(value)) return value;
  throw refusal("MESSAGE_INVALID", "a JSON object", value);
}

export function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readKey(message: Message, path: string): string {
  let value: unknown = message;
  for (const field of path.split("."))
    value = isMessage(value) && Object.hasOwn(value, field) ? value[field] : undefined;
  if (typeof value === "number") return String(value);
  // A lone half of a surrogate pair has no UTF-8 and so no place in a subject.
  if (typeof value === "string" && value !== "" && value.length <= KEY_LENGTH && !hasLoneSurrogate(value)) return value;
  throw refusal("MESSAGE_INVALID", `a key of 1 to ${KEY_LENGTH} characters in ${path}`, value);
}

function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
