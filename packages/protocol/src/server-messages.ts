import {
  arrayOf,
  booleanOf,
  bytesOf,
  type Fields,
  fieldsOf,
  integerOf,
  optional,
  positiveOf,
  probabilityOf,
  stringOf,
} from "./fields.ts";
import type { AnnouncedLimits } from "./limits.ts";
import type { ServerMessage, Tag } from "./messages.ts";

function answering(fields: Fields, leastSeq = 1): { session: string; epoch: number; seq: number } {
  return {
    session: stringOf(fields.session, "session"),
    epoch: integerOf(fields.epoch, "epoch", 1),
    seq: integerOf(fields.seq, "seq", leastSeq),
  };
}

function tagOf(value: unknown, name: string): Tag {
  const fields = fieldsOf(value, name);
  return {
    index: integerOf(fields.index, `${name}.index`, 0),
    token: stringOf(fields.token, `${name}.token`),
    label: stringOf(fields.label, `${name}.label`),
    probability: probabilityOf(fields.probability, `${name}.probability`),
    delay: integerOf(fields.delay, `${name}.delay`, 0),
    final: booleanOf(fields.final, `${name}.final`),
  };
}

function announcedOf(value: unknown): AnnouncedLimits {
  const fields = fieldsOf(value, "limits");
  const limit = (key: keyof AnnouncedLimits) => positiveOf(fields[key], `limits.${key}`);
  return {
    frameBytes: limit("frameBytes"),
    tokensPerPush: limit("tokensPerPush"),
    tokenLength: limit("tokenLength"),
    textPerPush: limit("textPerPush"),
    pushesPerSecond: limit("pushesPerSecond"),
    tokensPerSecond: limit("tokensPerSecond"),
    resultsAhead: limit("resultsAhead"),
  };
}

/** The reader of each type of message that a server may send. */
export const serverMessages: Readonly<Record<ServerMessage["type"], (fields: Fields) => ServerMessage>> = {
  opened: (fields) => ({
    type: "opened",
    session: stringOf(fields.session, "session"),
    id: stringOf(fields.id, "id"),
    epoch: integerOf(fields.epoch, "epoch", 1),
    recovered: booleanOf(fields.recovered, "recovered"),
    fromSeq: integerOf(fields.fromSeq, "fromSeq", 1),
    model: stringOf(fields.model, "model"),
    fingerprint: stringOf(fields.fingerprint, "fingerprint"),
    labels: arrayOf(fields.labels, "labels", stringOf),
    delays: arrayOf(fields.delays, "delays", (value, name) => integerOf(value, name, 0)),
    limits: announcedOf(fields.limits),
  }),
  tags: (fields) => ({
    type: "tags",
    ...answering(fields),
    at: integerOf(fields.at, "at", 0),
    tags: arrayOf(fields.tags, "tags", tagOf),
  }),
  ack: (fields) => ({ type: "ack", ...answering(fields) }),
  checkpoint: (fields) => ({ type: "checkpoint", ...answering(fields, 0), data: bytesOf(fields.data, "data") }),
  error: (fields) => ({
    type: "error",
    ...optional(fields, "session", stringOf),
    ...optional(fields, "seq", (value, name) => integerOf(value, name, 1)),
    code: stringOf(fields.code, "code"),
    message: stringOf(fields.message, "message"),
  }),
  closing: (fields) => ({
    type: "closing",
    code: integerOf(fields.code, "code", 1000),
    reason: stringOf(fields.reason, "reason"),
  }),
};
