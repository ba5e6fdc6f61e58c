import { type ErrorCode, RivuletError } from "@rivulet/errors";
import type { Job } from "./job.ts";

/** What one message may hold. Its result must fit into a message, too. */
const KEY_LENGTH = 256;
const TEXT_LENGTH = 16_384;
const TOKENS = 4_096;
export const TOKEN_LENGTH = 1_024;

/** What a message asks for. */
export interface Content {
  readonly text: string;
  readonly tokens: readonly string[];
  /** A sentence ends after them. */
  readonly end: boolean;
}

/** A message as it is understood: without a key where none can be read, without content where it asks for nothing valid. */
export interface Input {
  readonly key?: string;
  readonly content?: Content;
  readonly error?: RivuletError;
}

/** Reads a message; what is wrong with it is in the result, for the stream goes on. */
export function readInput(data: Uint8Array, job: Job): Input {
  let key: string | undefined;
  try {
    const message = parse(data);
    key = readKey(message, job.key);
    return { key, content: readContent(message, job) };
  } catch (error) {
    if (!(error instanceof RivuletError)) throw error;
    return key === undefined ? { error } : { key, error };
  }
}

type Message = Readonly<Record<string, unknown>>;

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

function isMessage(value: unknown): value is Message {
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

function readContent(message: Message, job: Job): Content {
  const text = message[job.text];
  const tokens = message[job.tokens];
  const end = message[job.end] ?? false;
  if (typeof end !== "boolean") throw refusal("MESSAGE_INVALID", `true or false in ${job.end}`, end);
  if (text !== undefined && tokens !== undefined) {
    throw new RivuletError("MESSAGE_INVALID", `expected ${job.text} or ${job.tokens}, came both`);
  }
  if (text === undefined && tokens === undefined && !end) {
    throw new RivuletError("MESSAGE_INVALID", `expected ${job.text}, ${job.tokens} or ${job.end}, came none`);
  }
  return { text: readText(text, job.text), tokens: readTokens(tokens, job.tokens), end: end || job.sentences };
}

function readText(text: unknown = "", field: string): string {
  if (typeof text !== "string") throw refusal("MESSAGE_INVALID", `a string in ${field}`, text);
  if (text.length <= TEXT_LENGTH) return text;
  throw new RivuletError("LIMIT_TEXT_PER_PUSH", `expected at most ${TEXT_LENGTH} characters, came ${text.length}`);
}

function readTokens(tokens: unknown = [], field: string): readonly string[] {
  if (!Array.isArray(tokens) || !tokens.every((token) => typeof token === "string" && token !== "")) {
    throw refusal("MESSAGE_INVALID", `an array of tokens in ${field}`, tokens);
  }
  if (tokens.length > TOKENS) {
    throw new RivuletError("LIMIT_TOKENS_PER_PUSH", `expected at most ${TOKENS} tokens, came ${tokens.length}`);
  }
  const long = tokens.find((token) => token.length > TOKEN_LENGTH);
  if (long === undefined) return tokens;
  throw new RivuletError(
    "TOKEN_TOO_LONG",
    `expected tokens of at most ${TOKEN_LENGTH} characters, came ${long.length}`,
  );
}

function refusal(code: ErrorCode, expected: string, came: unknown): RivuletError {
  const text = JSON.stringify(came) ?? "nothing";
  return new RivuletError(code, `expected ${expected}, came ${text.length > 100 ? `${text.slice(0, 100)}…` : text}`);
}
