import { RivuletError } from "@rivulet/errors";
import type { Message } from "../read-input.ts";
import { refusal } from "../refusal.ts";
import type { TaggingOptions } from "./tagging-options.ts";

/** What one message may hold. Its result must fit into a message, too. */
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

/** Throws MESSAGE_INVALID, LIMIT_TEXT_PER_PUSH, LIMIT_TOKENS_PER_PUSH, TOKEN_TOO_LONG. */
export function readContent(message: Message, fields: TaggingOptions): Content {
  const text = message[fields.text];
  const tokens = message[fields.tokens];
  const end = message[fields.end] ?? false;
  if (typeof end !== "boolean") throw refusal("MESSAGE_INVALID", `true or false in ${fields.end}`, end);
  if (text !== undefined && tokens !== undefined) {
    throw new RivuletError("MESSAGE_INVALID", `expected ${fields.text} or ${fields.tokens}, came both`);
  }
  if (text === undefined && tokens === undefined && !end) {
    const detail = `expected ${fields.text}, ${fields.tokens} or ${fields.end}, came none`;
    throw new RivuletError("MESSAGE_INVALID", detail);
  }
  return {
    text: readText(text, fields.text),
    tokens: readTokens(tokens, fields.tokens),
    end: end || fields.sentences,
  };
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
