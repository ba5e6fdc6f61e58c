import {
  arrayOf,
  booleanOf,
  bytesOf,
  FieldError,
  type Fields,
  fieldsOf,
  integerOf,
  isWellFormed,
  optional,
  stringOf,
} from "./fields.ts";
import type { Limits } from "./limits.ts";
import type { ClientMessage, Open, OpenOptions, Push, Resume } from "./messages.ts";

/** Names of sessions and models are short. */
const nameLength = { min: 1, max: 64 };
/** A JWT with many claims still fits. */
const tokenLength = { min: 1, max: 8_192 };

export type ClientLimits = Pick<Limits, "tokensPerPush" | "tokenLength" | "textPerPush">;

type Reader<T> = (fields: Fields, limits: ClientLimits) => T;

function numbered(fields: Fields): { session: string; seq: number } {
  return { session: stringOf(fields.session, "session", nameLength), seq: integerOf(fields.seq, "seq", 1) };
}

function optionsOf(value: unknown, name: string): OpenOptions {
  const fields = fieldsOf(value, name);
  return { ...optional(fields, "finalOnly", booleanOf), ...optional(fields, "durable", booleanOf) };
}

function resumeOf(value: unknown, name: string): Resume {
  const fields = fieldsOf(value, name);
  const epoch = integerOf(fields.epoch, `${name}.epoch`, 1);
  if (fields.id === undefined || fields.id === null) return { epoch, data: bytesOf(fields.data, `${name}.data`) };
  return { epoch, id: stringOf(fields.id, `${name}.id`, nameLength) };
}

const open: Reader<Open> = (fields) => ({
  type: "open",
  session: stringOf(fields.session, "session", nameLength),
  ...optional(fields, "model", (value, name) => stringOf(value, name, nameLength)),
  ...optional(fields, "options", optionsOf),
  ...optional(fields, "resume", resumeOf),
});

function isToken(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && isWellFormed(value);
}

function tokensOf(value: unknown, { tokensPerPush, tokenLength }: ClientLimits): readonly string[] {
  // What is right costs nothing but the look; the walk by name is for what has to be told.
  const tokens: readonly string[] =
    Array.isArray(value) && value.every(isToken)
      ? value
      : arrayOf(value, "tokens", (token, name) => stringOf(token, name, { min: 1 }));
  if (tokens.length === 0) throw new FieldError("tokens to hold at least one", tokens);
  if (tokens.length > tokensPerPush) {
    throw new FieldError(`tokens to hold at most ${tokensPerPush}`, tokens, "LIMIT_TOKENS_PER_PUSH");
  }
  for (const token of tokens) {
    if (token.length > tokenLength) {
      throw new FieldError(`every token to be at most ${tokenLength} long`, token, "TOKEN_TOO_LONG");
    }
  }
  return tokens;
}

function textOf(value: unknown, { textPerPush }: ClientLimits): string {
  const text = stringOf(value, "text", { min: 1 });
  if (text.length <= textPerPush) return text;
  throw new FieldError(`text to be at most ${textPerPush} long`, text, "LIMIT_TEXT_PER_PUSH");
}

const push: Reader<Push> = (fields, limits) => {
  const hasText = fields.text !== undefined && fields.text !== null;
  const hasTokens = fields.tokens !== undefined && fields.tokens !== null;
  if (hasText && hasTokens) throw new FieldError("either text or tokens", "both");
  const { session, seq } = numbered(fields);
  return hasText
    ? { type: "push", session, seq, text: textOf(fields.text, limits) }
    : { type: "push", session, seq, tokens: tokensOf(fields.tokens, limits) };
};

/** The reader of each type of message that a client may send. */
export const clientMessages: Readonly<Record<ClientMessage["type"], Reader<ClientMessage>>> = {
  auth: (fields) => ({ type: "auth", token: stringOf(fields.token, "token", tokenLength) }),
  open,
  credit: (fields) => ({
    type: "credit",
    session: stringOf(fields.session, "session", nameLength),
    results: integerOf(fields.results, "results", 0),
  }),
  push,
  flush: (fields) => ({ type: "flush", ...numbered(fields) }),
  reset: (fields) => ({ type: "reset", ...numbered(fields) }),
  close: (fields) => ({ type: "close", ...numbered(fields) }),
  checkpoint: (fields) => ({ type: "checkpoint", ...numbered(fields) }),
};
