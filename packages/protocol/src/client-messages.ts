import { arrayOf, booleanOf, FieldError, type Fields, fieldsOf, integerOf, optional, stringOf } from "./fields.ts";
import type { Limits } from "./limits.ts";
import type { ClientMessage, Open, OpenOptions, Push } from "./messages.ts";

/** Names of sessions and models are short. */
const nameLength = { min: 1, max: 64 };

export type ClientLimits = Pick<Limits, "tokensPerPush" | "tokenLength" | "textPerPush">;

type Reader<T> = (fields: Fields, limits: ClientLimits) => T;

function numbered(fields: Fields): { session: string; seq: number } {
  return { session: stringOf(fields.session, "session", nameLength), seq: integerOf(fields.seq, "seq", 1) };
}

function optionsOf(value: unknown, name: string): OpenOptions {
  return optional(fieldsOf(value, name), "finalOnly", booleanOf);
}

const open: Reader<Open> = (fields) => ({
  type: "open",
  session: stringOf(fields.session, "session", nameLength),
  ...optional(fields, "model", (value, name) => stringOf(value, name, nameLength)),
  ...optional(fields, "options", optionsOf),
});

function tokensOf(value: unknown, { tokensPerPush, tokenLength }: ClientLimits): string[] {
  const tokens = arrayOf(value, "tokens", (token, name) => stringOf(token, name, { min: 1 }));
  if (tokens.length === 0) throw new FieldError("tokens to hold at least one", tokens);
  if (tokens.length > tokensPerPush) {
    throw new FieldError(`tokens to hold at most ${tokensPerPush}`, tokens, "LIMIT_TOKENS_PER_PUSH");
  }
  const tooLong = tokens.find((token) => token.length > tokenLength);
  if (tooLong === undefined) return tokens;
  throw new FieldError(`every token to be at most ${tokenLength} long`, tooLong, "TOKEN_TOO_LONG");
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
  return hasText
    ? { type: "push", ...numbered(fields), text: textOf(fields.text, limits) }
    : { type: "push", ...numbered(fields), tokens: tokensOf(fields.tokens, limits) };
};

/** The reader of each type of message that a client may send. */
export const clientMessages: Readonly<Record<ClientMessage["type"], Reader<ClientMessage>>> = {
  open,
  push,
  flush: (fields) => ({ type: "flush", ...numbered(fields) }),
  reset: (fields) => ({ type: "reset", ...numbered(fields) }),
  close: (fields) => ({ type: "close", ...numbered(fields) }),
};
